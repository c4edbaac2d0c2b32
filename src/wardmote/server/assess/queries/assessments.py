"""Finds assessments and their parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from wardmote.rules.frameworks.values import Framework, Profile
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models, permissions
from wardmote.server.frameworks import queries as frameworks
from wardmote.server.register import queries as register


def assessment(actor: Actor, key: UUID) -> models.Assessment:
    """Find one assessment that the person may read. Cost: 1 query.

    Raises: Missing, also where it exists but the person may not know of it.
    """
    found = (
        models.Assessment.objects.select_related("organisation", "approved_by")
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise Missing(permissions.ABSENT)
    permissions.check_may_read(actor, found)
    return found


def of_actor(actor: Actor) -> list[models.Assessment]:
    """List the assessments that the person works on, newest first. Cost: 1 query."""
    if not actor.is_signed_in:
        return []
    found = models.Assessment.objects.select_related("organisation")
    if actor.is_steward_side:
        found = found.filter(organisation__in=actor.roles)
    return [one for one in found.order_by("-starts_on", "-id") if permissions.may_read(actor, one)]


def parts(actor: Actor, of: models.Assessment) -> Sequence[models.Part]:
    """List the parts that count, the organisation first. Cost: 1 query."""
    permissions.check_may_read(actor, of)
    return list(
        models.Part.objects.filter(assessment=of, withdrawn_at__isnull=True).order_by("number")
    )


@dataclass(frozen=True, slots=True)
class PartProgress:
    """One part with its judgements, made and to make."""

    part: models.Part
    judged: int
    judgements: int


def progress(actor: Actor, of: models.Assessment) -> list[PartProgress]:
    """Count the judgements of each part that counts, the organisation first. Cost: 1 query."""
    permissions.check_may_read(actor, of)
    judged = Q(answer__needs_review=False) & ~Q(answer__judged="")
    found = (
        models.Part.objects.filter(assessment=of, withdrawn_at__isnull=True)
        .annotate(judged_count=Count("answer", filter=judged), count=Count("answer"))
        .order_by("number")
    )
    return [PartProgress(part, part.judged_count, part.count) for part in found]


def startable(actor: Actor) -> list[tuple[UUID, str]]:
    """List the organisations at which the person may start an assessment. Cost: 1 query."""
    keys = [key for key, held in actor.roles.items() if Role.CAF_LEAD in held]
    return [(one.pk, one.name) for one in register.organisations(keys)] if keys else []


def framework(of: models.Assessment) -> Framework:
    """Give the framework that an assessment answers. Cost: at most 1 query."""
    return frameworks.framework(of.framework)


def profile(of: models.Assessment) -> Profile | None:
    """Give the profile that it is held against, if any. Cost: at most 1 query."""
    return frameworks.profile(of.profile) if of.profile else None


def frameworks_to_choose() -> list[Framework]:
    """List the frameworks that can be assessed, the newest version of the CAF first."""
    newest = sorted(frameworks.frameworks(), key=lambda one: one.published_on, reverse=True)
    return sorted(newest, key=lambda one: one.code != "caf")


def profiles_of(of: models.Assessment) -> list[Profile]:
    """List the profiles that an assessment can be held against. Cost: 1 query."""
    return frameworks.profiles(of.framework)


def profiles_of_all(known: Sequence[Framework]) -> list[Profile]:
    """List the profiles of several frameworks. Cost: 1 query."""
    return frameworks.profiles(*(each.ref for each in known))
