"""The page where a council decides on one outcome."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.rules.assess.answers import Problem, Said, Unsound
from wardmote.rules.assess.life import AssessmentState
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import answering
from wardmote.server.assess.forms import answering as forms
from wardmote.server.assess.queries import answers, assessments
from wardmote.server.assess.views import outcome_page, saving
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def outcome(request: Request, key: UUID, number: int, code: str) -> HttpResponse:
    """Show one outcome, or save what is said of it."""
    row = answers.answer(request.actor, key, number, code)
    if request.method == "POST":
        return _save(request, row)
    return page(request, row, answers.said(row))


def _save(request: Request, row: "Answer") -> HttpResponse:
    form = forms.read(request.POST, answers.outcome(row))
    try:
        if form.problems:
            raise Unsound(form.problems)
        saved = answering.answer_outcome(
            actor=request.actor,
            assessment=row.assessment_id,
            part=row.part.number,
            outcome=row.outcome,
            said=form.said,
            version=form.version,
            confirms=form.confirms,
            now=timezone.now(),
        )
    except Unsound as unsound:
        if saving.is_wanted(request):
            return saving.unsound(row, form.said, unsound)
        return page(request, row, form.said, unsound.problems, version=form.version)
    except answering.Clashing as clashing:
        if saving.is_wanted(request):
            return saving.clashing(row, form.said, clashing)
        return clash(request, row, clashing, base=form.version)
    if saving.is_wanted(request):
        return saving.saved(saved)
    messages.success(request, said_of(saved))
    return _onward(request, row)


def said_of(saved: answering.Saved) -> str:
    """Say what a save did."""
    if not saved.merged:
        return "Your answers are saved."
    return f"{saved.merged_with} also changed this outcome. Both changes are kept."


def _onward(request: Request, row: "Answer") -> HttpResponse:
    """Go on to the next outcome, or stay on this one."""
    here = (row.assessment_id, row.part.number)
    _, following = outcome_page.neighbours(row)
    if request.POST.get("go") == "continue":
        if following:
            return redirect("outcome", *here, following.code)
        return redirect("tasks", row.assessment_id)
    return redirect("outcome", *here, row.outcome)


def clash(
    request: Request, row: "Answer", clashing: answering.Clashing, *, base: int
) -> HttpResponse:
    """Show what both sides wrote, for the person to choose; or what the merge still lacks."""
    if not clashing.merge.clashes:
        problem = Problem("reason", clashing.message)
        return page(request, row, clashing.merge.said, [problem], version=clashing.current.version)
    return render(request, "assess/clash.html", {"row": row, "base": base}, status=409)


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
    before, after = outcome_page.neighbours(row)
    context: dict[str, Any] = {
        "row": row,
        "assessment": row.assessment,
        "outcome": asked,
        "principle": outcome_page.principle(framework, asked),
        "overview": f"/assessments/{row.assessment_id}/",
        "said": said,
        "version": row.version if version is None else version,
        "problems": problems,
        "errors": {each.field: each.message for each in problems},
        "columns": outcome_page.columns(framework, asked, said, problems),
        "result": outcome_page.result(framework, asked, said),
        "levels": outcome_page.judgeable(framework, asked),
        "target": outcome_page.target(assessments.profile(row.assessment), framework, asked),
        "before": before,
        "after": after,
        "may_edit": permissions.may_edit(request.actor, row.assessment)
        and row.assessment.state == AssessmentState.OPEN
        and row.part.withdrawn_at is None,
    }
    status = 422 if problems else 200
    return render(request, "assess/outcome.html", context, status=status)
