"""Tells people what waits for them: mentions, mails of a step, the daily digest, the calendar."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from procrastinate.contrib.django import app

from wardmote.rules.assess import digest
from wardmote.rules.assess import todo as rules
from wardmote.rules.assess.life import STEP_VERBS, Step
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing, Refusal
from wardmote.server.assess import models
from wardmote.server.assess.queries import assessments, todo
from wardmote.server.people import enter
from wardmote.server.people.queries import digests

TELL_STEP = "assess.tell_step"
"""The job that tells one person of a step; `tasks` runs it by this name."""


def queue_step(*, assessment: UUID, step: Step, by: str, people: Sequence[UUID]) -> None:
    """Queue a mail to each person, in the transaction of the step itself. Cost: 1 query each."""
    for person in people:
        app.configure_task(TELL_STEP, allow_unknown=True).defer(
            assessment=str(assessment), step=step.value, by=by, person=str(person)
        )


def tell_step(*, assessment: UUID, step: Step, by: str, person: UUID) -> bool:
    """Mail one person that an assessment moved on, if they may still read it.

    Cost: 2 queries.
    """
    with enter.entered(person) as actor:
        try:
            found = assessments.assessment(actor, assessment)
        except Missing:
            return False
        title, council = found.title, found.organisation.name
    link = f"{settings.BASE_URL}/assessments/{assessment}/review/"
    said = f"{' '.join(by.split())} {STEP_VERBS[step]}"
    words = f"Hello {actor.name},\n\n{said}: {title}, {council}.\n\nSee what to do next:\n{link}\n"
    subject = " ".join(f"{title}: {STEP_VERBS[step]}".split())
    send_mail(subject, words, None, [actor.email])
    return True


@transaction.atomic
def see_mention(*, actor: Actor, mention: UUID, now: datetime) -> models.Mention:
    """Take a mention off the person's list. Cost: 2 queries.

    Raises: Missing.
    """
    found = (
        models.Mention.objects.select_related("comment__answer__part")
        .filter(pk=mention, person=actor.person)
        .first()
    )
    if found is None or not actor.is_signed_in:
        raise Missing("There is no such mention on your list.")
    if found.seen_at is None:
        models.Mention.objects.filter(pk=found.pk).update(seen_at=now)
    return found


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some digests: whose mail was refused, and behind whom to go on."""

    failed: tuple[UUID, ...]
    after: UUID | None


def send_digests(*, day: date, after: UUID | None, now: datetime, limit: int) -> Batch:
    """Send the digests of some people who want one; one that fails does not hold up the rest.

    Cost: 1 query, and at most 9 for each person.
    """
    people = digests.wanting(after=after, limit=limit)
    failed = []
    for person in people:
        try:
            send_digest(person=person, day=day, now=now)
        except Refusal:
            failed.append(person)
    return Batch(tuple(failed), people[-1] if len(people) == limit else None)


def send_digest(*, person: UUID, day: date, now: datetime) -> bool:
    """Mail one person what waits for them, once a day at most and only if something does.

    The day is claimed and saved before the mail leaves: two workers, or a second try, never send
    it twice. Where the mail server says no, the claim is given back and the job tries again.
    Cost: at most 9 queries.
    """
    with enter.entered(person) as actor:
        found = todo.of(actor, today=day) if actor.is_signed_in else todo.Todo()
        if found.is_empty or not _claimed(person, day):
            return False
    sections = _sections(found)
    words = digest.words(
        actor.name,
        sections,
        home=f"{settings.BASE_URL}/",
        settings=f"{settings.BASE_URL}/account/",
    )
    try:
        send_mail(digest.subject(sections), words, None, [actor.email])
    except Refusal:
        with enter.entered(person):
            models.Digest.objects.filter(person=person, day=day, sent_at=None).delete()
        raise
    with enter.entered(person):
        models.Digest.objects.filter(person=person, day=day).update(sent_at=now)
    return True


def _claimed(person: UUID, day: date) -> bool:
    """Claim a person's day; whoever comes second waits for the first and then gets nothing."""
    mine = models.Digest(person_id=person, day=day)
    models.Digest.objects.bulk_create([mine], ignore_conflicts=True)
    return models.Digest.objects.filter(pk=mine.pk).exists()


def _sections(found: todo.Todo) -> list[digest.Section]:
    base = settings.BASE_URL
    sections = [
        digest.Section(
            rules.TITLES[why],
            len(tasks),
            tuple(
                (
                    f"{one.outcome} {one.title} ({one.part_title})",
                    f"{base}/assessments/{one.assessment}/part/{one.part}/{one.outcome}/",
                )
                for one in tasks[: digest.MOST_EXAMPLES]
            ),
        )
        for why, tasks in found.tasks.items()
    ]
    listed = (
        (rules.TITLES[rules.Why.TO_APPROVE], [one.title for one in found.to_approve]),
        ("Mentions of you", [one.comment.author.name for one in found.mentions]),
        ("Evidence due for review", [one.title for one in found.stale]),
    )
    for title, names in listed:
        if names:
            examples = tuple((one, f"{base}/") for one in names[: digest.MOST_EXAMPLES])
            sections.append(digest.Section(title, len(names), examples))
    return sections


@transaction.atomic
def make_feed(*, actor: Actor, now: datetime) -> str:
    """Make a new secret for the person's calendar and end the old one. Cost: 1 query.

    Raises: Missing.
    """
    if actor.person is None:
        raise Missing("Sign in first.")
    token = secrets.token_urlsafe(32)
    models.CalendarFeed.objects.update_or_create(
        person_id=actor.person, defaults={"token_hash": hashed(token), "made_at": now}
    )
    return token


@transaction.atomic
def end_feed(*, actor: Actor) -> None:
    """End the person's calendar address. Cost: 1 query."""
    models.CalendarFeed.objects.filter(person=actor.person).delete()


def hashed(token: str) -> str:
    """Give what is kept of a secret: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
