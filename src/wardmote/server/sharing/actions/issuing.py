"""Adds objects of the hub's own, for its jobs: nobody has entered, and the hub is locked."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from wardmote.formats.stix import making
from wardmote.formats.stix.sightings import stamp
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.shell import keys

HUBS = uuid.UUID("c4f1d5f6-0a0e-5b7b-8a46-2c3b1f0de8a9")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def introduce(place: UUID, root: UUID, title: str) -> str:
    """Put the identity in which the hub speaks into a collection, and name it.

    There is one for each API root. Cost: 1 query.
    """
    ref = f"identity--{uuid.uuid5(HUBS, str(root))}"
    hub = making.identity(ref, title, SINCE)
    issue(place, hub, SINCE, about="", tlp=Tlp.GREEN, floor=Tlp.GREEN)
    return ref


def issue(
    place: UUID, told: dict[str, Any], at: datetime, *, about: str, tlp: int, floor: int
) -> None:
    """Add an object, which shows to whoever may read what it is about. Cost: 1 query."""
    ask(
        "SELECT wm_sharing_issue(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        *(place, keys.new(), keys.new(), told["created_by_ref"], told["id"], at),
        *(stamp(at), about, int(tlp), int(floor), json.dumps(told, separators=(",", ":"))),
    )


def ask(question: str, *values: Any) -> Any:
    """Ask the database, and give the first value of the answer. Cost: 1 query."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()[0]
