"""Ends sessions on the server when their time is over."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wardmote.rules.people import sessions as rules
from wardmote.server.people import actions

BEGAN, SEEN, LISTED = "began_at", "seen_at", "listed_as"
LOOKING = "/account/session/"
"""Where the warning looks how much time is left; looking alone is no activity."""


@receiver(user_logged_in)
def begin(request: HttpRequest, **kwargs: Any) -> None:
    """Start the clocks of a session when someone signs in."""
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()


class Limits:
    """Signs out whoever was away too long, and notes activity at most once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session's clocks before anything is answered."""
        if request.user.is_authenticated:
            self._check(request, timezone.now())
        return self.get_response(request)

    def _check(self, request: HttpRequest, now: datetime) -> None:
        began, seen = (_moment(request.session.get(key)) for key in (BEGAN, SEEN))
        if rules.has_ended(began, seen, now):
            actions.forget_session(request.session.session_key)
            logout(request)
            messages.info(request, "You were signed out to keep your work safe. Sign in to go on.")
            return
        if request.session.get(LISTED) != request.session.session_key:
            actions.list_session(request)
            request.session[LISTED] = request.session.session_key
        is_looking = request.method == "GET" and request.path == LOOKING
        if rules.is_to_note(seen, now) and not is_looking:
            seen = now
            request.session[SEEN] = now.timestamp()
            actions.note_session(request.session.session_key, now)
        request.standing = rules.standing(began, seen)  # type: ignore[attr-defined]


def _moment(written: Any) -> datetime:
    """Read a clock; a session without one has ended long ago."""
    return datetime.fromtimestamp(written if isinstance(written, float) else 0.0, UTC)
