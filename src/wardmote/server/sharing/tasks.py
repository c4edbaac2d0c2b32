"""Jobs of this room: each calls one action."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from wardmote.server.sharing import actions
from wardmote.server.sharing.actions import feed_runs
from wardmote.server.sharing.queries import feeds


@app.periodic(cron="20 * * * *", periodic_id="sharing.forget")
@app.task(name="sharing.forget", queueing_lock="sharing.forget")
def forget(timestamp: int) -> None:
    """Take away the statuses that are a day old."""
    _ = timestamp
    actions.forget(now=timezone.now())


@app.periodic(cron="* * * * *", periodic_id="sharing.feeds")
@app.task(name="sharing.start_feeds", queueing_lock="sharing.start_feeds")
def start_feeds(timestamp: int) -> None:
    """Queue the feeds that are due; one that waits already is not queued again."""
    _ = timestamp
    for feed in feeds.due(timezone.now()):
        try:
            run_feed.configure(queueing_lock=f"sharing.feed.{feed}").defer(feed=str(feed))
        except AlreadyEnqueued:
            continue


@app.task(name="sharing.run_feed")
def run_feed(feed: str) -> None:
    """Run one feed. Whatever goes wrong, it is due again: this job is never tried anew."""
    feed_runs.run(feed=UUID(feed), now=timezone.now())
