"""Signs off a scope, and clears the sign-off when the scope changes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wardmote.rules.assess import scope
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import locking
from wardmote.server.assess.queries import scope as reading
from wardmote.server.audit import actions as audit


@transaction.atomic
def sign_off(*, actor: Actor, assessment: UUID, seen: str, now: datetime) -> None:
    """Sign off the scope as the person saw it. Cost: 10 queries.

    Shape: `seen` is the fingerprint of the scope that was on the person's page.
    Raises: Missing, Forbidden; Conflict where something is missing, or has changed since.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_sign_scope)
    whole = reading.scope_of(actor, held)
    if whole.signed_off is not None:
        raise Conflict("This scope is signed off already.")
    if scope.gaps(whole.scoped):
        raise Conflict("This scope is not complete, so it cannot be signed off yet.")
    if seen != whole.fingerprint:
        raise Conflict(
            "Someone changed the scope while you were looking at it. "
            "Go back to the sign-off page, read it again, then sign it off."
        )
    row = models.ScopeSignOff.objects.create(
        organisation_id=held.organisation_id,
        assessment=held,
        signed_by_id=actor.known,
        signed_at=now,
    )
    audit.record(
        actor=actor,
        now=now,
        verb="signed off the scope",
        subject_kind="scope sign-off",
        subject=row.pk,
        organisation=held.organisation_id,
        change={"fingerprint": seen},
    )


def clear(*, actor: Actor, held: models.Assessment, because: str, now: datetime) -> None:
    """Clear the sign-off of an assessment that is locked, and say why. Cost: 1 or 2 queries."""
    row = models.ScopeSignOff.objects.filter(assessment=held, cleared_at__isnull=True).first()
    if row is None:
        return
    row.cleared_by_id = actor.known
    row.cleared_at = now
    row.cleared_because = because[:200]
    row.save(update_fields=["cleared_by", "cleared_at", "cleared_because"])
    audit.record(
        actor=actor,
        now=now,
        verb="cleared the scope's sign-off",
        subject_kind="scope sign-off",
        subject=row.pk,
        organisation=held.organisation_id,
        change={"because": because},
    )
