"""Fetches what is new in another server's collection, through the one door for objects.

Each page is kept together with how far we have come, in one transaction: killed at any moment, the
next run loses nothing. What comes twice is kept once, as with anything that is sent.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from wardmote.clients.taxii import paging
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Line
from wardmote.clients.taxii.paging import Course
from wardmote.formats.stix import envelope
from wardmote.rules.people.actors import Actor
from wardmote.server.sharing import enter, models
from wardmote.server.sharing.actions import feed_lines, receiving
from wardmote.server.sharing.models.feeds import LONGEST_WORD
from wardmote.server.sharing.queries import feeds as queries

Progress = Callable[[int], None]
MOST_REASONS = 20
LONGEST_REASON = 300
MOST_AT_ONCE = envelope.DEFAULT_LIMITS.body_bytes // 2
"""How much of a page is taken at once. Units: bytes."""


class _Told(msgspec.Struct):
    id: str = ""
    message: str = ""


class _Status(msgspec.Struct):
    success_count: int = 0
    failure_count: int = 0
    failures: list[_Told] = []


class _Named(msgspec.Struct):
    id: str = ""
    modified: str = ""
    created: str = ""


def pull(
    feed: UUID, line: Line, there: Collection, *, now: datetime, progress: Progress | None = None
) -> None:
    """Fetch and keep all that was added there since the last time.

    Raises: Forbidden, Missing, Conflict, Invalid.
    """
    with enter.entered(feed):
        so_far = models.Feed.objects.get(pk=feed)
    course = Course(so_far.added_after, so_far.next, so_far.last, so_far.is_steady)
    count = 0
    for page in paging.pages(line, f"{there.url}objects/", course):
        with enter.entered(feed) as actor:
            _keep(feed_lines.current(feed, there), actor, page, now)
        count += len(page.objects)
        if progress:
            progress(count)


def _keep(feed: models.Feed, actor: Actor, page: paging.Page, now: datetime) -> None:
    place = queries.place(feed)
    for objects in _parts(page.objects):
        body = b'{"objects":[' + b",".join(objects) + b"]}"
        told = receiving.receive(actor=actor, place=place, body=body, now=now)
        status = msgspec.json.decode(told, type=_Status)
        _note_origins(feed, objects, {each.id for each in status.failures}, now)
        feed.taken += status.success_count
        feed.refused += status.failure_count
        feed.reasons = reasons(feed, [(each.id, each.message) for each in status.failures])
    course = page.course
    if len(course.next) > LONGEST_WORD:  # a word that cannot be kept: the window begins again
        course = course.beginning
    feed.added_after, feed.next, feed.last = course.added_after, course.next, course.last
    feed.is_steady = course.is_steady
    feed.save(
        update_fields=[
            *("added_after", "next", "last", "is_steady", "taken", "refused", "reasons"),
        ]
    )


def reasons(feed: models.Feed, refused: Sequence[tuple[str, str]]) -> list[str]:
    """Give the last reasons why something was refused, the newest first."""
    said = [f"{ref}: {message}"[:LONGEST_REASON] for ref, message in refused]
    return [*said, *feed.reasons][:MOST_REASONS]


def _parts(objects: Sequence[bytes]) -> Iterator[list[bytes]]:
    part: list[bytes] = []
    size = 0
    for each in objects:
        if part and (size + len(each) > MOST_AT_ONCE or len(part) == paging.LIMIT):
            yield part
            part, size = [], 0
        part.append(each)
        size += len(each) + 1
    if part:
        yield part


def _note_origins(
    feed: models.Feed, objects: Sequence[bytes], failed: set[str], now: datetime
) -> None:
    """Note which versions are there. Cost: 1 query."""
    named = {}
    for each in objects:
        try:
            found = msgspec.json.decode(each, type=_Named)
        except msgspec.MsgspecError:
            continue
        if found.id and found.id not in failed:
            named[found.id, found.modified or found.created] = models.Origin(
                feed=feed,
                collection_id=feed.collection_id,
                stix_id=found.id,
                version=found.modified or found.created,
                at=now,
                seen_at=now,
            )
    models.Origin.objects.bulk_create(
        named.values(),
        update_conflicts=True,
        unique_fields=["stix_id", "version", "feed"],
        update_fields=["seen_at", "gone_at"],
    )
