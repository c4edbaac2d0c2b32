"""Jobs of this room: each feed comes as often as it should."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from wardmote.server.sharing.actions import feed_runs
from wardmote.server.sharing.queries import feeds


@app.periodic(cron="* * * * *", periodic_id="feeds")
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
