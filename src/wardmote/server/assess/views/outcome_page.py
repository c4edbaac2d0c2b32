"""Shows one outcome, as it is kept or as someone sent it in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render

from wardmote.rules.assess.answers import Problem, Said
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.people.actors import Actor
from wardmote.server.assess import permissions
from wardmote.server.assess.queries import answers, assessments, comments
from wardmote.server.assess.views import outcome_layout
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer


def page(
    request: Request,
    row: "Answer",
    said: Said,
    problems: Sequence[Problem] = (),
    *,
    version: int | None = None,
) -> HttpResponse:
    """Show the outcome with what was said of it, saved or not yet."""
    framework = assessments.framework(row.assessment)
    asked = answers.outcome(row)
    before, after = outcome_layout.neighbours(row)
    said_here = comments.of_answer(request.actor, row)
    may_comment = permissions.may_comment(request.actor, row.assessment)
    context: dict[str, Any] = {
        "row": row,
        "assessment": row.assessment,
        "outcome": asked,
        "principle": outcome_layout.principle(framework, asked),
        "overview": f"/assessments/{row.assessment_id}/",
        "said": said,
        "version": row.version if version is None else version,
        "problems": problems,
        "errors": {each.field: each.message for each in problems},
        "columns": outcome_layout.columns(framework, asked, said, problems),
        "result": outcome_layout.result(framework, asked, said),
        "levels": outcome_layout.judgeable(framework, asked),
        "target": outcome_layout.target(assessments.profile(row.assessment), framework, asked),
        "comments": said_here,
        "may_comment": may_comment,
        "listeners": comments.listeners(request.actor, row, said_here) if may_comment else [],
        "sent": request.POST,
        "ticked": set(request.POST.getlist("tells")),
        "before": before,
        "after": after,
        "helpers": [each.person.name for each in row.collaborator_set.all()],
        "may_plan": permissions.may_edit(request.actor, row.assessment),
        "may_edit": may_answer(request.actor, row),
    }
    status = 422 if problems else 200
    return render(request, "assess/outcome.html", context, status=status)


def may_answer(actor: Actor, row: "Answer") -> bool:
    """Tell whether the person may change what is said of the outcome, as things stand."""
    return (
        permissions.may_edit(actor, row.assessment)
        and row.assessment.state == AssessmentState.OPEN
        and row.part.withdrawn_at is None
    )
