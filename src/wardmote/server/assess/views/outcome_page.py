"""Shows one outcome, as it is kept or as someone sent it in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wardmote.rules.assess import merging
from wardmote.rules.assess.answers import Problem, Said
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Refusal
from wardmote.server.assess import permissions
from wardmote.server.assess.queries import answers, assessments, comments, evidence
from wardmote.server.assess.views import outcome_layout, places, wording
from wardmote.server.people import keeping
from wardmote.server.shell import refusals
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
    sent: QueryDict | None = None,
    held: keeping.Held | None = None,
) -> HttpResponse:
    """Show the outcome with what was said of it, saved or not yet."""
    framework = assessments.framework(row.assessment)
    asked = wording.outcome(request, row)
    before, after = outcome_layout.neighbours(row)
    may_edit = may_answer(request.actor, row)
    context: dict[str, Any] = {
        "row": row,
        "assessment": row.assessment,
        "outcome": asked,
        "principle": outcome_layout.principle(framework, answers.outcome(row)),
        "overview": places.overview(row.assessment_id),
        "said": said,
        "version": row.version if version is None else version,
        "problems": problems,
        "errors": {each.field: each.message for each in problems},
        "columns": outcome_layout.columns(framework, asked, said, problems),
        "result": outcome_layout.result(framework, asked, said),
        "levels": outcome_layout.judgeable(framework, asked),
        "target": outcome_layout.target(assessments.profile(row.assessment), framework, asked),
        "other_wording": wording.offered(request, row),
        "before": before,
        "after": after,
        "helpers": [each.person.name for each in row.collaborator_set.all()],
        "may_plan": permissions.may_edit(request.actor, row.assessment),
        "may_edit": may_edit,
        "held": held,
        **_around(request, row, request.POST if sent is None else sent, may_edit=may_edit),
    }
    status = 422 if problems else 200
    return render(request, "assess/outcome.html", context, status=status)


def _around(request: Request, row: "Answer", sent: QueryDict, *, may_edit: bool) -> dict[str, Any]:
    """Give what stands beside the answers: evidence, and comments with whom they may tell."""
    said = comments.of_answer(request.actor, row)
    may_comment = permissions.may_comment(request.actor, row.assessment)
    here = (row.assessment_id, row.part.number, row.outcome)
    return {
        "evidence": evidence.of_answer(request.actor, row, today=timezone.localdate()),
        "attach_to": reverse("evidence_attach", args=here) if may_edit else "",
        "comments": said,
        "may_comment": may_comment,
        "listeners": comments.listeners(request.actor, row, said) if may_comment else [],
        "sent": sent,
        "ticked": set(sent.getlist("tells")),
    }


def not_saved(request: Request, row: "Answer", said: Said, refusal: Refusal) -> HttpResponse:
    """Say why nothing was saved, and give back what was written, to copy."""
    outcome = answers.outcome(row)
    framework = assessments.framework(row.assessment)
    written = [
        (outcome_layout.title(name, outcome), text)
        for name, value in merging.fields(said).items()
        for text in [
            "\n".join(
                each
                for each in (
                    outcome_layout.choice(name, value.choice, framework, outcome),
                    value.text,
                )
                if each
            )
        ]
        if value != merging.Field()
    ]
    context = {
        "row": row,
        "assessment": row.assessment,
        "outcome": outcome,
        "message": refusal.message,
        "written": written,
    }
    status = refusals.STATUS[refusal.kind]
    return render(request, "assess/not_saved.html", context, status=status)


def may_answer(actor: Actor, row: "Answer") -> bool:
    """Tell whether the person may change what is said of the outcome, as things stand."""
    return (
        permissions.may_edit(actor, row.assessment)
        and row.assessment.state == AssessmentState.OPEN
        and row.part.withdrawn_at is None
    )
