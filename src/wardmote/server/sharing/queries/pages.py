"""Pages of objects in the order in which they were added, made of what was sent.

Nothing is parsed on the way out, and the server remembers nothing between two pages: the next
page begins after the time of the last object of this one, which no other object has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from wardmote.formats.stix import envelope
from wardmote.formats.taxii.filters import Filters, Which
from wardmote.rules.sharing.markings import Standing
from wardmote.server.sharing import models
from wardmote.server.sharing.queries import moments, scopes
from wardmote.server.sharing.queries.places import Place

MOST_TYPES = 8
"""Types that are each looked up by themselves; where more are wanted, all are looked through."""


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


def texts(place: Place, wanted: Filters) -> Page:
    """Give the texts of objects. Cost: 1 query."""
    question, values = _question(place, wanted, "o.body")
    of_page = "FILTER (WHERE place <= %s)"
    joined = (
        f"SELECT string_agg(body, ',' ORDER BY place) {of_page}, min(date_added),"  # noqa: S608
        f" max(date_added) {of_page}, count(*) FROM (SELECT body, {_WRITTEN} AS date_added,"
        f" row_number() OVER (ORDER BY date_added) AS place FROM ({question}) AS rows) AS page"
    )
    with connection.cursor() as cursor:
        cursor.execute(joined, [wanted.limit, wanted.limit, *values])
        bodies, first, last, count = cursor.fetchone()
    return Page(bodies or "", first or "", last or "", count > wanted.limit)


def bodies(place: Place, wanted: Filters) -> Page:
    """Give the ids and texts of objects. Cost: 1 query."""
    return _page(place, wanted, "stix_id, body")


def manifest(place: Place, wanted: Filters) -> Page:
    """Give id, version and specification of objects; no version where they have none.

    Cost: 1 query.
    """
    return _page(place, wanted, "stix_id, version, spec_version")


def versions(place: Place, wanted: Filters) -> Page:
    """Give ids and versions of objects. Cost: 1 query."""
    return _page(place, wanted, "stix_id, version")


def holds(collection: UUID, refs: Sequence[str]) -> bool:
    """Tell whether there is any version of any of some objects. Cost: 1 query."""
    return models.Object.objects.filter(stix_id__in=refs, collection_id=collection).exists()


def keys_of(place: Place, wanted: Filters) -> list[tuple[UUID, UUID]]:
    """Give the keys of wanted rows, each with the organisation that sent it. Cost: 1 query."""
    page = _page(place, replace(wanted, limit=1_000_000), "id, organisation_id")
    return [(key, organisation) for _, key, organisation in page.found]


def _page(place: Place, wanted: Filters, columns: str) -> Page:
    question, values = _question(place, wanted, columns)
    written = f"SELECT {_WRITTEN}, {columns} FROM ({question}) AS page ORDER BY date_added"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(written, values)
        rows = cursor.fetchall()
    is_more = len(rows) > wanted.limit
    rows = rows[: wanted.limit]
    return Page(rows, rows[0][0] if rows else "", rows[-1][0] if rows else "", is_more)


_WRITTEN = """to_char(date_added AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

# A version that is not the last of all may be the last that this person may read.
NEWEST = """(o.could_be_last AND (o.is_last OR NOT EXISTS (
    SELECT FROM sharing_object AS p WHERE p.stix_id = o.stix_id
    AND p.collection_id = o.collection_id AND p.spec_version = o.spec_version
    AND (p.version_at, p.date_added) > (o.version_at, o.date_added))))"""
_FIRST = """(o.could_be_first AND (o.is_first OR NOT EXISTS (
    SELECT FROM sharing_object AS p WHERE p.stix_id = o.stix_id
    AND p.collection_id = o.collection_id AND p.spec_version = o.spec_version
    AND (p.version_at, p.date_added) < (o.version_at, o.date_added))))"""
_AT = "CASE WHEN o.version = '' THEN o.date_added ELSE o.version_at END = ANY (%s)"

# Objects of an older STIX are few, if there are any: nobody can send one.
_NEWEST_STIX = f"""(o.spec_version >= '{envelope.SPEC_VERSION}' OR NOT EXISTS (
    SELECT FROM sharing_object AS p WHERE p.stix_id = o.stix_id
    AND p.collection_id = o.collection_id AND p.spec_version > o.spec_version"""


def _question(place: Place, wanted: Filters, columns: str) -> tuple[str, list[Any]]:
    """Write the one query of a page.

    Each scope and type has a query of its own, so that each follows its index and stops at the
    limit. By ids all rows are found first: there are few, and no index has them in order.
    """
    conditions, values = _conditions(place.key, wanted)
    chosen = f"SELECT o.date_added, {columns} FROM sharing_object AS o WHERE {conditions}"  # noqa: S608
    ordered, limit = "ORDER BY date_added LIMIT %s", wanted.limit + 1
    if wanted.ids:
        kinds, more = (" AND o.type = ANY (%s)", [list(wanted.types)]) if wanted.types else ("", [])
        found = f"WITH found AS MATERIALIZED ({chosen}{kinds} AND o.stix_id = ANY (%s))"
        question = f"{found} SELECT * FROM found {ordered}"  # noqa: S608
        return question, [*values, *more, list(wanted.ids), limit]
    parts, all_values = [], []  # type: list[str], list[Any]
    for number, scope in enumerate(scopes.scopes(place, wanted)):
        for kinds, more in _kinds(place, wanted):
            part = f"{chosen} AND {scope.condition}{kinds}"
            if scope.is_few:
                part = f"WITH few_{number} AS MATERIALIZED ({part}) SELECT * FROM few_{number}"  # noqa: S608
            parts.append(f"(SELECT * FROM ({part} {ordered}) AS of_scope)")  # noqa: S608
            all_values += [*values, *scope.values, *more, limit]
    question = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS scopes {ordered}"  # noqa: S608
    return question, [*all_values, limit]


def _kinds(place: Place, wanted: Filters) -> list[tuple[str, list[Any]]]:
    if not wanted.types:
        return [("", [])]
    if place.standing < Standing.MEMBER:
        # kept from the index of types, in which other labels lie between
        return [(" AND o.type || '' = ANY (%s)", [list(wanted.types)])]
    return _of_types(wanted.types)


def _of_types(types: Sequence[str]) -> list[tuple[str, list[Any]]]:
    if len(types) > MOST_TYPES:
        return [(" AND o.type = ANY (%s)", [list(types)])]
    return [(" AND o.type = %s", [name]) for name in types]


def _conditions(collection: UUID, wanted: Filters) -> tuple[str, list[Any]]:
    conditions, values = ["o.collection_id = %s"], [collection]  # type: list[str], list[Any]
    if wanted.after is not None:
        conditions.append("o.date_added > %s")
        values.append(wanted.after)
    if wanted.spec_versions:
        conditions.append("o.spec_version = ANY (%s)")
        values.append(list(wanted.spec_versions))
    at = [moments.at(instant) for instant in wanted.at]
    if Which.ALL not in wanted.which:
        alternatives = [NEWEST] if Which.LAST in wanted.which else []
        alternatives += [_FIRST] if Which.FIRST in wanted.which else []
        if at:
            alternatives.append(_AT)
            values.append(at)
        conditions.append("(" + " OR ".join(alternatives) + ")")
    if not wanted.spec_versions:
        # a newer one counts if it is of a wanted version too: a first and a last there always is
        conditions.append(
            _NEWEST_STIX + ("))" if wanted.which else " AND p.version_at = ANY (%s)))")
        )
        values += [] if wanted.which else [at]
    return " AND ".join(conditions), values
