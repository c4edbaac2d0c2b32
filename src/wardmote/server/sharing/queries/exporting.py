"""What goes onto lists: which collection, when it last changed, and its objects one by one."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from wardmote.formats.exports.choosing import Shared
from wardmote.rules.refusal import Missing
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing.queries import pages
from wardmote.server.sharing.queries.places import ABSENT

AT_ONCE = 2_000
"""How many objects are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Source:
    """A collection whose lists are asked for.

    Shape: `changed_at` is of what whoever asks may see, and of nothing else. `seen_as` says,
    without names, as what they see it: what two see as the same, they may read alike.
    """

    key: UUID
    title: str
    changed_at: datetime
    seen_as: str


_SOURCE = """
SELECT c.id, c.title, coalesce((SELECT max(h.at) FROM sharing_change AS h
        WHERE h.collection_id = c.id), c.created_at),
    array_agg(s.organisation || ' ' || s.standing ORDER BY s.organisation)::text
FROM sharing_collection AS c JOIN wm_sharing_standings() AS s ON s.collection = c.id
WHERE {which} AND s.standing >= 0 GROUP BY c.id ORDER BY c.id LIMIT 1
"""
# What refers to an indicator is found by its id, then each by its key: OFFSET 0 keeps a database
# that knows no numbers yet from going through the collection once for each indicator.
_TOLD = """CASE WHEN %s AND o.type = 'indicator' THEN ARRAY(
    SELECT h.body FROM sharing_reference AS r CROSS JOIN LATERAL (
        SELECT * FROM sharing_object WHERE id = r.source_id OFFSET 0) AS h
    WHERE r.target = o.stix_id AND h.collection_id = o.collection_id
    AND h.is_hubs AND h.is_last AND NOT h.is_revoked ORDER BY h.date_added) ELSE '{}' END"""
_OBJECTS = f"""
SELECT o.body, {_TOLD} FROM sharing_object AS o
WHERE o.collection_id = %s AND o.tlp <= %s AND NOT o.is_revoked AND {pages.NEWEST}
AND (%s = '' OR o.type = %s) ORDER BY o.date_added
"""  # noqa: S608


def source(name: str) -> Source:
    """Find a collection that whoever asks may read, by its id or its alias.

    Raises: Missing.
    Cost: 1 query.
    """
    value: UUID | str
    try:
        which, value = "c.id = %s", UUID(name)
    except ValueError:
        which, value = "c.alias = %s AND c.alias <> ''", name
    with connection.cursor() as cursor:
        cursor.execute(_SOURCE.format(which=which), [value])
        row = cursor.fetchone()
    if row is None:
        raise Missing(ABSENT)
    key, title, changed_at, seen_as = row
    return Source(key, title, changed_at, hashlib.sha256(seen_as.encode()).hexdigest())


def shared(
    collection: UUID, most: Tlp, kind: str = "", *, is_scored: bool = False
) -> Iterator[Shared]:
    """Give the newest version of each object that is not revoked, one by one, within the request.

    Shape: `most` is the narrowest label that is given; `kind` is a type, or empty for all. Where
    it is to be scored, each comes with what the hub told of it and whoever asks may read.
    Cost: 1 query; in memory never more than `AT_ONCE` objects.
    """
    with (
        connection.wrap_database_errors,
        connection.connection.cursor(name="sharing_shared") as cursor,
    ):
        cursor.itersize = AT_ONCE
        cursor.execute(_OBJECTS, [is_scored, collection, int(most), kind, kind])
        yield from cursor
