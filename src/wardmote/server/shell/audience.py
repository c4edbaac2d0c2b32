"""Every page and endpoint says who may knock; what is not said is refused."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from wardmote.rules.refusal import Missing

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Audience(StrEnum):
    """Who may knock at a door. What they find behind it, the room's permissions decide."""

    ANYONE = "anyone"
    MEMBER = "signed in"
    STEWARD = "steward or analyst"
    DEMO = "anyone, in demo mode alone"
    KEY = "a program with a key"


def audience(who: Audience) -> Callable[[View], View]:
    """Declare a view's audience, and keep everyone else out.

    A person who is not signed in is sent to sign in; one who is, but is not of the audience,
    is told that there is nothing here.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if who in (Audience.MEMBER, Audience.STEWARD):
                if actor is None or not actor.is_signed_in:
                    return redirect_to_login(request.get_full_path())
                if who is Audience.STEWARD and not actor.is_steward_side:
                    raise Missing("There is no such page.")
            if who is Audience.KEY and (actor is None or not actor.is_signed_in):
                raise Missing("There is no such page.")
            if who is Audience.DEMO and not settings.IS_DEMO:
                raise Missing("There is no such page.")
            return view(request, *args, **kwargs)

        guarded.audience = who  # type: ignore[attr-defined]
        return cast(View, guarded)

    return declare
