"""Sends what is new in a collection on to another server, in the order in which it was added.

How far we have come is kept once the other server has taken a part. Killed before that, the next
run sends that part again, and the other server takes it as what it has already.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from wardmote.clients.taxii import pushing
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Line
from wardmote.clients.taxii.pushing import Whole
from wardmote.formats.stix import worth
from wardmote.rules.refusal import Forbidden
from wardmote.rules.sharing import feeding, markings
from wardmote.rules.sharing.feeding import Limits, Outgoing
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import enter, models
from wardmote.server.sharing.actions import feed_lines
from wardmote.server.sharing.actions.pulling import Progress, reasons
from wardmote.server.sharing.queries import feeds as queries
from wardmote.server.sharing.queries import outgoing
from wardmote.server.sharing.queries.outgoing import Row


def send(
    feed: UUID, line: Line, there: Collection, *, now: datetime, progress: Progress | None = None
) -> None:
    """Send all that was added here since the last time, as far as the feed may.

    Raises: Forbidden, Missing, Conflict.
    """
    count = 0
    while True:
        with enter.entered(feed):
            known = models.Feed.objects.get(pk=feed)
            if not queries.place(known).can_read:
                raise Forbidden("The feed's organisation may not read the collection here.")
            rows = outgoing.after(known)
        if not rows:
            return
        chosen = [Whole(row.ref, row.body) for row in rows if _may_leave(row, known, now)]
        done = pushing.push(line, there, chosen)
        with enter.entered(feed):
            _note(feed_lines.current(feed, there), rows, done)
        count += len(chosen)
        if progress:
            progress(count)


def _may_leave(row: Row, feed: models.Feed, now: datetime) -> bool:
    if row.is_from_there:
        return False
    content = msgspec.json.decode(row.body)
    refs = content.get("object_marking_refs", [])
    one = Outgoing(
        type=row.type,
        tlp=Tlp(row.tlp),
        is_labelled=any(ref in markings.BY_ID for ref in refs),
        is_revoked=row.is_revoked,
        score=worth.score(content, now) if feed.least_score else None,
    )
    limits = Limits(
        Tlp(feed.ceiling), frozenset(feed.types), feed.least_score, feed.sends_unlabelled
    )
    return feeding.may_leave(one, limits)


def _note(feed: models.Feed, rows: Sequence[Row], done: pushing.Pushed) -> None:
    feed.position = rows[-1].added_at
    feed.taken += done.taken + done.pending
    feed.refused += len(done.failures)
    feed.reasons = reasons(feed, [(each.ref, each.reason) for each in done.failures])
    feed.save(update_fields=["position", "taken", "refused", "reasons"])
