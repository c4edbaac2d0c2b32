"""Gives back what someone wrote while their session ended.

A view that takes text stands under `@keeps_text`, above `@audience`, and answers GET and POST at
one address:

    @keeping.keeps_text
    @audience(Audience.MEMBER)
    def answer(request, ...):
        held = keeping.held_text(request)
        form = Form(request.POST or (held.fields if held else None))
        ...
        return render(request, "...", {"form": form, "held": held})

Its page writes `{{ written_by }}` within the form, which names the writer under our signature, and
includes "people/held.html" above it, which says that the text is back. The text goes when the view
answers a POST with a redirect. Never put it on a form with a password.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wardmote.server.people import actions, queries

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
FIELD = "written_by"
SALT = "wardmote.people.written_by"
LONGEST_PATH = 2000


def written_by(request: HttpRequest) -> SafeString:
    """Write the hidden field that names who writes in this form; nothing for a visitor."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.is_signed_in:
        return SafeString("")
    held = getattr(request, "_held_text", None)
    named = [str(actor.person), str(held.id) if held else ""]
    return format_html(
        '<input type="hidden" name="{}" value="{}">', FIELD, signing.dumps(named, salt=SALT)
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A form as it was sent, and when."""

    id: UUID
    at: datetime
    fields: QueryDict


def held_text(request: HttpRequest) -> Held | None:
    """Find what the person wrote on this page and could not save. Cost: 1 query, on GET alone."""
    actor = getattr(request, "actor", None)
    if request.method != "GET" or actor is None or not actor.is_signed_in:
        return None
    kept = queries.held(actor, request.path, timezone.now())
    found = Held(kept.id, kept.at, QueryDict(kept.body)) if kept else None
    request._held_text = found  # type: ignore[attr-defined]
    return found


def keeps_text(view: View) -> View:
    """Hold a form whose writer is not, or no longer, the one who is signed in."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stamp = _stamp(request)
        if stamp is None:
            return view(request, *args, **kwargs)
        person, held = stamp
        if getattr(request, "actor").person != person:  # noqa: B009 (it is put there at run time)
            return _hold(request, person)
        response = view(request, *args, **kwargs)
        if held is not None and response.status_code in (204, 302, 303):
            actions.let_go(person=person, key=held)
        return response

    return cast(View, kept)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came too late; hold what is in it where its writer signed it.

    Whoever signs in again in another tab gets a new token, so the form in this tab would be
    refused and its text lost. The signature can come from one of our own pages alone.
    """
    stamp = _stamp(request)
    if stamp is not None:
        return _hold(request, stamp[0])
    return render(request, "people/too_late.html", status=403)


def _stamp(request: HttpRequest) -> tuple[UUID, UUID | None] | None:
    """Read who wrote a form, and which held text it was filled from."""
    if request.method != "POST":
        return None
    try:
        # The form may be older than any session may last, but not than a text is kept.
        person, held = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=24 * 60 * 60)
    except signing.BadSignature:
        return None
    return UUID(person), UUID(held) if held else None


def _hold(request: HttpRequest, person: UUID) -> HttpResponse:
    body = request.POST.copy()
    for field in (FIELD, "csrfmiddlewaretoken"):
        body.pop(field, None)
    now, actor = timezone.now(), getattr(request, "actor", None)
    if len(request.path) <= LONGEST_PATH:
        actions.hold(person=person, path=request.path, body=body.urlencode(), now=now)
    if actor is None or not actor.is_signed_in:
        return redirect_to_login(request.get_full_path())
    if actor.person == person:
        return redirect(request.get_full_path())
    return render(request, "people/held_for_another.html", status=409)
