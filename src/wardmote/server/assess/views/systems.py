"""Pages of the systems in a scope."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.rules.assess import scope as rules
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import systems as actions
from wardmote.server.assess.forms import scope as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import scope as queries
from wardmote.server.assess.views import editing
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

FIELDS = ("name", "kind", "supplier", "description", "criticality", "criteria", "rationale")


@audience(Audience.MEMBER)
@require_GET
def systems(request: Request, key: UUID) -> HttpResponse:
    """List the systems with what they support and how critical they are."""
    of = assessments.assessment(request.actor, key)
    whole = queries.scope_of(request.actor, of)
    known = {"of": of, "whole": whole, "criticalities": rules.CRITICALITY_TITLES}
    known["may_edit"] = editing.may_edit(request.actor, of)
    return render(request, "assess/scope/systems.html", known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def add_system(request: Request, key: UUID) -> HttpResponse:
    """Show the form of a new system, or add it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    form = forms.SystemForm(request.POST or None, services=_choices(whole))
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            row = actions.add_system(
                actor=request.actor,
                assessment=key,
                system=form.described(),
                now=timezone.now(),
            )
            return editing.done(request, f"{row.name} is added.", "systems", key, whole)
    known = {"of": of, "whole": whole, "row": None, "who": ""}
    return editing.page(request, "assess/scope/system.html", form, known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def system(request: Request, key: UUID, system_key: UUID) -> HttpResponse:
    """Show one system as a form, or save it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    row = queries.find_system(whole, system_key)
    there: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    there["services"] = [str(one) for one in whole.supports.get(row.pk, ())]
    form = forms.SystemForm(request.POST or None, initial=there, services=_choices(whole))
    form.opened_at = row.version
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            actions.change_system(
                actor=request.actor,
                assessment=key,
                key=system_key,
                system=form.described(),
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            return editing.done(request, "The system is saved.", "systems", key, whole)
        if form.is_stale:
            form.compare(there, row.version)
    who = editing.who_saved(request, form, row.pk)
    known = {"of": of, "whole": whole, "row": row, "who": who}
    return editing.page(request, "assess/scope/system.html", form, known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def remove_system(request: Request, key: UUID, system_key: UUID) -> HttpResponse:
    """Ask whether to remove a system, or remove it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    row = queries.find_system(whole, system_key)
    if request.method == "POST":
        actions.remove_system(
            actor=request.actor, assessment=key, key=system_key, now=timezone.now()
        )
        return editing.done(request, f"{row.name} is removed.", "systems", key, whole)
    known = {"of": of, "whole": whole, "row": row, "what": "system", "back": "systems"}
    return render(request, "assess/scope/remove.html", known)


def _choices(whole: queries.Whole) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in whole.services]
