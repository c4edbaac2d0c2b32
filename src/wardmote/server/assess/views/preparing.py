"""Pages of the plan: roles, who does what, and by when."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.rules.assess.preparing import (
    ACTIVITY_TITLES,
    DUTY_MEANINGS,
    DUTY_TITLES,
    Activity,
    Duty,
)
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import preparing as actions
from wardmote.server.assess.forms import preparing as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import preparing as queries
from wardmote.server.assess.views import editing
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.jinja import day
from wardmote.server.shell.requests import Request

WORDS: dict[str, Any] = {
    "activities": ACTIVITY_TITLES,
    "duty_titles": DUTY_TITLES,
    "duty_meanings": DUTY_MEANINGS,
}


@audience(Audience.MEMBER)
@require_GET
def prepare(request: Request, key: UUID) -> HttpResponse:
    """Show roles, who does what, and by when."""
    of = assessments.assessment(request.actor, key)
    plan = queries.plan(request.actor, of)
    known = {
        "of": of,
        "plan": plan,
        "may_plan": editing.is_open(of) and permissions.may_lead(request.actor, of),
        "may_assign": permissions.may_lead(request.actor, of),
        **WORDS,
    }
    return render(request, "assess/prepare/prepare.html", known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def share_out(request: Request, key: UUID) -> HttpResponse:
    """Show who does what as a form, or save it."""
    of = editing.opened(request, key, permissions.check_may_lead)
    plan = queries.plan(request.actor, of)
    opened = forms.duties_opened(plan.duties)
    people = [one.key for one in plan.colleagues]
    form = forms.DutiesForm(request.POST or None, initial=opened, people=people)
    base = opened["base"]
    if request.method == "POST" and form.is_valid():
        try:
            with editing.RefusedOnto(form):
                actions.share_out(
                    actor=request.actor,
                    assessment=key,
                    base=form.cleaned_data["base"],
                    duties=form.duties(),
                    now=timezone.now(),
                )
                messages.success(request, "Who does what is saved.")
                return redirect("prepare", key)
        except actions.Clash as clash:
            form.is_stale, form.theirs = True, _in_words(clash)
        base = opened["base"] if form.is_stale else form.data.get("base", "")
    known = {"of": of, "plan": plan, "base": base, "rows": _rows(plan), **WORDS}
    return editing.page(request, "assess/prepare/who.html", form, known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def set_dates(request: Request, key: UUID) -> HttpResponse:
    """Show the date of each activity as a form, or save them."""
    of = editing.opened(request, key, permissions.check_may_lead)
    opened = forms.dates_opened(queries.dates(of))
    form = forms.DatesForm(request.POST or None, initial=opened)
    base = opened["base"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_dates(
                actor=request.actor,
                assessment=key,
                base=form.cleaned_data["base"],
                dates=form.dates(),
                now=timezone.now(),
            )
            messages.success(request, "The dates are saved.")
            return redirect("prepare", key)
        except actions.Clash as clash:
            form.is_stale, form.theirs = True, _in_words(clash)
        base = opened["base"] if form.is_stale else form.data.get("base", "")
    known = {"of": of, "base": base, **WORDS}
    return editing.page(request, "assess/prepare/dates.html", form, known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def assign_assurer(request: Request, key: UUID) -> HttpResponse:
    """Ask who the independent assurer is, or assign them."""
    of = assessments.assessment(request.actor, key)
    permissions.check_may_lead(request.actor, of)
    form = forms.AssurerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            actions.assign_assurer(
                actor=request.actor,
                assessment=key,
                email=form.cleaned_data["email"],
                now=timezone.now(),
            )
            messages.success(request, "The assurer can now read this assessment.")
            return redirect("prepare", key)
    return editing.page(request, "assess/prepare/assurer.html", form, {"of": of})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def end_assurer(request: Request, key: UUID, person: UUID) -> HttpResponse:
    """Ask whether to stop an assurer reading an assessment, or stop it."""
    of = assessments.assessment(request.actor, key)
    permissions.check_may_lead(request.actor, of)
    if request.method == "POST":
        actions.end_assurer(actor=request.actor, assessment=key, person=person, now=timezone.now())
        messages.success(request, "The assurer can no longer read this assessment.")
        return redirect("prepare", key)
    found = queries.assurer(request.actor, of, person)
    return render(request, "assess/prepare/end_assurer.html", {"of": of, "person": found})


def _in_words(clash: actions.Clash) -> dict[str, str]:
    return {
        name: DUTY_TITLES[theirs] if isinstance(theirs, Duty) else day(theirs) or "Nothing"
        for name, theirs in clash.entries.items()
    }


def _rows(plan: queries.Plan) -> list[Any]:
    """Lay out the table: each activity with a field for each person."""
    return [
        (
            activity,
            ACTIVITY_TITLES[activity],
            [(one, f"{activity}-{one.key}") for one in plan.colleagues],
        )
        for activity in Activity
    ]
