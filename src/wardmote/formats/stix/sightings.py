"""What a hunt found, as STIX sightings: who looked, for what, from when to when, and how often."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from wardmote.rules.hunting import results
from wardmote.rules.hunting.results import Hunt
from wardmote.rules.hunting.values import Find
from wardmote.rules.refusal import Invalid

SHARED = "indicator--"
"""Only what came from a hub has an id that a hub knows; a council's own list stays its own."""
NAMESPACE = uuid.UUID("4f0c8a4e-9f0a-5d39-8b1c-6f7a7d0a9e51")
BEGINNING = "2026-01-01T00:00:00.000Z"
"""When identities of ours were made: one time, so that each has one version."""
LARGEST_COUNT = 999_999_999
"""Source: STIX 2.1 section 5.2: the most that a sighting's count may be."""


def sightings(
    hunt: Hunt,
    identity: str,
    *,
    markings: Sequence[str],
    not_seen: bool = True,
) -> Iterator[dict[str, Any]]:
    """Give a sighting for each shared indicator that was seen, then for those that were not.

    A count of 0 says "looked, not seen". The same hunt gives the same ids, so that sending it
    twice changes nothing.

    Shape: `identity` is the STIX id of the organisation that reports; `markings` are ids of
    marking definitions.
    Raises: Invalid, where the hunt did not come to its end and `not_seen` is asked for.
    """
    if not_seen and not hunt.is_complete:
        raise Invalid(
            "The hunt was stopped, so what it did not see may yet be there. "
            "Finish it with --resume, or share only what was seen."
        )
    finds = {find.indicator: find for find in hunt.finds}
    hunted = set(hunt.hunted)
    first, last = results.span(hunt.looked)
    for find in hunt.finds:
        if find.indicator.startswith(SHARED) and find.indicator in hunted:
            yield _sighting(find, hunt, identity, markings)
    for ref in hunt.hunted if not_seen else ():
        if ref.startswith(SHARED) and ref not in finds:
            yield _sighting(Find(ref, first, last, 0), hunt, identity, markings)


def identity(name: str) -> dict[str, Any]:
    """Give the identity of an organisation that has none at the hub: the same name, the same id."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": f"identity--{uuid.uuid5(NAMESPACE, name)}",
        "created": BEGINNING,
        "modified": BEGINNING,
        "name": name,
        "identity_class": "organization",
    }


def envelope(objects: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Write objects as they go to a TAXII server, where it takes them all at once."""
    return _written(b'{"objects":[', objects)


def bundle(objects: Iterable[Mapping[str, Any]], hunt: Hunt) -> Iterator[bytes]:
    """Write objects as a bundle, to be carried; the same hunt gives the same id."""
    name = uuid.uuid5(NAMESPACE, f"{stamp(hunt.began_at)}|{stamp(hunt.ended_at)}|{hunt.pack}")
    start = f'{{"type":"bundle","id":"bundle--{name}","objects":['
    return _written(start.encode(), objects)


def _written(start: bytes, objects: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    for each in objects:
        yield start + msgspec.json.encode(each)
        start = b","
    yield b"]}" if start == b"," else start + b"]}"


def stamp(at: datetime) -> str:
    """Write a time as STIX does, to the thousandth of a second in UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _sighting(find: Find, hunt: Hunt, identity: str, markings: Sequence[str]) -> dict[str, Any]:
    ended = stamp(hunt.ended_at)
    name = "|".join((identity, find.indicator, stamp(hunt.began_at), ended))
    made: dict[str, Any] = {
        "type": "sighting",
        "spec_version": "2.1",
        "id": f"sighting--{uuid.uuid5(NAMESPACE, name)}",
        "created_by_ref": identity,
        "created": ended,
        "modified": ended,
    }
    if find.first_seen and find.last_seen:
        made |= {"first_seen": stamp(find.first_seen), "last_seen": stamp(find.last_seen)}
    made |= {
        "count": min(find.count, LARGEST_COUNT),
        "sighting_of_ref": find.indicator,
        "where_sighted_refs": [identity],
        "object_marking_refs": list(markings),
    }
    return made
