"""What was written while a session ended, for its writer alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wardmote.rules.people.actors import Actor
from wardmote.server.people import models, permissions

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Held:
    """A form as it was sent, and when."""

    id: UUID
    at: datetime
    body: str


def held(actor: Actor, path: str, now: datetime) -> Held | None:
    """Find the newest text that the person wrote at a path and could not save. Cost: 1 query."""
    found = (
        models.HeldText.objects.filter(
            person_id=permissions.person(actor), path=path, at__gt=now - KEPT_FOR
        )
        .order_by("-at", "-id")
        .first()
    )
    if found is None:
        return None
    return Held(found.pk, found.at, found.body)
