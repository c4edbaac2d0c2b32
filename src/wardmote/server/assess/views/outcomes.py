"""The page where a council decides on one outcome."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.rules.assess.answers import Unsound
from wardmote.rules.refusal import Refusal
from wardmote.server.assess.actions import answering
from wardmote.server.assess.forms import answering as forms
from wardmote.server.assess.queries import answers
from wardmote.server.assess.views import clashes, outcome_layout, outcome_page, saving
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
    return outcome_page.page(request, row, answers.said(row))


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
        return outcome_page.page(request, row, form.said, unsound.problems, version=form.version)
    except answering.Clashing as clashing:
        if saving.is_wanted(request):
            return saving.clashing(row, form.said, clashing)
        return clashes.clash(request, row, clashing, base=form.version)
    except Refusal as refusal:
        if saving.is_wanted(request):
            return saving.refused(refusal)
        raise
    if saving.is_wanted(request):
        return saving.saved(saved)
    messages.success(request, saving.words(saved))
    return _onward(request, row)


def _onward(request: Request, row: "Answer") -> HttpResponse:
    """Go on to the next outcome, or stay on this one."""
    here = (row.assessment_id, row.part.number)
    _, following = outcome_layout.neighbours(row)
    if request.POST.get("go") == "continue":
        if following:
            return redirect("outcome", *here, following.code)
        return redirect("tasks", row.assessment_id)
    return redirect("outcome", *here, row.outcome)
