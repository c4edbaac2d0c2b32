"""Jobs of this room: fetch by id, call one action."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from wardmote.rules.assess.life import Step
from wardmote.server.assess.actions import noticing

BATCH = 200
"""People whose digests one job sends. Units: people."""
RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@app.periodic(cron="30 6 * * *", periodic_id="digests")
@app.task(name="assess.start_digests", queueing_lock="assess.start_digests")
def start_digests(timestamp: int) -> None:
    """Start the day's digests."""
    _ = timestamp
    send_digests.defer(day=timezone.localdate().isoformat())


@app.task(name="assess.send_digests", retry=RETRY)
def send_digests(day: str, after: str | None = None) -> None:
    """Send digests to some people, and queue those that follow and those that failed."""
    batch = noticing.send_digests(
        day=date.fromisoformat(day),
        after=UUID(after) if after else None,
        now=timezone.now(),
        limit=BATCH,
    )
    for person in batch.failed:
        send_digest.defer(day=day, person=str(person))
    if batch.after is not None:
        send_digests.defer(day=day, after=str(batch.after))


@app.task(name="assess.send_digest", retry=RETRY)
def send_digest(day: str, person: str) -> None:
    """Send one digest again that the mail server refused."""
    noticing.send_digest(person=UUID(person), day=date.fromisoformat(day), now=timezone.now())


@app.task(name=noticing.TELL_STEP, retry=RETRY)
def tell_step(assessment: str, step: str, by: str, person: str) -> None:
    """Tell one person of a step in an assessment's life."""
    noticing.tell_step(assessment=UUID(assessment), step=Step(step), by=by, person=UUID(person))
