"""What pages with a form do alike: act for whoever asks, and say at the form what is refused."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from wardmote.rules.refusal import Refusal
from wardmote.server.sharing.forms.steering import Refusable
from wardmote.server.shell.requests import Request


def by(request: Request) -> dict[str, Any]:
    """Give who acts and when, as every action takes it."""
    return {"actor": request.actor, "now": timezone.now()}


def is_done(form: Refusable, act: Callable[[], object]) -> bool:
    """Do it; what is refused is said at the form."""
    try:
        act()
    except Refusal as refused:
        form.refuse(refused.message, refused.field)
        return False
    return True
