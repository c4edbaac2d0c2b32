"""One object as whoever asks may see it: its versions, where it is, what hangs together with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from wardmote.formats.stix import telling
from wardmote.rules.refusal import Missing
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing.queries import asking, pages
from wardmote.server.sharing.queries.places import ABSENT

MOST_VERSIONS = 200
MOST_AROUND = 500
"""How many objects that refer to one are looked at, the latest first."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object in one collection, as it was sent.

    Shape: `is_ours` says that an organisation of whoever asks sent it.
    """

    key: UUID
    type: str
    tlp: Tlp
    version: str
    version_at: datetime
    added_at: datetime
    collection: UUID
    collection_title: str
    maker: str
    is_revoked: bool
    is_ours: bool
    body: str

    @property
    def content(self) -> dict[str, Any]:
        """Read what was sent."""
        return orjson.loads(self.body)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Other:
    """An object that hangs together with another, as far as a list says it."""

    ref: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Around:
    """What refers to an object: relations, sightings and the rest, the latest first."""

    relations: list[dict[str, Any]]
    sightings: list[dict[str, Any]]
    others: list[dict[str, Any]]
    is_more: bool


def versions(ref: str) -> list[Version]:
    """List the versions of an object in all collections, the newest first.

    Raises: Missing, where there is none that may be read.
    Cost: 1 query.
    """
    rows = asking.asked(
        "SELECT o.id, o.type, o.tlp, o.version, o.version_at, o.date_added, o.collection_id,"
        " c.title, o.created_by_ref, o.is_revoked,"
        " o.organisation_id = ANY ((SELECT wm_reads())::uuid[]), o.body"
        " FROM sharing_object AS o JOIN sharing_collection AS c ON c.id = o.collection_id"
        " WHERE o.stix_id = %s ORDER BY o.version_at DESC, o.date_added DESC LIMIT %s",
        [ref, MOST_VERSIONS],
    )
    if not rows:
        raise Missing(ABSENT)
    return [Version(key, kind, Tlp(tlp), *rest) for key, kind, tlp, *rest in rows]


def around(ref: str) -> Around:
    """Give the newest versions of what refers to an object. Cost: 1 query."""
    rows = asking.asked(
        "SELECT o.stix_id, o.type, o.body FROM sharing_reference AS r"  # noqa: S608
        f" JOIN sharing_object AS o ON o.id = r.source_id AND {pages.NEWEST}"
        " WHERE r.target = %s AND NOT o.is_revoked ORDER BY o.date_added DESC LIMIT %s",
        [ref, MOST_AROUND + 1],
    )
    kept = {stix_id: (kind, body) for stix_id, kind, body in reversed(rows[:MOST_AROUND])}
    found: dict[str, list[dict[str, Any]]] = {"relationship": [], "sighting": [], "": []}
    for kind, body in reversed(kept.values()):
        found[kind if kind in found else ""].append(orjson.loads(body))
    return Around(found["relationship"], found["sighting"], found[""], len(rows) > MOST_AROUND)


def others(refs: Iterable[str]) -> dict[str, Other]:
    """Give what may be read of some objects, by their ids. Cost: 1 query."""
    wanted = sorted(set(refs))[:2000]
    if not wanted:
        return {}
    rows = asking.asked(
        "SELECT DISTINCT ON (stix_id) stix_id, type, body FROM sharing_object"
        " WHERE stix_id = ANY (%s) ORDER BY stix_id, version_at DESC",
        [wanted],
    )
    return {ref: _other(ref, kind, body) for ref, kind, body in rows}


def may_take_back(makers: Sequence[str]) -> bool:
    """Tell whether whoever asks speaks for one of some makers. Cost: 1 query."""
    return bool(
        asking.asked(
            "SELECT 1 FROM sharing_identity WHERE stix_id = ANY (%s)"
            " AND organisation_id = ANY ((SELECT wm_reads())::uuid[]) LIMIT 1",
            [list(makers)],
        )
    )


def _other(ref: str, kind: str, body: str) -> Other:
    return Other(ref, kind, telling.label(orjson.loads(body)))
