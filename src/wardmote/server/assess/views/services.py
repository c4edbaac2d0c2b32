"""Pages of the essential services in a scope."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.server.assess import permissions
from wardmote.server.assess.actions import scoping
from wardmote.server.assess.forms import scope as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import scope as queries
from wardmote.server.assess.views import editing
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

FIELDS = ("name", "description", "owner")


@audience(Audience.MEMBER)
@require_GET
def services(request: Request, key: UUID) -> HttpResponse:
    """List the essential services."""
    of = assessments.assessment(request.actor, key)
    whole = queries.scope_of(request.actor, of)
    supported: dict[UUID, int] = {}
    for keys in whole.supports.values():
        for service in keys:
            supported[service] = supported.get(service, 0) + 1
    known = {"of": of, "whole": whole, "supported": supported}
    known["may_edit"] = editing.may_edit(request.actor, of)
    return render(request, "assess/scope/services.html", known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def add_service(request: Request, key: UUID) -> HttpResponse:
    """Show the form of a new service, or add it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    form = forms.ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            row = scoping.add_service(
                actor=request.actor,
                assessment=key,
                service=form.described(),
                now=timezone.now(),
            )
            return editing.done(request, f"{row.name} is added.", "services", key, whole)
    known = {"of": of, "whole": whole, "row": None, "who": ""}
    return editing.page(request, "assess/scope/service.html", form, known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def service(request: Request, key: UUID, service_key: UUID) -> HttpResponse:
    """Show one service as a form, or save it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    row = queries.find_service(whole, service_key)
    there: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    there["in_scope"] = "yes" if row.in_scope else "no"
    form = forms.ServiceForm(request.POST or None, initial=there)
    form.opened_at = row.version
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            scoping.change_service(
                actor=request.actor,
                assessment=key,
                key=service_key,
                service=form.described(),
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            return editing.done(request, "The service is saved.", "services", key, whole)
        if form.is_stale:
            form.compare(there, row.version)
    who = editing.who_saved(request, form, row.pk)
    known = {"of": of, "whole": whole, "row": row, "who": who}
    return editing.page(request, "assess/scope/service.html", form, known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def remove_service(request: Request, key: UUID, service_key: UUID) -> HttpResponse:
    """Ask whether to remove a service, or remove it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    row = queries.find_service(whole, service_key)
    if request.method == "POST":
        scoping.remove_service(
            actor=request.actor, assessment=key, key=service_key, now=timezone.now()
        )
        return editing.done(request, f"{row.name} is removed.", "services", key, whole)
    known = {"of": of, "whole": whole, "row": row, "what": "service", "back": "services"}
    return render(request, "assess/scope/remove.html", known)
