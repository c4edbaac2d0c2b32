"""Reads what is sent into what is kept: each object by itself, so that one fault spoils no other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from wardmote.rules.refusal import Invalid, Refusal
from wardmote.rules.sharing import markings, versions
from wardmote.rules.sharing.markings import Marking
from wardmote.server.sharing import queries

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOT_FOLLOWED = frozenset({"created_by_ref", "object_marking_refs", "marking_ref"})
"""References that do not narrow a marking: an object names its maker and its markings itself."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An object as it was sent, with what is kept beside it.

    Shape: `version` is empty where the object has no versions; `refers_to` are STIX ids.
    """

    ref: str
    type: str
    spec_version: str
    version: str
    version_at: datetime
    created: str
    created_by: str | None
    is_revoked: bool
    marking: Marking
    refers_to: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An object that is not kept, and why."""

    ref: str
    version: str
    message: str


class Envelope(msgspec.Struct):
    objects: list[msgspec.Raw] = []


def read(
    body: bytes, place: queries.Place, recipients: frozenset[str]
) -> tuple[list[Incoming], list[Failure]]:
    """Read an envelope.

    Shape: `recipients` are the keys of organisations that may read what is marked TLP:RED.
    Raises: Invalid, where it is no envelope.
    """
    try:
        raws = msgspec.json.decode(body, type=Envelope).objects
    except (msgspec.DecodeError, RecursionError) as trouble:
        raise Invalid(f"The body is no envelope of objects: {trouble}.") from None
    incoming, failures = [], []
    for raw in raws:
        text = bytes(raw)
        value = orjson.loads(text)
        try:
            incoming.append(_incoming(value, text.decode(), place, recipients, {}))
        except Refusal as refusal:
            failures.append(Failure(str(value.get("id")), "", refusal.message))
    return incoming, failures


def _incoming(
    value: Mapping[str, Any],
    text: str,
    place: queries.Place,
    recipients: frozenset[str],
    definitions: Mapping[str, markings.Tlp | None],
) -> Incoming:
    marking = markings.marked(
        markings.read_object_refs(value),
        markings.read_granular_refs(value),
        recipients=recipients,
        definitions=definitions,
        default=place.default_marking,
    )
    if marking.tlp > place.ceiling:
        raise Invalid(f"This collection takes nothing above {place.ceiling.label}.")
    created = value.get("created", "")
    version = value.get("modified", "") or created
    return Incoming(
        ref=value["id"],
        type=value["type"],
        spec_version=value.get("spec_version", "2.1"),
        version=version,
        version_at=moment(version) if version else EPOCH,
        created=created,
        created_by=value.get("created_by_ref"),
        is_revoked=value.get("revoked") is True,
        marking=marking,
        refers_to=tuple(dict.fromkeys(_refs(value))),
        body=text,
    )


def moment(text: str) -> datetime:
    """Read a STIX time as far as a microsecond.

    Raises: Invalid.
    """
    whole, _, digits = versions.instant(text).partition(".")
    if whole.endswith("60"):
        whole = whole[:-2] + "59"
    return datetime.fromisoformat(f"{whole}.{digits[:6].ljust(6, '0')}+00:00")


def _refs(value: Any) -> Iterator[str]:
    """Find all that an object refers to, in its parts too."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in NOT_FOLLOWED:
                continue
            if name.endswith("_ref") and isinstance(inner, str):
                yield inner
            elif name.endswith("_refs") and isinstance(inner, Sequence):
                yield from (each for each in inner if isinstance(each, str))
            elif isinstance(inner, dict | list):
                yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list):
                yield from _refs(inner)
