"""Runs one feed, once, and notes how it went and when it comes again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Line
from wardmote.rules.refusal import Missing, Refusal
from wardmote.rules.sharing import feeding
from wardmote.rules.sharing.feeding import Direction
from wardmote.server.sharing import enter, models
from wardmote.server.sharing.actions import comparing, feed_lines, pulling, sending_on

LONGEST_ERROR = 1000


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run went.

    Shape: `taken` and `refused` are of this run; `error` is empty where all went well.
    """

    feed: UUID
    title: str
    direction: Direction
    taken: int
    refused: int
    error: str


def run(
    *,
    feed: UUID,
    now: datetime,
    progress: pulling.Progress | None = None,
    connect: feed_lines.Connect = Line,
) -> Ran | None:
    """Run a feed; None where another process is at it already.

    A refusal, of the other server or of ours, is noted for the steward and not raised.
    Raises: Missing, where there is no such feed.
    """
    with enter.held(feed) as is_ours:
        if not is_ours:
            return None
        with enter.entered(feed):
            before = models.Feed.objects.get(pk=feed)
            models.Feed.objects.filter(pk=feed).update(ran_at=now)
        error = _try(before, now, progress, connect)
        with enter.entered(feed):
            after = _note(before, error, now)
    return Ran(
        feed,
        after.title,
        Direction(after.direction),
        after.taken - before.taken,
        after.refused - before.refused,
        error,
    )


def _try(
    feed: models.Feed,
    now: datetime,
    progress: pulling.Progress | None,
    connect: feed_lines.Connect,
) -> str:
    """Do it, and say what went wrong."""
    try:
        with feed_lines.opened(feed, connect) as line:
            there = feed_lines.found(feed, line)
            if feed.direction == Direction.OUT:
                sending_on.send(feed.pk, line, there, now=now, progress=progress)
                return ""
            pulling.pull(feed.pk, line, there, now=now, progress=progress)
            if feed.compared_at is None or now - feed.compared_at >= feeding.COMPARED:
                return _compare(feed, line, there, now)
    except Refusal as refusal:
        if isinstance(refusal, Missing) and feed.address:
            feed_lines.forget(feed.pk)
        return refusal.message[:LONGEST_ERROR]
    return ""


def _compare(feed: models.Feed, line: Line, there: Collection, now: datetime) -> str:
    try:
        comparing.compare(feed.pk, line, there, now=now)
    except Refusal as refusal:
        return f"All was fetched, but not compared: {refusal.message}"[:LONGEST_ERROR]
    return ""


def _note(before: models.Feed, error: str, now: datetime) -> models.Feed:
    """Note how it went; what the steward asked for while it ran comes when they said."""
    feed = models.Feed.objects.select_for_update().get(pk=before.pk)
    feed.failures = feed.failures + 1 if error else 0
    feed.error = error
    feed.done_at = feed.done_at if error else now
    if feed.next_at == before.next_at:
        feed.next_at = feeding.comes_again(now, feed.minutes, feed.failures)
    feed.save(update_fields=["failures", "error", "done_at", "next_at"])
    return feed
