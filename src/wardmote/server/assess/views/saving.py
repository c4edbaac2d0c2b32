"""Answers a page that saves as one goes: what became of the save, as JSON.

The status is always 200: the script asked and was answered, and a browser would report any
other as a fault of the page.
"""

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from wardmote.rules.assess import answers as rules
from wardmote.rules.assess import merging
from wardmote.rules.assess.answers import Said, Unsound
from wardmote.rules.refusal import Refusal
from wardmote.server.assess.actions import answering
from wardmote.server.assess.queries import answers, assessments
from wardmote.server.assess.views import outcome_layout, wording
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer


def is_wanted(request: Request) -> bool:
    """Tell whether the page's script asks, rather than a person who pressed a button."""
    return request.headers.get("Accept") == "application/json"


def saved(request: Request, saved: answering.Saved) -> JsonResponse:
    """Say that it was saved, and what someone else changed that the page does not show yet."""
    row = saved.answer
    said = answers.said(row)
    laid = merging.fields(said)
    body: dict[str, Any] = {
        "state": "saved",
        "version": saved.version,
        "at": f"{timezone.localtime():%H:%M}",
        "result": _result(request, row, said),
        "needs_review": row.needs_review,
    }
    if saved.merged:
        body["merged_with"] = saved.merged_with
        body["fields"] = {
            name: value
            for field in saved.merged
            for name, value in _inputs(field, laid.get(field, merging.Field())).items()
        }
    return JsonResponse(body)


def words(saved: answering.Saved) -> str:
    """Say what a save did."""
    if not saved.merged:
        return "Your answers are saved."
    return f"{saved.merged_with} also changed this outcome. Both changes are kept."


def unsound(request: Request, row: "Answer", said: Said, refused: Unsound) -> JsonResponse:
    """Say what to mend before it can be saved."""
    problems = [{"field": each.field, "message": each.message} for each in refused.problems]
    body = {"state": "unsound", "problems": problems, "result": _result(request, row, said)}
    return JsonResponse(body)


def clashing(
    request: Request, row: "Answer", said: Said, clash: answering.Clashing
) -> JsonResponse:
    """Say that someone else changed the same things; a press on Save shows both sides."""
    body = {"state": "clash", "message": clash.message, "result": _result(request, row, said)}
    return JsonResponse(body)


def refused(refusal: Refusal) -> JsonResponse:
    """Say why it cannot be saved at all."""
    body = {"state": "refused", "message": refusal.message}
    return JsonResponse(body)


def _inputs(field: str, value: merging.Field) -> dict[str, str]:
    """Name the inputs of the page that show a field."""
    if field == merging.NOTES:
        return {"notes": value.text}
    if field == merging.JUDGEMENT:
        return {"judged": value.choice, "reason": value.text}
    code = field.removeprefix(rules.STATEMENT)
    return {f"answer-{code}": value.choice, f"how-{code}": value.text}


def _result(request: Request, row: "Answer", said: Said) -> str:
    outcome = wording.outcome(request, row)
    framework = assessments.framework(row.assessment)
    context = {
        "result": outcome_layout.result(framework, outcome, said),
        "said": said,
        "levels": outcome_layout.judgeable(framework, outcome),
    }
    return render_to_string("assess/outcome_result.html", context)
