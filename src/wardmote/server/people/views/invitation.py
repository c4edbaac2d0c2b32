"""The page behind the link in an invitation."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wardmote.rules.people import invitations as rules
from wardmote.rules.people.roles import named
from wardmote.rules.refusal import Invalid
from wardmote.server.people import actions, adapters, forms, queries
from wardmote.server.people.views.demo import BACKEND
from wardmote.server.shell.audience import Audience, audience


@never_cache
@require_http_methods(["GET", "POST"])
@audience(Audience.ANYONE)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever holds its link, and let them take it up."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    found = queries.shown(token, now)
    known: dict[str, Any] = {"invitation": found, "titles": named(found.roles)}
    if actor.is_signed_in:
        return _as_member(request, token, known)
    if queries.has_account(found.email):
        return render(request, "people/invitation_sign_in.html", known)
    if settings.OIDC_NAME:
        request.session[adapters.INVITATION] = token
    form = forms.Accept(
        request.POST if request.method == "POST" else None,
        email=found.email,
        initial={"name": found.name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            person, _ = actions.join_anew(
                token=token,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password1"],
                now=now,
            )
            request.session.pop(adapters.INVITATION, None)
            login(request, person, backend=BACKEND)
            messages.success(request, f"Welcome. You now belong to {found.organisation.name}.")
            return redirect("start")
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.message)
    known |= {"form": form, "oidc_name": settings.OIDC_NAME}
    status = 422 if form.errors else 200
    return render(request, "people/invitation_new.html", known, status=status)


def _as_member(request: HttpRequest, token: str, known: dict[str, Any]) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found = known["invitation"]
    known["is_mine"] = rules.folded(found.email) == rules.folded(actor.email)
    if request.method == "GET":
        return render(request, "people/invitation_join.html", known)
    actions.join(actor=actor, token=token, now=timezone.now())
    messages.success(request, f"You now belong to {found.organisation.name}.")
    return redirect("start")
