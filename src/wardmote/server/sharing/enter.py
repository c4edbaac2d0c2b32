"""Says to the database that a feed asks: it reads and sends as its organisation, no further."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Missing


@contextmanager
def entered(feed: UUID) -> Iterator[Actor]:
    """Run a block as a feed, in a transaction of its own.

    Raises: Missing, where there is no such feed.
    Cost: 1 query.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM wm_sharing_enter_feed(%s)", [feed])
            row = cursor.fetchone()
        if row is None:
            raise Missing("There is no such feed.")
        title, organisation, person = row
        yield Actor(
            person=person,
            name=f"Feed: {title}",
            roles={organisation: frozenset({Role.COLLABORATOR})},
        )


@contextmanager
def held(feed: UUID) -> Iterator[bool]:
    """Keep a feed for this process alone; false where another one has it.

    The lock is the connection's: a process that is killed lets go of it at once.
    """
    number = int.from_bytes(feed.bytes[8:], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
