"""What the command line asks of feeds, on the operator's word.

Running a feed connects as the application, so that row security binds it; telling how feeds stand
connects as the database's owner.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from wardmote.rules.refusal import Missing
from wardmote.rules.sharing.feeding import Direction
from wardmote.server.sharing.actions import feed_runs
from wardmote.server.sharing.actions.feed_runs import Ran
from wardmote.server.sharing.queries import feeds
from wardmote.server.shell import commands

_LATEST = datetime(9999, 1, 1, tzinfo=UTC)
Begun = Callable[[str], Callable[[int], None]]


def run(direction: Direction, wanted: str, *, begun: Begun, now: datetime) -> Iterator[Ran]:
    """Run the feeds that are on and go one way, or the one with a title or id, and tell of each.

    `begun` is told the title of each, and gives what is told how many objects went.
    Raises: Missing, where there is none; Invalid, where the database does not answer.
    """
    commands.check_database()
    found = [(key, title) for key, title, way in feeds.named(_LATEST) if way == direction]
    chosen = [(key, title) for key, title in found if wanted in ("", str(key), title)]
    if not chosen:
        known = ", ".join(repr(title) for _, title in found) or "none"
        raise Missing(f"There is no such feed {direction} that is on. There are: {known}.")
    for key, title in chosen:
        ran = feed_runs.run(feed=key, now=now, progress=begun(title))
        yield ran or Ran(key, title, direction, 0, 0, "Another process runs this feed now.")


def status() -> list[dict[str, Any]]:
    """Tell how each feed stands, without its sign-in.

    Raises: Invalid, where the database does not answer.
    """
    commands.check_database()
    return [
        {
            "id": str(each.pk),
            "title": each.title,
            "direction": each.direction,
            "collection": each.collection.title,
            "organisation": each.organisation.name,
            "server": each.server,
            "is_on": each.is_on,
            "minutes": each.minutes,
            "ran_at": _written(each.ran_at),
            "done_at": _written(each.done_at),
            "next_at": _written(each.next_at) if each.is_on else None,
            "taken": each.taken,
            "refused": each.refused,
            "no_longer_there": feeds.gone_count(UUID(str(each.pk))),
            "error": each.error,
            "reasons": each.reasons,
        }
        for each in feeds.feeds()
    ]


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
