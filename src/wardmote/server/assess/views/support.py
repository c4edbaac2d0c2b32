"""Which evidence supports an outcome: attach, add, detach."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from wardmote.rules.assess import evidence as rules
from wardmote.rules.assess import life, texts
from wardmote.rules.refusal import Invalid
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import evidence as actions
from wardmote.server.assess.forms import evidence as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import evidence as queries
from wardmote.server.assess.views import places
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def attach(request: Request, key: UUID, number: int, code: str) -> HttpResponse:
    """Show what could support an outcome, or attach what was chosen."""
    answer = queries.answer(request.actor, key, number, code)
    permissions.check_may_edit(request.actor, answer.assessment)
    life.check_may_be_edited(life.AssessmentState(answer.assessment.state))
    error = ""
    if request.method == "POST":
        try:
            count = actions.attach(
                actor=request.actor,
                assessment=key,
                part=number,
                outcome=code,
                keys=_keys(request),
                shows=request.POST.get("shows", ""),
                now=timezone.now(),
            )
        except Invalid as invalid:
            error = invalid.message
        else:
            word = "1 piece of evidence is" if count == 1 else f"{count} pieces of evidence are"
            messages.success(request, f"{word} attached to {code}.")
            return redirect(places.outcome(key, number, code))
    return _page(request, answer, forms.ReferenceForm(), error=error)


@audience(Audience.MEMBER)
@require_POST
def add(request: Request, key: UUID, number: int, code: str) -> HttpResponse:
    """Add a reference to the register and attach it at once."""
    answer = queries.answer(request.actor, key, number, code)
    form = forms.ReferenceForm(request.POST)
    if form.is_valid():
        try:
            made = actions.add_and_attach(
                actor=request.actor,
                assessment=key,
                part=number,
                outcome=code,
                given=form.reference(),
                now=timezone.now(),
            )
        except Invalid as invalid:
            form.refuse(invalid.message, invalid.field)
        else:
            messages.success(request, f"{made.title} is in the register and attached to {code}.")
            return redirect(places.outcome(key, number, code))
    return _page(request, answer, form)


@audience(Audience.MEMBER)
@require_POST
def detach(request: Request, key: UUID, number: int, code: str, use: UUID) -> HttpResponse:
    """Let a reference no longer support an outcome."""
    title = actions.detach(
        actor=request.actor,
        assessment=key,
        part=number,
        outcome=code,
        use=use,
        now=timezone.now(),
    )
    messages.success(request, f"{title} is no longer attached to {code}. It is in the register.")
    return redirect(places.outcome(key, number, code))


def _page(
    request: Request, answer: Any, form: forms.ReferenceForm, *, error: str = ""
) -> HttpResponse:
    text = texts.line(request.GET.get("q", ""))[:100]
    today = timezone.localdate()
    outcome = assessments.framework(answer.assessment).outcome(answer.outcome)
    known = {
        "answer": answer,
        "outcome": outcome,
        "form": form,
        "error": error,
        "chosen": set(request.POST.getlist("evidence")),
        "shows": request.POST.get("shows", "") if error else "",
        "text": text,
        "choices": [
            (one, queries.is_stale(one, today))
            for one in queries.to_attach(request.actor, answer, text)
        ],
        "most": queries.PAGE,
        "there": queries.of_answer(request.actor, answer, today=today),
        "kinds": rules.KIND_TITLES,
        "back": places.outcome(answer.assessment_id, answer.part.number, answer.outcome),
    }
    status = 422 if error else form.status
    return render(request, "assess/evidence_attach.html", known, status=status)


def _keys(request: Request) -> list[UUID]:
    """Read which references were chosen; what is no key is no choice.

    Raises: Invalid.
    """
    try:
        return [UUID(one) for one in request.POST.getlist("evidence")[:1000]]
    except ValueError:
        raise Invalid("Choose evidence from the list.", field="evidence") from None
