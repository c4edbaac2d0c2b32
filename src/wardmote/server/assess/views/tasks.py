"""The task list: every outcome of every part, with how far the work on it is."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from wardmote.server.assess.queries import assessments
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
def tasks(request: Request, key: UUID) -> HttpResponse:
    """Show the task list."""
    of = assessments.assessment(request.actor, key)
    return render(request, "assess/tasks.html", {"assessment": of})
