"""What was done to a circle or a collection, and to whom."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from wardmote.server.audit import queries as audit
from wardmote.server.register import queries as register
from wardmote.server.shell.requests import Request


def of(request: Request, subject: UUID) -> list[tuple[Any, str]]:
    """List events, newest first, each with the name of the organisation that it was about."""
    events = audit.of_subject(request.actor, subject)
    about = {event.pk: _organisation(event.change) for event in events}
    names = {
        each.pk: each.name
        for each in register.organisations([key for key in about.values() if key])
    }
    return [(event, names.get(about[event.pk] or event.pk, "")) for event in events]


def _organisation(change: dict[str, Any]) -> UUID | None:
    with suppress(KeyError, ValueError):
        return UUID(str(change["organisation"]))
    return None
