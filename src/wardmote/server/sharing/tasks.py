"""Jobs of this room: each calls one action."""

from django.utils import timezone
from procrastinate.contrib.django import app

from wardmote.server.sharing import actions


@app.periodic(cron="20 * * * *", periodic_id="sharing.forget")
@app.task(name="sharing.forget", queueing_lock="sharing.forget")
def forget(timestamp: int) -> None:
    """Take away the statuses that are a day old."""
    _ = timestamp
    actions.forget(now=timezone.now())
