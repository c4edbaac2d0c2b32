"""Says to the database who asks, for the length of one transaction."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from wardmote.rules.people.actors import Actor
from wardmote.rules.people.keys import Scope
from wardmote.rules.people.roles import Role


def enter(person: UUID | None) -> Actor:
    """Make row security see this person until the transaction ends, and say what they may do.

    Cost: 1 query. Must run within a transaction: the setting dies with it,
    so that the next request on the same connection starts with nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("enter() needs a transaction, or what it sets is lost at once")
    with connection.cursor() as cursor:
        cursor.execute("SELECT wm_enter(%s)", [person])
        found = _read(cursor.fetchone()[0])
    return _actor(person, found)


@dataclass(frozen=True, slots=True)
class ByKey:
    """Who entered by a key, which key it was, what it allows and when it was last noted."""

    actor: Actor
    key: UUID | None = None
    scopes: frozenset[Scope] = frozenset()
    used_at: datetime | None = None


def enter_by_key(prefix: str, proof: str, now: datetime) -> ByKey:
    """Enter as the person whose key this is; nobody, where it is not good for whatever reason.

    Shape: `proof` is the key's hash.
    Cost: 1 query. Must run within a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("enter_by_key() needs a transaction, or what it sets is lost at once")
    with connection.cursor() as cursor:
        cursor.execute("SELECT wm_enter_key(%s, %s, %s)", [prefix, proof, now])
        found = _read(cursor.fetchone()[0])
    if found["entered"] is None:
        return ByKey(Actor())
    used_at = found["used_at"]
    return ByKey(
        _actor(UUID(found["person"]), found["entered"]),
        UUID(found["key"]),
        frozenset(Scope(scope) for scope in found["scopes"]),
        datetime.fromisoformat(used_at) if used_at else None,
    )


def _read(found: Any) -> Any:
    return json.loads(found) if isinstance(found, str) else found


def _actor(person: UUID | None, it: Any) -> Actor:
    if it is None:
        return Actor()
    return Actor(
        person=person,
        name=it["name"],
        email=it["email"],
        roles={
            UUID(organisation): frozenset(Role(role) for role in roles)
            for organisation, roles in it["roles"].items()
        },
        inherited=frozenset(UUID(key) for key in it["inherited"]),
        assigned=frozenset(UUID(key) for key in it["assigned"]),
    )


def present(token_hash: str) -> None:
    """Make row security see the invitation with this hash, until the transaction ends.

    Cost: 1 query.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("present() needs a transaction, or what it sets is lost at once")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wm.invitation', %s, true)", [token_hash])


@contextmanager
def entered(person: UUID | None) -> Iterator[Actor]:
    """Run a block as a person, in a transaction of its own: for jobs, commands and tests."""
    with transaction.atomic():
        yield enter(person)
