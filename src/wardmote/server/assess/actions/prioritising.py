"""Chooses the systems that are assessed, and keeps the parts in step with them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from wardmote.rules.assess import describing, scope
from wardmote.rules.frameworks.values import Part as PartKind
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import cycles, locking, scoping, systems
from wardmote.server.assess.queries import scope as reading
from wardmote.server.frameworks import queries as frameworks


@transaction.atomic
def prioritise(
    *, actor: Actor, assessment: UUID, key: UUID, reason: str, was: str, now: datetime
) -> None:
    """Prioritise a system for a reason, or give another reason; its part is ready to answer.

    Shape: `was` is the reason as the person last saw it, empty where there was none.
    Raises: Missing, Forbidden, Invalid; Stale; Conflict where it is not ready or there are
    enough already.
    Cost: at most 16 queries.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    row = systems.of(held, key)
    kept = describing.reason(reason)
    if row.is_prioritised and row.priority_reason == kept:
        return
    if row.priority_reason not in (describing.long(was, "was"), kept):
        raise describing.Stale
    change = scoping.differences(row, {"is_prioritised": True, "priority_reason": kept})
    if not row.is_prioritised:
        _check_room(held)
        _check_ready(actor, held, row)
    for name, (_, after) in change.items():
        setattr(row, name, after)
    row.save(update_fields=list(change))
    if "is_prioritised" in change:
        _open_part(held, row)
    because = f"prioritised {row.name}"
    scoping.changed(actor, held, now, "prioritised a system", "system", key, change, because)


@transaction.atomic
def stop_prioritising(*, actor: Actor, assessment: UUID, key: UUID, now: datetime) -> None:
    """Stop prioritising a system: its answers stay, but count no more. Cost: 9 queries.

    Raises: Missing, Forbidden, Conflict.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_edit)
    row = systems.of(held, key)
    if not row.is_prioritised:
        return
    row.is_prioritised = False
    row.save(update_fields=["is_prioritised"])
    models.Part.objects.filter(system=row).update(withdrawn_at=now)
    cycles.recount(held)
    change = {"is_prioritised": [True, False]}
    because = f"stopped prioritising {row.name}"
    scoping.changed(
        actor, held, now, "stopped prioritising a system", "system", key, change, because
    )


def _open_part(held: models.Assessment, row: models.System) -> None:
    """Bring back the system's part with its answers, or add one with the next number."""
    found = models.Part.objects.filter(system=row).first()
    if found is not None:
        found.withdrawn_at = None
        found.title = row.name
        found.save(update_fields=["withdrawn_at", "title"])
        cycles.recount(held)
        return
    highest = models.Part.objects.filter(assessment=held).aggregate(it=Max("number"))["it"]
    cycles.add_part(held, number=highest + 1, kind=PartKind.SYSTEM, title=row.name, system=row)


def _check_room(held: models.Assessment) -> None:
    if not frameworks.framework(held.framework).part_outcomes(PartKind.SYSTEM):
        raise Conflict("This framework is answered for the organisation alone, not for systems.")
    count = models.System.objects.filter(assessment=held, is_prioritised=True).count()
    if count >= scope.PRIORITISED_COUNT:
        raise Conflict(
            f"You have prioritised {scope.PRIORITISED_COUNT} systems, which is the most. "
            "Stop prioritising one of them first."
        )


def _check_ready(actor: Actor, held: models.Assessment, row: models.System) -> None:
    whole = reading.scope_of(actor, held).scoped
    missing = scope.lacks(whole.systems[row.pk], whole.in_scope)
    if missing:
        raise Conflict(
            f"{row.name} cannot be prioritised yet. It still needs {'; '.join(missing)}."
        )
