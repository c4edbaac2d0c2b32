"""The steward's desk: what waits, and what becomes of it; and false hits that members report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.formats.stix import telling
from wardmote.rules.indicators import defanging
from wardmote.server.sharing import permissions
from wardmote.server.sharing.actions import deciding
from wardmote.server.sharing.forms import desk as forms
from wardmote.server.sharing.queries import desk as queries
from wardmote.server.sharing.views import doing, history, words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

DONE = {
    forms.RELEASE: "It is let in.",
    forms.REFUSE: "It is refused. Whoever sent it reads why.",
    forms.EMBARGO: "It is let in at that time.",
}


@audience(Audience.STEWARD)
@require_GET
def desk(request: Request) -> HttpResponse:
    """List what waits."""
    known = {"desk": queries.desk(), "may_decide": request.actor.is_steward, "words": words}
    return render(request, "sharing/desk.html", known)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def review(request: Request, key: UUID) -> HttpResponse:
    """Show one thing that waits, or decide what becomes of it."""
    found = queries.review(key)
    form = forms.DecisionForm(_given(request))
    if request.method == "POST":
        permissions.check_may_steer(request.actor)
        if form.is_valid() and doing.is_done(
            form, lambda: _decide(request, key, form.cleaned_data)
        ):
            messages.success(request, DONE[form.cleaned_data["decision"]])
            return redirect("sharing_desk")
    content = queries.content(found)
    known = {
        "review": found,
        "name": telling.name(content),
        "content": content,
        "pattern": defanging.defanged_pattern(str(content.get("pattern", ""))),
        "form": form,
        "may_decide": request.actor.is_steward and not found.decision,
        "events": history.of(request, found.collection_id),
        "words": words,
    }
    return render(request, "sharing/review.html", known, status=422 if form.errors else 200)


@audience(Audience.STEWARD)
@require_POST
def settle(request: Request, key: UUID) -> HttpResponse:
    """Leave what is flagged as it is."""
    deciding.settle(actor=request.actor, key=key, now=timezone.now())
    messages.success(request, "It stays as it is.")
    return redirect("sharing_desk")


@audience(Audience.STEWARD)
@require_POST
def settle_disputes(request: Request, ref: str) -> HttpResponse:
    """Set aside what members say against an indicator."""
    deciding.settle_disputes(actor=request.actor, ref=ref, now=timezone.now())
    messages.success(request, "What was said against it is set aside.")
    return redirect("sharing_desk")


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def grade(request: Request, ref: str) -> HttpResponse:
    """Ask for the grade of an object, or keep it."""
    permissions.check_may_steer(request.actor)
    name, before = queries.name(ref), queries.grade(ref)
    first = {"reliability": before[:1], "credibility": before[1:]} if before else None
    form = forms.GradeForm(_given(request), initial=first)
    if request.method == "POST" and form.is_valid():
        written = form.cleaned_data["reliability"] + form.cleaned_data["credibility"]
        deciding.grade(actor=request.actor, ref=ref, grade=written, now=timezone.now())
        messages.success(request, f"It is graded {written}.")
        return redirect("sharing_object", ref)
    known: dict[str, Any] = {"form": form, "name": name, "ref": ref}
    return render(request, "sharing/grade.html", known, status=422 if form.errors else 200)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def false_hit(request: Request, ref: str) -> HttpResponse:
    """Ask why an indicator finds what is harmless, or tell the steward."""
    name = queries.name(ref)
    form = forms.FalseHitForm(_given(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if doing.is_done(
            form,
            lambda: deciding.dispute(
                actor=request.actor, ref=ref, reason=reason, now=timezone.now()
            ),
        ):
            messages.success(request, "The steward looks at it.")
            return redirect("sharing_object", ref)
    known: dict[str, Any] = {"form": form, "name": name, "ref": ref}
    return render(request, "sharing/false_hit.html", known, status=422 if form.errors else 200)


def _given(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _decide(request: Request, key: UUID, given: dict[str, Any]) -> None:
    by = {"key": key, **doing.by(request)}
    if given["decision"] == forms.RELEASE:
        deciding.release(**by)
    elif given["decision"] == forms.REFUSE:
        deciding.refuse(reason=given["reason"], **by)
    else:
        deciding.embargo(until=given["until"], **by)
