"""Finds assessments and their parts."""

from collections.abc import Sequence
from uuid import UUID

from wardmote.formats.frameworks import shipped
from wardmote.rules.frameworks.values import Framework, Profile
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models, permissions


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


def framework(of: models.Assessment) -> Framework:
    """Give the framework that an assessment answers. Cost: none after the first."""
    return shipped.framework(of.framework)


def profile(of: models.Assessment) -> Profile | None:
    """Give the profile that an assessment is held against, if any. Cost: none after the first."""
    return shipped.profile(of.profile) if of.profile else None
