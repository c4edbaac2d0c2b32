"""Keeps when a person was here, so that the next visit can say what is new."""

from datetime import datetime, timedelta

from wardmote.rules.people.actors import Actor
from wardmote.server.sharing import models

A_SITTING = timedelta(hours=1)
"""Whoever comes back within it is still there, and sees the same things as new."""

AT_FIRST = timedelta(days=7)
"""How far back things are new to whoever was never here."""


def visit(*, actor: Actor, now: datetime) -> datetime:
    """Note that a person is here, and say from when on things are new to them. Cost: 2 queries."""
    before = models.Visit.objects.filter(person_id=actor.known).first()
    if before is None:
        since = now - AT_FIRST
    else:
        since = before.since if now - before.at < A_SITTING else before.at
    models.Visit.objects.bulk_create(
        [models.Visit(person_id=actor.known, at=now, since=since)],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["at", "since"],
    )
    return since
