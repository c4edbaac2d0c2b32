"""Pages of objects in the order in which they were added, made of what was sent.

Nothing is parsed on the way out, and the server remembers nothing between two pages: the next
page begins after the time of the last object of this one, which no other object has.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from wardmote.server.sharing import models

LAST = "last"
FIRST = "first"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; an empty tuple does not filter.

    Shape: `versions` are of `first`, `last`, `all`; `moments` are versions by their time.
    """

    after: datetime | None = None
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    versions: tuple[str, ...] = (LAST,)
    moments: tuple[datetime, ...] = ()
    spec_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was asked for, when its first and last were added, and whether more follows.

    Shape: `first` and `last` are written as TAXII writes times; empty where there is nothing.
    `found` are rows, each led by its time, or the objects as one text with commas between.
    """

    found: Any
    first: str
    last: str
    is_more: bool


def objects(collection: UUID, wanted: Wanted, limit: int) -> Page:
    """Give the texts of objects. Cost: 1 query."""
    question, values = _question(collection, wanted, limit + 1, "o.body")
    of_page = "FILTER (WHERE place <= %s)"
    joined = (
        f"SELECT string_agg(body, ',' ORDER BY place) {of_page}, min(date_added),"  # noqa: S608
        f" max(date_added) {of_page}, count(*) FROM (SELECT body, {_WRITTEN} AS date_added,"
        f" row_number() OVER (ORDER BY date_added) AS place FROM ({question}) AS rows) AS page"
    )
    with connection.cursor() as cursor:
        cursor.execute(joined, [limit, limit, *values])
        bodies, first, last, count = cursor.fetchone()
    return Page(bodies or "", first or "", last or "", count > limit)


def manifest(collection: UUID, wanted: Wanted, limit: int) -> Page:
    """Give id, version and specification of objects; no version where they have none.

    Cost: 1 query.
    """
    return _page(collection, wanted, limit, "stix_id, version, spec_version")


def versions(collection: UUID, wanted: Wanted, limit: int) -> Page:
    """Give the versions of objects. Cost: 1 query."""
    return _page(collection, wanted, limit, "version")


def holds(collection: UUID, ref: str) -> bool:
    """Tell whether there is any version of an object. Cost: 1 query."""
    return models.Object.objects.filter(stix_id=ref, collection_id=collection).exists()


def keys_of(collection: UUID, wanted: Wanted) -> list[tuple[UUID, UUID]]:
    """Give the keys of wanted rows, each with the organisation that sent it. Cost: 1 query."""
    page = _page(collection, wanted, 1_000_000, "id, organisation_id")
    return [(key, organisation) for _, key, organisation in page.found]


def _page(collection: UUID, wanted: Wanted, limit: int, columns: str) -> Page:
    question, values = _question(collection, wanted, limit + 1, columns)
    written = f"SELECT {_WRITTEN}, {columns} FROM ({question}) AS page ORDER BY date_added"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(written, values)
        rows = cursor.fetchall()
    is_more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, rows[0][0] if rows else "", rows[-1][0] if rows else "", is_more)


_WRITTEN = """to_char(date_added AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

# A version that is not the last of all may be the last that this person may read.
NEWEST = """(o.could_be_last AND (o.is_last OR NOT EXISTS (
    SELECT FROM sharing_object AS p WHERE p.stix_id = o.stix_id
    AND p.collection_id = o.collection_id
    AND (p.version_at, p.date_added) > (o.version_at, o.date_added))))"""
_FIRST = """(o.could_be_first AND (o.is_first OR NOT EXISTS (
    SELECT FROM sharing_object AS p WHERE p.stix_id = o.stix_id
    AND p.collection_id = o.collection_id
    AND (p.version_at, p.date_added) < (o.version_at, o.date_added))))"""
_AT = "CASE WHEN o.version = '' THEN o.date_added ELSE o.version_at END = ANY (%s)"


def _question(collection: UUID, wanted: Wanted, limit: int, columns: str) -> tuple[str, list[Any]]:
    """Write the one query of a page.

    Each type has a query of its own, so that each follows its index and stops at the limit. By
    ids all rows are found first: there are few, and no index has them in order.
    """
    conditions, values = _conditions(collection, wanted)
    chosen = f"SELECT o.date_added, {columns} FROM sharing_object AS o WHERE {conditions}"  # noqa: S608
    ordered = "ORDER BY date_added LIMIT %s"
    if wanted.ids:
        found = f"WITH found AS MATERIALIZED ({chosen} AND o.stix_id = ANY (%s) {{types}})"
        types = "AND o.type = ANY (%s)" if wanted.types else ""
        more = [list(wanted.ids), *([list(wanted.types)] if wanted.types else [])]
        question = f"{found.format(types=types)} SELECT * FROM found {ordered}"  # noqa: S608
        return question, [*values, *more, limit]
    if not wanted.types:
        return f"{chosen} {ordered}", [*values, limit]
    each = f"(SELECT * FROM ({chosen} AND o.type = %s {ordered}) AS of_type)"  # noqa: S608
    question = " UNION ALL ".join([each] * len(wanted.types))
    question = f"SELECT * FROM ({question}) AS of_types {ordered}"  # noqa: S608
    return question, [v for name in wanted.types for v in (*values, name, limit)] + [limit]


def _conditions(collection: UUID, wanted: Wanted) -> tuple[str, list[Any]]:
    conditions, values = ["o.collection_id = %s"], [collection]  # type: list[str], list[Any]
    if wanted.after is not None:
        conditions.append("o.date_added > %s")
        values.append(wanted.after)
    if wanted.spec_versions:
        conditions.append("o.spec_version = ANY (%s)")
        values.append(list(wanted.spec_versions))
    if ALL not in wanted.versions:
        of_version = [
            *([NEWEST] if LAST in wanted.versions else []),
            *([_FIRST] if FIRST in wanted.versions else []),
            *([_AT] if wanted.moments else []),
        ]
        conditions.append("(" + " OR ".join(of_version) + ")")
        values += [list(wanted.moments)] if wanted.moments else []
    return " AND ".join(conditions), values
