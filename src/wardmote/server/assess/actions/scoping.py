"""Changes the context and the essential services of a scope."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.rules.assess import describing, limits, scope
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import locking, signing
from wardmote.server.assess.queries import scope as queries
from wardmote.server.audit import actions as audit

Described = models.Scope | models.Service | models.System


@transaction.atomic
def save_context(
    *, actor: Actor, assessment: UUID, context: scope.Context, version: int, now: datetime
) -> None:
    """Save the five texts of the context. Cost: at most 6 queries.

    Raises: Missing, Forbidden, Conflict, Stale, Invalid.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    kept = describing.context(context)
    row = models.Scope.objects.get(assessment=held)
    if change := differences(row, asdict(kept)):
        describing.check_is_current(version, row.version)
        save(row, change)
        changed(actor, held, now, "changed the context", "scope", row.pk, change)


@transaction.atomic
def add_service(
    *, actor: Actor, assessment: UUID, service: scope.Service, now: datetime
) -> models.Service:
    """Add an essential service. Cost: 6 queries.

    Raises: Missing, Forbidden, Conflict, Invalid.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    kept = describing.service(service)
    check_free(models.Service, held, kept.name)
    limits.check_room(limits.SERVICES, models.Service.objects.filter(assessment=held).count())
    row = models.Service.objects.create(
        organisation_id=held.organisation_id, assessment=held, **asdict(kept)
    )
    changed(
        actor, held, now, "added a service", "service", row.pk, asdict(kept), f"added {kept.name}"
    )
    return row


@transaction.atomic
def change_service(
    *,
    actor: Actor,
    assessment: UUID,
    key: UUID,
    service: scope.Service,
    version: int,
    now: datetime,
) -> None:
    """Change an essential service. Cost: at most 7 queries.

    Raises: Missing, Forbidden, Conflict, Stale, Invalid.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    kept = describing.service(service)
    row = _service(held, key)
    if change := differences(row, asdict(kept)):
        describing.check_is_current(version, row.version)
        check_free(models.Service, held, kept.name, but=key)
        save(row, change)
        changed(actor, held, now, "changed a service", "service", key, change, f"changed {row}")


@transaction.atomic
def remove_service(*, actor: Actor, assessment: UUID, key: UUID, now: datetime) -> None:
    """Remove an essential service that no system depends on alone. Cost: 7 queries.

    Raises: Missing, Forbidden, Conflict where a system supports this service only.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    row = _service(held, key)
    supporting = models.System.objects.filter(supports__service=row)
    others = models.Support.objects.exclude(service=row).values("system")
    alone = list(supporting.exclude(pk__in=others).order_by("name"))
    if alone:
        names = ", ".join(one.name for one in alone[:5])
        raise Conflict(
            f"You cannot remove this service yet, because it is all that these systems support: "
            f"{names}. Choose another service for each of them, or remove them first."
        )
    row.delete()
    changed(actor, held, now, "removed a service", "service", key, {"name": row.name})


def differences(row: Described, wanted: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Say what would change in a row: each field with [before, after]."""
    now_there = {name: getattr(row, name) for name in wanted}
    return {
        name: [now_there[name], value] for name, value in wanted.items() if now_there[name] != value
    }


def save(row: Described, change: dict[str, list[Any]]) -> None:
    """Write what changed, as the row's next version. Cost: 1 query."""
    for name, (_, after) in change.items():
        setattr(row, name, after)
    row.version += 1
    row.save(update_fields=[*change, "version"])


def check_free(
    table: type[models.Service | models.System],
    held: models.Assessment,
    name: str,
    but: UUID | None = None,
) -> None:
    """Refuse a name that another row of the same scope has. Cost: 1 query.

    Raises: Invalid.
    """
    same = table._default_manager.filter(assessment=held, name__iexact=name)
    if but is not None:
        same = same.exclude(pk=but)
    if same.exists():
        noun = table._meta.verbose_name
        raise Invalid(f"There is a {noun} with this name already. Use another name.", field="name")


def changed(
    actor: Actor,
    held: models.Assessment,
    now: datetime,
    verb: str,
    kind: str,
    subject: UUID,
    change: Mapping[str, Any],
    because: str = "",
) -> None:
    """Keep that the scope changed, and clear its sign-off. Cost: 2 queries."""
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind=kind,
        subject=subject,
        organisation=held.organisation_id,
        change=change,
    )
    signing.clear(actor=actor, held=held, because=because or verb, now=now)


def _service(held: models.Assessment, key: UUID) -> models.Service:
    found = models.Service.objects.filter(assessment=held, pk=key).first()
    if found is None:
        raise Missing(queries.NO_SERVICE)
    return found
