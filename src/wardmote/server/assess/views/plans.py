"""The page that plans the work on one outcome."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.rules.assess.answers import Problem, Unsound
from wardmote.rules.assess.work import TITLES
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import planning
from wardmote.server.assess.forms import planning as forms
from wardmote.server.assess.queries import answers
from wardmote.server.people import keeping
from wardmote.server.people.queries import taking_part
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer


@keeping.keeps_text
@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def plan(request: Request, key: UUID, number: int, code: str) -> HttpResponse:
    """Show the plan of one outcome, or save it."""
    row = answers.answer(request.actor, key, number, code)
    permissions.check_may_edit(request.actor, row.assessment)
    if request.method != "POST":
        held = keeping.held_text(request)
        return _page(request, row, held.fields if held else _sent(row), (), held)
    try:
        wanted = forms.plan(request.POST)
        planning.plan_outcome(
            actor=request.actor,
            assessment=key,
            part=number,
            outcome=code,
            plan=wanted,
            now=timezone.now(),
        )
    except Unsound as unsound:
        return _page(request, row, request.POST, unsound.problems)
    except (Invalid, Conflict) as refused:
        return _page(
            request, row, request.POST, [Problem(refused.field or "work_state", refused.message)]
        )
    messages.success(request, "The plan is saved.")
    return redirect("outcome", key, number, code)


def _sent(row: "Answer") -> QueryDict:
    """Lay the plan out as the form would send it."""
    sent = QueryDict(mutable=True)
    sent["work_state"], sent["owner"] = row.work_state, str(row.owner_id or "")
    sent["blocker"], sent["next_step"] = row.blocker, row.next_step
    if row.due_on:
        for part in ("day", "month", "year"):
            sent[f"due_on-{part}"] = str(getattr(row.due_on, part))
    sent.setlist("collaborators", [str(one.person_id) for one in row.collaborator_set.all()])
    return sent


def _page(
    request: Request,
    row: "Answer",
    sent: QueryDict,
    problems: Sequence[Problem],
    held: keeping.Held | None = None,
) -> HttpResponse:
    known = taking_part.of_organisation(request.actor, row.organisation_id)
    shown = {one.pk for one in known}
    still = [each.person for each in row.collaborator_set.all()]
    gone = [one for one in (row.owner, *still) if one is not None and one.pk not in shown]
    context = {
        "row": row,
        "assessment": row.assessment,
        "outcome": answers.outcome(row),
        "people": [*known, *gone],
        "states": [(state.value, title) for state, title in TITLES.items()],
        "sent": sent,
        "collaborators": set(sent.getlist("collaborators")),
        "problems": problems,
        "held": held,
        "errors": {each.field: each.message for each in problems},
    }
    return render(request, "assess/plan.html", context, status=422 if problems else 200)
