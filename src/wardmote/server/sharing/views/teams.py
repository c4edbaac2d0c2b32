"""The steward's page of security teams that several organisations share."""

from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.rules.refusal import Missing, Refusal
from wardmote.server.register import queries as register
from wardmote.server.sharing import actions, permissions
from wardmote.server.sharing.forms.steering import TeamForm
from wardmote.server.sharing.queries import steering
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def teams(request: Request) -> HttpResponse:
    """Show which organisations share a team, or note one more."""
    form = TeamForm(request.POST or None)
    if request.method == "POST":
        permissions.check_may_steer(request.actor)
        if form.is_valid() and _join(request, form):
            name = form.cleaned_data["code"].name
            messages.success(request, f"{name} is counted with its team.")
            return redirect("sharing_teams")
    by_team = groupby(steering.team_members(), key=attrgetter("team"))
    known = {
        "teams": [(team, list(members)) for team, members in by_team],
        "form": form,
        "may_steer": request.actor.is_steward,
    }
    return render(request, "sharing/teams.html", known, status=422 if form.errors else 200)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def leave_team(request: Request, key: UUID) -> HttpResponse:
    """Ask whether an organisation is to be counted by itself, or see to it."""
    permissions.check_may_steer(request.actor)
    if request.method == "POST":
        actions.leave_team(actor=request.actor, organisation=key, now=timezone.now())
        messages.success(request, "The organisation is counted by itself again.")
        return redirect("sharing_teams")
    found = register.organisations([key])
    if not found:
        raise Missing(permissions.ABSENT)
    return render(request, "sharing/leave_team.html", {"organisation": found[0]})


def _join(request: Request, form: TeamForm) -> bool:
    given = form.cleaned_data
    try:
        actions.join_team(
            actor=request.actor,
            organisation=given["code"].pk,
            team=given["team"],
            now=timezone.now(),
        )
    except Refusal as refused:
        form.refuse(refused.message, refused.field)
        return False
    return True
