"""The task list: every outcome of every part, with how far the work on it is."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.rules.assess.answers import Problem, Unsound
from wardmote.rules.assess.work import TITLES
from wardmote.rules.refusal import Invalid
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import planning
from wardmote.server.assess.forms import planning as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import tasks as queries
from wardmote.server.assess.views import places, task_layout
from wardmote.server.people.queries import taking_part
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer, Assessment


@audience(Audience.MEMBER)
@require_GET
def tasks(request: Request, key: UUID) -> HttpResponse:
    """Show the task list, all of it or what was asked for."""
    of, rows = queries.tasks(request.actor, key)
    listed = _listed(request, of, rows)
    context = {
        "assessment": of,
        "overview": places.overview(of.pk),
        "query": request.GET.urlencode(),
        "may_plan": permissions.may_edit(request.actor, of),
        **listed,
    }
    return render(request, "assess/tasks.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def assign(request: Request, key: UUID) -> HttpResponse:
    """Change the plans of several outcomes at once."""
    of, rows = queries.tasks(request.actor, key)
    permissions.check_may_edit(request.actor, of)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            return _assign(request, of, rows)
        except Unsound as unsound:
            problems = unsound.problems
        except Invalid as invalid:
            problems = (Problem(invalid.field, invalid.message),)
    context: dict[str, Any] = {
        "assessment": of,
        "people": taking_part.of_organisation(request.actor, of.organisation_id),
        "states": [(state.value, title) for state, title in TITLES.items()],
        "sent": request.POST,
        "ticked": set(request.POST.getlist("outcomes")),
        "collaborators": set(request.POST.getlist("collaborators")),
        "problems": problems,
        "errors": {each.field: each.message for each in problems},
        **_listed(request, of, rows),
    }
    return render(request, "assess/assign.html", context, status=422 if problems else 200)


def _assign(request: Request, of: "Assessment", rows: "list[Answer]") -> HttpResponse:
    change = forms.change(request.POST)
    chosen = forms.selected(request.POST)
    wanted = set(request.POST.getlist("objectives"))
    framework = assessments.framework(of)
    for row in rows:
        if task_layout.objective_key(framework, row) in wanted:
            chosen.add(row.pk)
    changed = planning.plan_outcomes(
        actor=request.actor, assessment=of.pk, outcomes=chosen, change=change, now=timezone.now()
    )
    messages.success(request, task_layout.confirmation(changed, len(chosen)))
    return redirect("tasks", of.pk)


def _listed(request: Request, of: "Assessment", rows: "list[Answer]") -> dict[str, Any]:
    today = timezone.localdate()
    asked = task_layout.Asked.read(request.GET)
    return task_layout.laid_out(
        assessments.framework(of), rows, asked, person=request.actor.person, today=today
    )
