"""Reads events; row security shows each person their own organisations' and their own."""

from uuid import UUID

from django.db.models import Q

from wardmote.rules.people.actors import Actor
from wardmote.server.audit import models


def of_subject(actor: Actor, subject: UUID, *, limit: int = 200) -> list[models.Event]:
    """List what was done to one thing, newest first. Cost: 1 query."""
    if not actor.is_signed_in:
        return []
    return list(models.Event.objects.filter(subject_id=subject).order_by("-at", "-id")[:limit])


def of_organisation(
    actor: Actor, organisation: UUID, *, kinds: tuple[str, ...] = (), limit: int = 200
) -> list[models.Event]:
    """List what was done to an organisation's things, newest first. Cost: 1 query.

    Shape: `kinds` are the kinds of things wanted; none means all.
    """
    if not actor.is_signed_in:
        return []
    found = models.Event.objects.filter(organisation_id=organisation)
    if kinds:
        found = found.filter(subject_kind__in=kinds)
    return list(found.order_by("-at", "-id")[:limit])


def told_of(
    actor: Actor,
    organisation: UUID,
    of: Q,
    *,
    before: UUID | None = None,
    limit: int = 200,
) -> list[models.Event]:
    """List an organisation's events of some kind, newest first, from behind an earlier page's end.

    Shape: `of` is a condition on events; `before` is the last event of the page before.
    Cost: 1 query, 1 more for a further page.
    """
    if not actor.is_signed_in:
        return []
    found = models.Event.objects.filter(of, organisation_id=organisation)
    last = models.Event.objects.filter(pk=before).first() if before else None
    if last is not None:
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))
    return list(found.order_by("-at", "-id")[:limit])
