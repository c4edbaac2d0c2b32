"""Keeps new objects: one insert for all, each with a time of its own that no other has."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from wardmote.server.sharing.actions import indexing
from wardmote.server.sharing.actions.reading import Incoming
from wardmote.server.shell import keys

TICK = timedelta(microseconds=1)

# The row stays locked until the commit, so whoever adds next is later in time and in order.
HEAD = """
UPDATE sharing_head SET added_at = greatest(clock_timestamp(), added_at + interval '1 microsecond')
    + %s * interval '1 microsecond'
WHERE collection_id = %s RETURNING added_at
"""
INSERT = """
INSERT INTO sharing_object (collection_id, organisation_id, date_added, id, stix_id, type,
    spec_version, version_at, version, created, created_by_ref, is_revoked, tlp, floor, recipients,
    body, is_first, is_last, could_be_first, could_be_last)
SELECT %b, %b, given.date_added, given.id, given.stix_id, given.type, given.spec_version,
    given.version_at, given.version, given.created, given.created_by_ref, given.is_revoked,
    given.tlp, given.floor, given.recipients::uuid[], given.body, true, true, true, true
FROM unnest(%b::timestamptz[], %b::uuid[], %b::text[], %b::text[], %b::text[], %b::timestamptz[],
    %b::text[], %b::text[], %b::text[], %b::boolean[], %b::smallint[], %b::smallint[], %b::text[],
    %b::text[]) AS given (date_added, id, stix_id, type, spec_version, version_at, version,
    created, created_by_ref, is_revoked, tlp, floor, recipients, body)
ON CONFLICT DO NOTHING
"""
SETTLE = "SELECT wm_sharing_settle(%b::uuid[], %b::uuid[], %b::text[])"


def add(
    collection: UUID,
    sender: UUID,
    incoming: Sequence[Incoming],
    times: Sequence[datetime] | None = None,
) -> dict[str, datetime]:
    """Add objects in their order, and say when each was added.

    The caller holds the lock of the hub. Only a test says the times itself.
    Cost: 4 queries.
    """
    if not incoming:
        return {}
    ids = [keys.new() for _ in incoming]
    times = list(times or _times(collection, len(incoming)))
    refs = [(key, ref) for key, one in zip(ids, incoming, strict=True) for ref in one.sent.refs]
    with binary_cursor() as cursor:
        cursor.execute(INSERT, [collection, sender, times, ids, *_columns(incoming)])
        cursor.execute(SETTLE, [ids, [key for key, _ in refs], [ref for _, ref in refs]])
    indexing.note(ids, [one.sent.content for one in incoming])
    return dict(zip((one.sent.id for one in incoming), times, strict=True))


def _times(collection: UUID, many: int) -> list[datetime]:
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [many - 1, collection])
        last = cursor.fetchone()[0]
    return [last - TICK * (many - 1 - place) for place in range(many)]


def _columns(incoming: Sequence[Incoming]) -> list[list[Any]]:
    return [
        [one.sent.id for one in incoming],
        [one.sent.type for one in incoming],
        [one.sent.spec_version for one in incoming],
        [one.version_at for one in incoming],
        [one.sent.version for one in incoming],
        [one.sent.created for one in incoming],
        [one.sent.created_by_ref or "" for one in incoming],
        [one.sent.revoked for one in incoming],
        [int(one.marking.tlp) for one in incoming],
        [int(one.marking.floor) for one in incoming],
        ["{" + ",".join(sorted(one.marking.recipients)) + "}" for one in incoming],
        [one.sent.body.decode() for one in incoming],
    ]


@contextmanager
def binary_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """Open a cursor that sends values as they are: Django writes them into the query's text."""
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor
