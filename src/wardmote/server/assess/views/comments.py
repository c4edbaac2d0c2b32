"""Comments on an outcome: written, resolved, opened again."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardmote.rules.assess import texts
from wardmote.rules.assess.answers import Problem
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.assess.actions import commenting
from wardmote.server.assess.forms import planning as forms
from wardmote.server.assess.queries import answers
from wardmote.server.assess.views import outcome_page
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer


def write(request: Request, row: "Answer") -> HttpResponse:
    """Write a comment; its form is on the page of the outcome, and comes to its address."""
    text = texts.text(request.POST.get("comment", ""))
    try:
        commenting.write_comment(
            actor=request.actor,
            assessment=row.assessment_id,
            part=row.part.number,
            outcome=row.outcome,
            text=text,
            tells=forms.people(request.POST, "tells"),
            now=timezone.now(),
        )
    except (Invalid, Conflict) as refused:
        problems = [Problem(refused.field or "comment", refused.message)]
        return outcome_page.page(request, row, answers.said(row), problems)
    messages.success(request, "Your comment is added.")
    return _back(row.assessment_id, row.part.number, row.outcome)


@audience(Audience.MEMBER)
@require_POST
def resolve(request: Request, key: UUID, number: int, code: str, comment: UUID) -> HttpResponse:
    """Resolve a comment, or open it again."""
    is_resolved = request.POST.get("to") != "open"
    commenting.resolve_comment(
        actor=request.actor,
        assessment=key,
        part=number,
        outcome=code,
        comment=comment,
        is_resolved=is_resolved,
        now=timezone.now(),
    )
    messages.success(request, f"The comment is {'resolved' if is_resolved else 'open again'}.")
    return _back(key, number, code)


def _back(key: UUID, number: int, code: str) -> HttpResponse:
    return redirect(f"{reverse('outcome', args=[key, number, code])}#comments")
