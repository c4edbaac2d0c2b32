"""Changes the systems of a scope."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.rules.assess import describing, limits, scope
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import locking, scoping
from wardmote.server.assess.queries import scope as queries


@transaction.atomic
def add_system(
    *, actor: Actor, assessment: UUID, system: scope.System, now: datetime
) -> models.System:
    """Add a system with the services it supports. Cost: 8 queries.

    Raises: Missing, Forbidden, Conflict, Invalid.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    kept = describing.system(system)
    scoping.check_free(models.System, held, kept.name)
    _check_services(held, kept.services)
    limits.check_room(limits.SYSTEMS, models.System.objects.filter(assessment=held).count())
    described = columns(kept)
    row = models.System.objects.create(
        organisation_id=held.organisation_id, assessment=held, **described
    )
    _support(row, kept.services)
    because = f"added {kept.name}"
    scoping.changed(actor, held, now, "added a system", "system", row.pk, described, because)
    return row


@transaction.atomic
def change_system(
    *, actor: Actor, assessment: UUID, key: UUID, system: scope.System, version: int, now: datetime
) -> None:
    """Change a system and the services it supports. Cost: at most 11 queries.

    Raises: Missing, Forbidden, Conflict, Stale, Invalid.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    kept = describing.system(system)
    row = of(held, key)
    supported = set(row.supports.values_list("service_id", flat=True))
    change: dict[str, Any] = scoping.differences(row, columns(kept))
    if not change and supported == kept.services:
        return
    describing.check_is_current(version, row.version)
    scoping.check_free(models.System, held, kept.name, but=key)
    _check_services(held, kept.services)
    scoping.save(row, change)
    if supported != kept.services:
        row.supports.exclude(service__in=kept.services).delete()
        _support(row, kept.services - supported)
        change["services"] = [_listed(supported), _listed(kept.services)]
    if "name" in change:
        models.Part.objects.filter(system=row).update(title=row.name)
    scoping.changed(actor, held, now, "changed a system", "system", key, change, f"changed {row}")


@transaction.atomic
def remove_system(*, actor: Actor, assessment: UUID, key: UUID, now: datetime) -> None:
    """Remove a system that is not assessed and never was. Cost: at most 9 queries.

    Raises: Missing, Forbidden, Conflict where it is prioritised or has answers.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    row = of(held, key)
    if row.is_prioritised:
        raise Conflict(
            "You cannot remove this system while it is prioritised. "
            "Stop prioritising it first, then remove it."
        )
    if models.Answer.objects.filter(part__system=row, version__gt=0).exists():
        raise Conflict(
            "You cannot remove this system, because outcomes were answered about it and those "
            "answers are kept. Leave it in the list: a system that is not prioritised does not "
            "count."
        )
    row.delete()
    scoping.changed(actor, held, now, "removed a system", "system", key, {"name": row.name})


def of(held: models.Assessment, key: UUID) -> models.System:
    """Find a system of an assessment. Cost: 1 query.

    Raises: Missing.
    """
    found = models.System.objects.filter(assessment=held, pk=key).first()
    if found is None:
        raise Missing(queries.NO_SYSTEM)
    return found


def columns(system: scope.System) -> dict[str, Any]:
    """Give what is kept in the system's own row."""
    kept = asdict(system)
    del kept["services"]
    kept["criteria"] = list(system.criteria)
    return kept


def _support(row: models.System, services: Iterable[UUID]) -> None:
    models.Support.objects.bulk_create(
        models.Support(
            organisation_id=row.organisation_id,
            assessment_id=row.assessment_id,
            system=row,
            service_id=service,
        )
        for service in services
    )


def _listed(keys: Iterable[UUID]) -> list[str]:
    return sorted(str(key) for key in keys)


def _check_services(held: models.Assessment, services: frozenset[UUID]) -> None:
    if models.Service.objects.filter(assessment=held, pk__in=services).count() != len(services):
        raise Invalid("Choose services from the list.", field="services")
