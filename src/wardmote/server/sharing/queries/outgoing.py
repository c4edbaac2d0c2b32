"""What a feed may send next, in the order in which it was added."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from wardmote.server.sharing import models

MOST_OBJECTS = 500
MOST_BYTES = 10_000_000
"""How much is read at once; one object more than that is read by itself. Units: bytes."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """An object that may be sent. `is_from_there`: this version came from that very server."""

    added_at: datetime
    ref: str
    type: str
    tlp: int
    is_revoked: bool
    body: bytes
    is_from_there: bool


_ROWS = """
SELECT date_added, stix_id, type, tlp, is_revoked, body, EXISTS (
        SELECT FROM sharing_origin AS g WHERE g.stix_id = page.stix_id
        AND g.version = page.version
        AND g.feed_id = ANY ((SELECT wm_sharing_feeds_with(%s))::uuid[]))
FROM (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY date_added) - octet_length(body) AS before
    FROM (SELECT date_added, stix_id, version, type, tlp, is_revoked, body
        FROM sharing_object WHERE collection_id = %s AND date_added > %s
        ORDER BY date_added LIMIT %s) AS rows
) AS page
WHERE before < %s ORDER BY date_added
"""


def after(feed: models.Feed) -> list[Row]:
    """Give the next objects after a feed's position that it may read. Cost: 1 query."""
    position = feed.position or _BEGINNING
    values: list[Any] = [feed.server, feed.collection_id, position, MOST_OBJECTS, MOST_BYTES]
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        rows = cursor.fetchall()
    return [
        Row(at, ref, kind, tlp, is_revoked, body.encode(), is_from_there)
        for at, ref, kind, tlp, is_revoked, body, is_from_there in rows
    ]
