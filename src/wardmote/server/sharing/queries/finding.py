"""Finds objects by value, type, source, label and time, among those that whoever asks may read.

Each collection, and each value, has a query of its own that follows its index and stops at the
page's end. So a page costs what it shows, however much the hub holds; nothing is counted whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from wardmote.formats.stix import telling
from wardmote.rules.indicators import defanging
from wardmote.rules.refusal import Refusal
from wardmote.rules.sharing import versions
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing.models.finding import LONGEST_VALUE
from wardmote.server.sharing.models.objects import BESIDE
from wardmote.server.sharing.queries import asking, pages

PAGE = 50
MOST_COUNTED = 1000
"""How far objects are counted; what is more is said to be more."""

MOST_ALIKE = 20
"""How many indicators of one value are meant by it."""

After = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty does not filter.

    Shape: `maker` is the STIX id of an identity; `after` is where the page before ended.
    """

    text: str = ""
    type: str = ""
    maker: str = ""
    tlp: Tlp | None = None
    collection: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_oldest_first: bool = False
    after: After | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An object as a list shows it."""

    key: UUID
    ref: str
    type: str
    tlp: Tlp
    added_at: datetime
    collection: UUID
    collection_title: str
    maker: str
    is_revoked: bool
    content: dict[str, Any]

    @property
    def name(self) -> str:
        """What to call it, safe to show."""
        return telling.name(self.content)

    @property
    def label(self) -> str:
        """What it looks for, where that is not its name; safe to show."""
        label = telling.label(self.content)
        return "" if label == self.name else label


@dataclass(frozen=True, slots=True)
class Found:
    """A page of objects; `after` is where the next one begins, if there is more."""

    rows: list[Row]
    after: After | None


COLUMNS = (
    "o.id, o.stix_id, o.type, o.tlp, o.date_added, o.collection_id, o.created_by_ref,"
    " o.is_revoked, o.body"
)


def found(wanted: Wanted, limit: int = PAGE) -> Found:
    """Give a page of what is looked for. Cost: 1 query, of as many probes as there are values."""
    conditions, values = _conditions(wanted)
    way = "ASC" if wanted.is_oldest_first else "DESC"
    source, given = _source(wanted.text)
    each = (
        f"SELECT {COLUMNS} FROM {source} WHERE {conditions} ORDER BY {_BY[source]} {way} LIMIT %s"  # noqa: S608
    )
    question = (
        f"SELECT DISTINCT {COLUMNS}, c.title FROM unnest({given}) AS mine (it)"  # noqa: S608
        f" CROSS JOIN LATERAL ({each}) AS o JOIN sharing_collection AS c ON c.id = o.collection_id"
        f" ORDER BY o.date_added {way}, o.id {way} LIMIT %s"
    )
    wants = [] if source == _BY_PLACE else [_meant(wanted.text)]
    rows = asking.asked(question, [*wants, *values, limit + 1, limit + 1])
    page = [_row(row) for row in rows[:limit]]
    last = page[-1] if len(rows) > limit else None
    return Found(page, (last.added_at, last.key) if last else None)


def names(refs: Sequence[str]) -> dict[str, str]:
    """Give the names of identities, as far as whoever asks may read them. Cost: 1 query."""
    wanted = sorted({ref for ref in refs if ref})
    if not wanted:
        return {}
    rows = asking.asked(
        "SELECT DISTINCT ON (stix_id) stix_id, body FROM sharing_object"
        " WHERE stix_id = ANY (%s) AND type = 'identity' ORDER BY stix_id, version_at DESC",
        [wanted],
    )
    return {ref: telling.name(orjson.loads(body)) for ref, body in rows}


def makers(limit: int = 50) -> dict[str, str]:
    """Give the latest identities that may be read, by name. Cost: 1 query."""
    page = found(Wanted(type="identity"), limit)
    named = {row.ref: row.name for row in page.rows}
    return dict(sorted(named.items(), key=lambda each: each[1].lower()))


def having(values: Sequence[str]) -> dict[str, str]:
    """Say which of some values the hub has already in what may be read, each with an object.

    Cost: 1 query.
    """
    rows = asking.asked(
        "SELECT v.it, o.stix_id FROM unnest(%s::text[]) AS v (it) CROSS JOIN LATERAL ("
        " SELECT o.stix_id FROM sharing_value AS held"
        " JOIN sharing_object AS o ON o.id = held.object_id"
        " WHERE held.value = v.it AND o.is_last AND NOT o.is_revoked AND o.type = 'indicator'"
        " ORDER BY held.added_at DESC LIMIT 1) AS o",
        [[value[:LONGEST_VALUE] for value in values]],
    )
    return dict(rows)


def looking_for(value: str) -> list[str]:
    """Give the ids of the indicators in use that look for a value, the first that came first.

    Cost: 1 query.
    """
    rows = asking.asked(
        "SELECT o.stix_id, min(v.added_at) FROM sharing_value AS v"  # noqa: S608
        " JOIN sharing_object AS o ON o.id = v.object_id"
        " WHERE v.value = ANY (%s) AND v.kind <> 'name' AND o.type = 'indicator'"
        f" AND NOT o.is_revoked AND {pages.NEWEST} GROUP BY o.stix_id ORDER BY 2, 1 LIMIT %s",
        [_meant(value), MOST_ALIKE],
    )
    return [ref for ref, _ in rows]


_THINGS = f"NOT (o.type IN ({', '.join(map(repr, BESIDE))}))"
_BY_PLACE = "sharing_object AS o"
_BY_VALUE = "sharing_value AS v JOIN sharing_object AS o ON o.id = v.object_id"
_BY_ID = "sharing_object AS o "
_BY = {_BY_PLACE: "o.date_added", _BY_VALUE: "v.added_at", _BY_ID: "o.date_added"}


def _source(text: str) -> tuple[str, str]:
    if not text:
        return _BY_PLACE, "(SELECT wm_sharing_at(0))::uuid[]"
    return (_BY_ID if _is_id(text) else _BY_VALUE), "%s::text[]"


def _conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    conditions, values = [pages.NEWEST], []  # type: list[str], list[Any]
    source, _ = _source(wanted.text)
    conditions.append(
        {
            _BY_PLACE: "o.collection_id = mine.it",
            _BY_VALUE: "v.value = mine.it",
            _BY_ID: "o.stix_id = mine.it",
        }[source]
    )
    if not wanted.type and not wanted.text:
        conditions.append(_THINGS)
    simple = {
        "o.collection_id = %s": wanted.collection,
        "o.type = %s": wanted.type or None,
        "o.created_by_ref = %s": wanted.maker or None,
        "o.tlp = %s": None if wanted.tlp is None else int(wanted.tlp),
        "o.date_added >= %s": wanted.since,
        "o.date_added < %s": wanted.until,
    }
    for condition, value in simple.items():
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if wanted.after is not None:
        sign = ">" if wanted.is_oldest_first else "<"
        conditions.append(f"{_BY[source]} {sign}= %s AND (o.date_added, o.id) {sign} (%s, %s)")
        values += [wanted.after[0], *wanted.after]
    return " AND ".join(conditions), values


def _meant(text: str) -> list[str]:
    if _is_id(text):
        return [text.strip()]
    return list(dict.fromkeys(each[:LONGEST_VALUE] for each in defanging.meant(text)))


def _is_id(text: str) -> bool:
    try:
        versions.check_id(text.strip())
    except Refusal:
        return False
    return True


def _row(row: Sequence[Any]) -> Row:
    key, ref, kind, tlp, added_at, collection, maker, is_revoked, body, title = row
    content = orjson.loads(body)
    return Row(key, ref, kind, Tlp(tlp), added_at, collection, title, maker, is_revoked, content)
