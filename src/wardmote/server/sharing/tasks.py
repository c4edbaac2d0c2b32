"""Jobs of this room: each calls one action."""

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from wardmote.server.sharing.actions import releasing

RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@app.periodic(cron="0 5 * * *", periodic_id="sightings")
@app.task(name="sharing.release_sightings", queueing_lock="sharing.release_sightings", retry=RETRY)
def release_sightings(timestamp: int) -> None:
    """Say what may be said of who saw what. The hour is fixed, so that it tells nothing."""
    _ = timestamp
    releasing.release(now=timezone.now(), k=settings.SIGHTINGS_FROM)
