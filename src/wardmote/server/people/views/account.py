"""A person's own pages: account, name, digest, sessions and keys."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.rules.refusal import Invalid
from wardmote.server.people import actions, forms, keeping, queries
from wardmote.server.shell.audience import Audience, audience


@require_GET
@audience(Audience.MEMBER)
def account(request: HttpRequest) -> HttpResponse:
    """Show all that the person can change about their account."""
    actor, now = _actor(request), timezone.now()
    known = {
        "account": queries.account(actor),
        "places": queries.places(actor),
        "keys": queries.api_keys(actor, now),
        "sessions": queries.live_sessions(actor, request.session.session_key, now),
    }
    known["oidc_name"] = settings.OIDC_NAME
    return render(request, "people/account.html", known)


@keeping.keeps_text
@require_http_methods(["GET", "POST"])
@audience(Audience.MEMBER)
def name(request: HttpRequest) -> HttpResponse:
    """Change the person's own name."""
    actor = _actor(request)
    held = keeping.held_text(request)
    if request.method == "GET":
        form = forms.Name(held.fields if held else {"name": actor.name})
        form.errors.clear()
        return render(request, "people/name.html", {"form": form, "held": held})
    form = forms.Name(request.POST)
    if form.is_valid():
        try:
            actions.rename(actor=actor, name=form.cleaned_data["name"], now=timezone.now())
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.message)
    if form.errors:
        return render(request, "people/name.html", {"form": form, "held": None}, status=422)
    messages.success(request, "Your name has been changed.")
    return redirect("account")


@require_POST
@audience(Audience.MEMBER)
def digest(request: HttpRequest) -> HttpResponse:
    """Turn the digest on or off."""
    wanted = request.POST.get("wanted") == "yes"
    actions.want_digest(actor=_actor(request), wanted=wanted, now=timezone.now())
    done = "You will get" if wanted else "You will no longer get"
    messages.success(request, f"{done} a digest of your work by email.")
    return redirect("account")


@require_GET
@audience(Audience.MEMBER)
def sessions(request: HttpRequest) -> HttpResponse:
    """List where the person is signed in."""
    found = queries.live_sessions(_actor(request), request.session.session_key, timezone.now())
    return render(request, "people/sessions.html", {"sessions": found})


@require_POST
@audience(Audience.MEMBER)
def end_session(request: HttpRequest, key: int) -> HttpResponse:
    """Sign the person out somewhere else."""
    actions.end_session(actor=_actor(request), key=key)
    messages.success(request, "You have been signed out there.")
    return redirect("people_sessions")


@require_POST
@audience(Audience.MEMBER)
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign the person out everywhere else."""
    actions.end_other_sessions(actor=_actor(request), this=request.session.session_key)
    messages.success(request, "You have been signed out everywhere else.")
    return redirect("people_sessions")


@never_cache
@require_http_methods(["GET", "POST"])
@audience(Audience.ANYONE)
def session(request: HttpRequest) -> HttpResponse:
    """Say how long the session lasts. A GET looks alone; a POST is activity and extends it."""
    standing = getattr(request, "standing", None)
    if request.method == "POST" and request.headers.get("Accept") != "application/json":
        messages.success(request, "You are still signed in.")
        return redirect("account" if standing else "account_login")
    left = (standing.ends_at - timezone.now()).total_seconds() if standing else 0
    can_extend = bool(standing and standing.can_extend)
    return JsonResponse({"seconds": max(0, int(left)), "can_extend": can_extend})


@never_cache
@require_http_methods(["GET", "POST"])
@audience(Audience.MEMBER)
def make_key(request: HttpRequest) -> HttpResponse:
    """Make a key and show it, once."""
    form = forms.Key(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made, text = actions.make_key(
                actor=_actor(request),
                name=form.cleaned_data["name"],
                scopes=[form.cleaned_data["scopes"]],
                lifetime_days=form.cleaned_data["lifetime_days"],
                now=timezone.now(),
            )
            return render(request, "people/key_made.html", {"key": made, "text": text})
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.message)
    status = 422 if form.errors else 200
    return render(request, "people/key_make.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@audience(Audience.MEMBER)
def end_key(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask whether to end a key, and end it."""
    actor = _actor(request)
    if request.method == "GET":
        return render(request, "people/key_end.html", {"key": queries.api_key(actor, key)})
    ended = actions.end_key(actor=actor, key=key, now=timezone.now())
    messages.success(request, f"The key “{ended.name}” no longer works.")
    return redirect("account")


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]
