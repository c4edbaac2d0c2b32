"""What an organisation sent, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from wardmote.formats.stix import telling
from wardmote.rules.refusal import Missing
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing.queries import asking, finding
from wardmote.server.sharing.queries.places import ABSENT

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """An object that an organisation sent, in its newest version.

    Shape: `about` is the id of what a sighting is of, else empty; `is_private` says that nobody
    but the organisation reads it.
    """

    key: UUID
    ref: str
    type: str
    name: str
    tlp: Tlp
    added_at: datetime
    collection_title: str
    is_revoked: bool
    about: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one request to send.

    Shape: `failures` says of each object that was not taken why, for a day after it.
    """

    key: UUID
    at: datetime
    collection_title: str
    count: int
    failed: int
    sent: tuple[str, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()


def sent(organisations: Sequence[UUID], after: finding.After | None) -> tuple[list[Sent], Any]:
    """Give a page of what organisations sent, the latest first, and where the next begins.

    Cost: 1 query.
    """
    behind = "AND o.date_added <= %s AND (o.date_added, o.id) < (%s, %s)" if after else ""
    rows = asking.asked(
        "SELECT o.id, o.stix_id, o.type, o.tlp, o.date_added, c.title, o.is_revoked,"  # noqa: S608
        " o.type = 'sighting' AND o.tlp = 4 AND o.recipients = '{}', o.body"
        " FROM unnest(%s::uuid[]) AS mine (id) CROSS JOIN LATERAL ("
        " SELECT o.* FROM sharing_object AS o WHERE o.organisation_id = mine.id AND o.is_last"
        f" {behind} ORDER BY o.date_added DESC, o.id DESC LIMIT %s) AS o"
        " JOIN sharing_collection AS c ON c.id = o.collection_id"
        " ORDER BY o.date_added DESC, o.id DESC LIMIT %s",
        [list(organisations), *((after[0], *after) if after else ()), PAGE + 1, PAGE + 1],
    )
    page = [_sent(row) for row in rows[:PAGE]]
    following = (page[-1].added_at, page[-1].key) if len(rows) > PAGE else None
    return page, following


def _sent(row: Sequence[Any]) -> Sent:
    key, ref, kind, tlp, at, title, is_revoked, is_private, body = row
    content = orjson.loads(body)
    about = str(content.get("sighting_of_ref", ""))
    name = telling.name(content)
    return Sent(key, ref, kind, name, Tlp(tlp), at, title, is_revoked, about, is_private)


def receipts(organisations: Sequence[UUID], most: int = 10) -> list[Receipt]:
    """Give the latest receipts of organisations. Cost: 1 query."""
    rows = asking.asked(
        "SELECT s.id, s.at, c.title, s.objects_count, s.failures_count"
        " FROM sharing_submission AS s JOIN sharing_collection AS c ON c.id = s.collection_id"
        " WHERE s.organisation_id = ANY (%s) ORDER BY s.at DESC, s.id LIMIT %s",
        [list(organisations), most],
    )
    return [Receipt(*row) for row in rows]


def receipt(organisations: Sequence[UUID], key: UUID) -> Receipt:
    """Give one receipt, with what is known of each object.

    Raises: Missing.
    Cost: 1 query.
    """
    rows = asking.asked(
        "SELECT s.id, s.at, c.title, s.objects_count, s.failures_count, s.status"
        " FROM sharing_submission AS s JOIN sharing_collection AS c ON c.id = s.collection_id"
        " WHERE s.id = %s AND s.organisation_id = ANY (%s)",
        [key, list(organisations)],
    )
    if not rows:
        raise Missing(ABSENT)
    key, at, title, count, failed, status = rows[0]
    told = orjson.loads(status) if status else {}
    return Receipt(
        key,
        at,
        title,
        count,
        failed,
        tuple(each["id"] for each in told.get("successes", ())),
        tuple((each["id"], each["message"]) for each in told.get("failures", ())),
    )
