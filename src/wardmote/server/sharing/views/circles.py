"""One circle: for its members, who choose to be shown or leave, and for the steward."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from wardmote.rules.refusal import Refusal
from wardmote.server.register import queries as register
from wardmote.server.sharing import actions, permissions, queries
from wardmote.server.sharing.forms.steering import OrganisationForm
from wardmote.server.sharing.queries import steering
from wardmote.server.sharing.views import history
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def circle(request: Request, key: UUID) -> HttpResponse:
    """Show a circle, or let an organisation in as the steward."""
    found = steering.circle(key)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST":
        permissions.check_may_steer(request.actor)
        if form.is_valid() and _joined(request, key, form):
            return redirect("sharing_circle", key)
    return render(
        request,
        "sharing/circle.html",
        _known(request, found, form),
        status=422 if form.errors else 200,
    )


@audience(Audience.MEMBER)
@require_POST
def show(request: Request, key: UUID, organisation: UUID) -> HttpResponse:
    """Let the other members know of an organisation, or no longer."""
    is_shown = request.POST.get("shown") == "yes"
    actions.show(
        actor=request.actor,
        circle=key,
        organisation=organisation,
        is_shown=is_shown,
        now=timezone.now(),
    )
    said = "The other members now see you." if is_shown else "The other members no longer see you."
    messages.success(request, said)
    return redirect("sharing_circle", key)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def leave(request: Request, key: UUID, organisation: UUID) -> HttpResponse:
    """Ask whether an organisation is to leave the circle, or take it out."""
    found = steering.circle(key)
    (of,) = register.organisations([organisation]) or (None,)
    if not request.actor.is_steward:
        permissions.check_may_speak(request.actor, organisation)
    if request.method == "POST":
        actions.leave(
            actor=request.actor, circle=key, organisation=organisation, now=timezone.now()
        )
        messages.success(request, f"{of.name if of else 'It'} left {found.name}.")
        return redirect("sharing_steward" if request.actor.is_steward else "sharing")
    return render(request, "sharing/leave.html", {"circle": found, "of": of})


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def end(request: Request, key: UUID) -> HttpResponse:
    """Ask whether a circle is to end, or end it."""
    permissions.check_may_steer(request.actor)
    found = steering.circle(key)
    if request.method == "POST":
        actions.end_circle(actor=request.actor, circle=key, now=timezone.now())
        messages.success(request, f"{found.name} has ended.")
        return redirect("sharing_steward")
    known = {
        "what": found.name,
        "text": "Its members no longer read its collections by it. What these hold is kept.",
        "back": "sharing_circle",
        "key": key,
        "button": "End the circle",
    }
    return render(request, "sharing/end.html", known)


def _joined(request: Request, key: UUID, form: OrganisationForm) -> bool:
    of = form.cleaned_data["code"]
    try:
        actions.join(actor=request.actor, circle=key, organisation=of.pk, now=timezone.now())
    except Refusal as refused:
        form.refuse(refused.message, "code")
        return False
    messages.success(request, f"{of.name} is in the circle.")
    return True


def _known(request: Request, found: Any, form: OrganisationForm) -> dict[str, Any]:
    mine = permissions.senders(request.actor)
    members = list(queries.members(found.pk))
    return {
        "circle": found,
        "members": members,
        "mine": [each for each in members if each["organisation_id"] in mine],
        "collections": list(steering.collections_of(found.pk)),
        "form": form,
        "may_steer": request.actor.is_steward,
        "events": history.of(request, found.pk) if request.actor.is_steward_side else [],
    }
