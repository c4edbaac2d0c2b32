"""Pages of cycles: a person's work, starting one, and its overview."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.rules.assess import life
from wardmote.rules.refusal import Forbidden
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import cycles
from wardmote.server.assess.forms import cycles as forms
from wardmote.server.assess.queries import assessments, overview
from wardmote.server.assess.views import editing, todo
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

DEFAULT = "caf-4.0"


@audience(Audience.ANYONE)
@require_GET
def home(request: Request) -> HttpResponse:
    """Show a person their work, and a visitor what this is."""
    if not request.actor.is_signed_in:
        return render(request, "start.html")
    known = {
        "assessments": assessments.of_actor(request.actor),
        "may_start": bool(assessments.startable(request.actor)),
        "states": life.TITLES,
        "today": timezone.localdate(),
    }
    return render(request, "assess/home.html", known | todo.shown(request))


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """Ask what a cycle needs, show it to check, or start it."""
    where = assessments.startable(request.actor)
    if not where:
        raise Forbidden("Only the CAF lead can start an assessment. Ask yours to start it.")
    initial = {"framework": DEFAULT, "starts_on": timezone.localdate(), "profile": ""}
    known = assessments.frameworks_to_choose()
    form = forms.StartForm(
        request.POST or None,
        initial=initial | ({"organisation": str(where[0][0])} if len(where) == 1 else {}),
        organisations=[(str(key), name) for key, name in where],
        frameworks=known,
        profiles=assessments.profiles_of_all(known),
    )
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "change" and form.is_valid():
        if step != "start":
            return render(request, "assess/start_check.html", _checked(form))
        with editing.RefusedOnto(form):
            given = {
                key: value for key, value in form.cleaned_data.items() if key != "organisation"
            }
            begun = cycles.start_cycle(
                actor=request.actor,
                organisation=UUID(form.cleaned_data["organisation"]),
                now=timezone.now(),
                **given,
            )
            messages.success(request, f"{begun.title} is started.")
            return redirect("assessment", begun.pk)
    return editing.page(request, "assess/start.html", form, {})


def _checked(form: forms.StartForm) -> dict[str, Any]:
    titles = {
        name: dict(form.fields[name].choices)  # type: ignore[attr-defined]
        for name in ("organisation", "framework", "profile")
    }
    chosen = {name: titles[name][form.cleaned_data[name]] for name in titles}
    return {"form": form, "chosen": chosen, "given": form.cleaned_data}


@audience(Audience.MEMBER)
@require_GET
def assessment(request: Request, key: UUID) -> HttpResponse:
    """Show how far each stage of an assessment is."""
    of = assessments.assessment(request.actor, key)
    profile = assessments.profile(of)
    known = {
        "of": of,
        "framework": assessments.framework(of).name,
        "profile": forms.profile_title(profile) if profile else "",
        "state": life.TITLES[life.AssessmentState(of.state)],
        "overview": overview.of_assessment(request.actor, of),
        "may_lead": editing.is_open(of) and permissions.may_lead(request.actor, of),
        "may_carry": permissions.may_lead(request.actor, of),
        "is_open": editing.may_edit(request.actor, of),
    }
    return render(request, "assess/assessment.html", known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def details(request: Request, key: UUID) -> HttpResponse:
    """Show title, dates and profile as a form, or save them."""
    of = editing.opened(request, key, permissions.check_may_lead)
    there = {name: getattr(of, name) for name in ("title", "starts_on", "due_on", "profile")}
    form = forms.DetailsForm(
        request.POST or None, initial=there, profiles=assessments.profiles_of(of)
    )
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            cycles.change_details(
                actor=request.actor, assessment=key, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, "The details are saved.")
            return redirect("assessment", key)
    return editing.page(request, "assess/details.html", form, {"of": of})
