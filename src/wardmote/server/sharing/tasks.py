"""Jobs of this room: each calls one action."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from wardmote.server.sharing import actions
from wardmote.server.sharing.actions import deciding, feed_runs, releasing, telling_grades
from wardmote.server.sharing.queries import feeds

RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@app.periodic(cron="20 * * * *", periodic_id="sharing.forget")
@app.task(name="sharing.forget", queueing_lock="sharing.forget")
def forget(timestamp: int) -> None:
    """Take away the statuses that are a day old."""
    _ = timestamp
    actions.forget(now=timezone.now())


@app.periodic(cron="0 5 * * *", periodic_id="sharing.release_sightings")
@app.task(name="sharing.release_sightings", queueing_lock="sharing.release_sightings", retry=RETRY)
def release_sightings(timestamp: int) -> None:
    """Say what may be said of who saw what. The hour is fixed, so that it tells nothing."""
    _ = timestamp
    actions.release_sightings(now=timezone.now())


@app.periodic(cron="*/5 * * * *", periodic_id="sharing.end_embargoes")
@app.task(name="sharing.end_embargoes", queueing_lock="sharing.end_embargoes", retry=RETRY)
def end_embargoes(timestamp: int) -> None:
    """Let in what was held until a time that has come."""
    _ = timestamp
    deciding.let_in_due(now=timezone.now())


@app.periodic(cron="*/5 * * * *", periodic_id="sharing.tell_grades")
@app.task(name="sharing.tell_grades", queueing_lock="sharing.tell_grades", retry=RETRY)
def tell_grades(timestamp: int) -> None:
    """Tell programs what the steward graded."""
    _ = timestamp
    telling_grades.tell_grades(now=timezone.now())


@app.periodic(cron="40 4 * * *", periodic_id="sharing.end_sightings")
@app.task(name="sharing.end_sightings", queueing_lock="sharing.end_sightings", retry=RETRY)
def end_sightings(timestamp: int) -> None:
    """Forget who reported what has ended, before the day's release."""
    _ = timestamp
    releasing.end(now=timezone.now())


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
