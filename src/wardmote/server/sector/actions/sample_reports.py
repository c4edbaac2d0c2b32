"""Lets invented councils report what they saw, and send what the steward has to look at."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wardmote.formats.stix.sightings import stamp
from wardmote.rules.sharing import disclosure
from wardmote.server.people import enter
from wardmote.server.sharing import actions, queries

COUNCILS = ("X001", "X002", "X003", "X005")
PLACE = ("sector", "sector")
SEEN = ((4, 12), (3, 0), (2, 3))
"""Of the first indicators: how many councils report each, and how often each saw it."""

DOUBTFUL: tuple[tuple[str, str, int | None], ...] = (
    ("Everything with a dot", "[domain-name:value LIKE '%.%']", None),
    ("A well-known resolver", "[ipv4-addr:value = '8.8.8.8']", None),
    ("An old address", "[ipv4-addr:value = '192.0.2.77']", 30),
)
"""What the steward has to look at: two held, one flagged as expired after so many days."""

WHY = "Our payroll supplier uses this name."


def report(
    people: Mapping[str, UUID], identities: Mapping[str, str], targets: list[str], now: datetime
) -> None:
    """Report, release what may be released, dispute, and send what is doubtful.

    Shape: `people` gives a person of each council by its code, `identities` its STIX identity;
    `targets` are ids of indicators in the sector's collection.
    """
    for target, (many, count) in zip(targets, SEEN, strict=False):
        for number, code in enumerate(COUNCILS[:many]):
            at = now - timedelta(days=3 + number % 3)
            _send(people[code], [_sighting(identities[code], target, at, count)], now)
    enter.enter(None)
    actions.release_sightings(now=now, k=disclosure.FEWEST)
    actor = enter.enter(people[COUNCILS[1]])
    actions.dispute(actor=actor, ref=targets[0], reason=WHY, now=now)
    made = [_doubtful(identities[COUNCILS[0]], *each, now=now) for each in DOUBTFUL]
    _send(people[COUNCILS[0]], made, now)


def _send(person: UUID, objects: list[dict[str, Any]], now: datetime) -> None:
    actions.receive(
        actor=enter.enter(person),
        place=queries.collection(*PLACE),
        body=json.dumps({"objects": objects}).encode(),
        now=now,
    )


def _sighting(identity: str, target: str, at: datetime, count: int) -> dict[str, Any]:
    return _object("sighting", identity, at) | {
        "sighting_of_ref": target,
        "first_seen": stamp(at - timedelta(hours=5)),
        "last_seen": stamp(at),
        "count": count,
    }


def _doubtful(
    identity: str, name: str, pattern: str, days: int | None, *, now: datetime
) -> dict[str, Any]:
    begins = now - timedelta(days=60)
    made = _object("indicator", identity, begins) | {
        "name": name,
        "pattern": pattern,
        "pattern_type": "stix",
        "indicator_types": ["malicious-activity"],
        "valid_from": stamp(begins),
    }
    if days is not None:
        made["valid_until"] = stamp(begins + timedelta(days=days))
    return made


def _object(kind: str, identity: str, at: datetime) -> dict[str, Any]:
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid4()}",
        "created_by_ref": identity,
        "created": stamp(at),
        "modified": stamp(at),
    }
