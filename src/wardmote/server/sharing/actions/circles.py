"""The steward makes circles and lets organisations in; a member chooses whether to be shown."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.server.audit import actions as audit
from wardmote.server.sharing import models, permissions

LONGEST = 200


@transaction.atomic
def create_circle(
    *, actor: Actor, name: str, description: str = "", now: datetime
) -> models.Circle:
    """Make a circle with nobody in it.

    Raises: Missing for anyone but the steward; Invalid; Conflict where the name is taken.
    """
    permissions.check_may_steer(actor)
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST or not clean.isprintable():
        raise Invalid(f"Enter a name of {LONGEST} characters or fewer.", field="name")
    if models.Circle.objects.filter(name=clean).exists():
        raise Conflict("There is a circle of this name. Choose another.")
    made = models.Circle.objects.create(name=clean, description=description, created_at=now)
    _record(actor, made, "made the circle", now, name=clean)
    return made


@transaction.atomic
def end_circle(*, actor: Actor, circle: UUID, now: datetime) -> models.Circle:
    """End a circle: its members no longer read its collections by it.

    Raises: Missing, Conflict where it has ended.
    """
    permissions.check_may_steer(actor)
    found = _circle(circle)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _record(actor, found, "ended the circle", now)
    return found


@transaction.atomic
def join(*, actor: Actor, circle: UUID, organisation: UUID, now: datetime) -> None:
    """Let an organisation into a circle; the other members do not learn of it.

    Raises: Missing, Conflict where the circle has ended.
    """
    permissions.check_may_steer(actor)
    found = _circle(circle)
    _, is_new = models.CircleMembership.objects.get_or_create(
        circle=found, organisation_id=organisation, defaults={"since": now}
    )
    if is_new:
        _record(actor, found, "let into the circle", now, organisation=str(organisation))


@transaction.atomic
def leave(*, actor: Actor, circle: UUID, organisation: UUID, now: datetime) -> None:
    """Take an organisation out of a circle, as the steward or as one of its own people.

    Raises: Missing, Forbidden.
    """
    if not actor.is_steward:
        permissions.check_may_speak(actor, organisation)
    found = models.Circle.objects.filter(pk=circle).first()
    if found is None or not _members(circle, organisation).delete()[0]:
        raise Missing(permissions.ABSENT)
    _record(actor, found, "left the circle", now, organisation=str(organisation))


@transaction.atomic
def show(*, actor: Actor, circle: UUID, organisation: UUID, is_shown: bool, now: datetime) -> None:
    """Let the other members of a circle know of an organisation, or no longer.

    Raises: Missing, Forbidden.
    """
    permissions.check_may_speak(actor, organisation)
    found = models.Circle.objects.filter(pk=circle).first()
    if found is None or not _members(circle, organisation).update(is_shown=is_shown):
        raise Missing(permissions.ABSENT)
    _record(actor, found, "chose to be shown" if is_shown else "chose to be hidden", now)


def _circle(circle: UUID) -> models.Circle:
    found = models.Circle.objects.filter(pk=circle).first()
    if found is None:
        raise Missing(permissions.ABSENT)
    if found.ended_at is not None:
        raise Conflict("This circle has ended.")
    return found


def _members(circle: UUID, organisation: UUID) -> QuerySet[models.CircleMembership]:
    return models.CircleMembership.objects.filter(circle_id=circle, organisation_id=organisation)


def _record(actor: Actor, circle: models.Circle, verb: str, now: datetime, **change: str) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="circle",
        subject=circle.pk,
        organisation=permissions.stewardship(actor),
        change=change,
    )
