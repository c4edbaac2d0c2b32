"""Tells the steward's grades to programs: a note of the hub's own beside each graded object."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.formats.stix import releases
from wardmote.rules.sharing import grading
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.people import enter
from wardmote.server.sharing.actions import issuing, receiving

BATCH = 200
"""Grades that are told in one transaction."""


def tell_grades(*, now: datetime) -> int:
    """Tell new grades, each in all collections that hold the object; say how many notes.

    Nothing is told of what is TLP:RED, has been taken back or is over.
    Cost: 2 queries for each batch, and 2 for each note.
    """
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as far as STIX writes it
    told = 0
    while (found := _batch(at)) is not None:
        told += found
    return told


@transaction.atomic
def _batch(now: datetime) -> int | None:
    enter.enter(None)
    receiving.lock()
    graded = json.loads(issuing.ask("SELECT wm_sharing_graded(%s, %s)::text", BATCH, now))
    if not graded:
        return None
    notes = [(each, place) for each in graded for place in each["places"]]
    for each, place in notes:
        _tell(each, place, now)
    given = [(each["ref"], each["at"]) for each in graded]
    refs, times = map(list, zip(*given, strict=True))
    issuing.ask("SELECT wm_sharing_graded_told(%s, %s::timestamptz[])", refs, times)
    return len(notes)


def _tell(graded: Mapping[str, Any], place: Mapping[str, Any], now: datetime) -> None:
    key, before = UUID(place["key"]), place["before"] or {}
    created = datetime.fromisoformat(before["created"]) if before else now
    issue = releases.Issue(
        before.get("id", f"note--{uuid.uuid4()}"),
        issuing.introduce(key, UUID(place["root"]), place["title"]),
        graded["ref"],
        created,
        now,
        Tlp(place["tlp"]),
    )
    told = releases.graded(issue, grading.read(graded["grade"]))
    issuing.issue(key, told, now, about=graded["ref"], tlp=place["tlp"], floor=place["floor"])
