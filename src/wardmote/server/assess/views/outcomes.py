"""The page where a council decides on one outcome."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.rules.assess.answers import Unsound
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.assess.actions import answering
from wardmote.server.assess.forms import answering as forms
from wardmote.server.assess.queries import answers
from wardmote.server.assess.views import (
    clashes,
    comments,
    outcome_layout,
    outcome_page,
    saving,
    wording,
)
from wardmote.server.people import keeping
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer


@keeping.keeps_text
@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def outcome(request: Request, key: UUID, number: int, code: str) -> HttpResponse:
    """Show one outcome, or save what is said of it, or what is said about it.

    All forms of the page come here, so that what was written while a session ended is given back
    here too.
    """
    row = answers.answer(request.actor, key, number, code)
    if request.POST.get("go") == "comment":
        return comments.write(request, row)
    if request.method == "POST":
        return _save(request, row)
    wording.choose(request)
    held = keeping.held_text(request)
    if held is None:
        return outcome_page.page(request, row, answers.said(row))
    return _given_back(request, row, held)


def _given_back(request: Request, row: "Answer", held: keeping.Held) -> HttpResponse:
    """Show what someone wrote while their session ended, at the version that they wrote it."""
    if held.fields.get("go") == "comment":
        said, version = answers.said(row), row.version
    else:
        said = forms.read(held.fields, answers.outcome(row)).said
        version = forms.version(held.fields)
    return outcome_page.page(request, row, said, version=version, sent=held.fields, held=held)


def _save(request: Request, row: "Answer") -> HttpResponse:
    form = forms.read(request.POST, answers.outcome(row))
    try:
        version = forms.version(request.POST)
        if form.problems:
            raise Unsound(form.problems)
        saved = answering.answer_outcome(
            actor=request.actor,
            assessment=row.assessment_id,
            part=row.part.number,
            outcome=row.outcome,
            said=form.said,
            version=version,
            confirms=form.confirms,
            now=timezone.now(),
        )
    except Unsound as unsound:
        if saving.is_wanted(request):
            return saving.unsound(request, row, form.said, unsound)
        return outcome_page.page(request, row, form.said, unsound.problems, version=version)
    except answering.Clashing as clashing:
        if saving.is_wanted(request):
            return saving.clashing(request, row, form.said, clashing)
        return clashes.clash(request, row, clashing, base=version)
    except (Conflict, Invalid) as refusal:
        if saving.is_wanted(request):
            return saving.refused(refusal)
        return outcome_page.not_saved(request, row, form.said, refusal)
    if saving.is_wanted(request):
        return saving.saved(request, saved)
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
