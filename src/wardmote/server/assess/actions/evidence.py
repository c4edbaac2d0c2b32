"""Changes the evidence register, and what supports which answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.rules.assess import describing, limits
from wardmote.rules.assess import evidence as rules
from wardmote.rules.assess.evidence import Reference
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Invalid, Missing
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import locking, recording
from wardmote.server.assess.queries import evidence as queries
from wardmote.server.audit import actions as audit

MOST_AT_ONCE = 50


@transaction.atomic
def add(*, actor: Actor, organisation: UUID, given: Reference, now: datetime) -> models.Evidence:
    """Add a reference to an organisation's register. Cost: 3 queries.

    Raises: Missing, Forbidden, Invalid, Conflict.
    """
    permissions.check_may_keep_evidence(actor, organisation)
    kept = rules.checked(given)
    there = models.Evidence.objects.filter(organisation=organisation).count()
    limits.check_room(limits.REFERENCES, there)
    made = models.Evidence.objects.create(
        organisation_id=organisation,
        added_by_id=actor.person,  # type: ignore[misc]
        added_at=now,
        version=1,
        **asdict(kept),
    )
    _record(actor, made, "added evidence", now, {"title": kept.title})
    return made


@transaction.atomic
def change(
    *,
    actor: Actor,
    organisation: UUID,
    key: UUID,
    given: Reference,
    version: int,
    now: datetime,
) -> models.Evidence:
    """Change a reference that the person read at `version`. Cost: 3 queries.

    Raises: Missing, Forbidden, Invalid, Stale.
    """
    held = _hold(actor, organisation, key)
    kept = rules.checked(given)
    describing.check_is_current(version, held.version)
    changed = rules.changed(queries.value(held), kept)
    if not changed:
        return held
    for name, value in asdict(kept).items():
        setattr(held, name, value)
    held.version += 1
    held.save(update_fields=[*asdict(kept), "version"])
    _record(actor, held, "changed evidence", now, {"title": kept.title, **changed})
    return held


@transaction.atomic
def retire(*, actor: Actor, organisation: UUID, key: UUID, now: datetime) -> models.Evidence:
    """Take a reference out of use; what uses it keeps it. Cost: 3 queries.

    Raises: Missing, Forbidden.
    """
    held = _hold(actor, organisation, key)
    if held.retired_at is None:
        _set_retired(actor, held, now, now)
    return held


@transaction.atomic
def bring_back(*, actor: Actor, organisation: UUID, key: UUID, now: datetime) -> models.Evidence:
    """Put a retired reference back into use. Cost: 3 queries.

    Raises: Missing, Forbidden.
    """
    held = _hold(actor, organisation, key)
    if held.retired_at is not None:
        _set_retired(actor, held, None, now)
    return held


def _set_retired(
    actor: Actor, held: models.Evidence, retired_at: datetime | None, now: datetime
) -> None:
    held.retired_at = retired_at
    held.version += 1
    held.save(update_fields=["retired_at", "version"])
    verb = "retired evidence" if retired_at else "brought back evidence"
    _record(actor, held, verb, now, {"title": held.title})


@transaction.atomic
def attach(
    *,
    actor: Actor,
    assessment: UUID,
    part: int,
    outcome: str,
    keys: Sequence[UUID],
    shows: str,
    now: datetime,
) -> int:
    """Let references support an outcome; say how many are new there. Cost: 5 queries.

    Raises: Missing, Forbidden, Conflict, Invalid.
    """
    answer = locking.answer_to_change(actor, assessment, part, outcome)
    kept = rules.shown(shows)
    found = _in_use(answer.organisation_id, set(keys))
    there = set(answer.evidence.values_list("evidence", flat=True))
    new = [one for one in found if one.pk not in there]
    limits.check_room(limits.EVIDENCE, len(there), len(new))
    models.EvidenceUse.objects.bulk_create(
        models.EvidenceUse(
            organisation_id=answer.organisation_id,
            assessment_id=answer.assessment_id,
            evidence=one,
            answer=answer,
            shows=kept,
            added_by_id=actor.person,  # type: ignore[misc]
            added_at=now,
        )
        for one in new
    )
    if new:
        titles = [one.title for one in new]
        recording.of_answer(actor, answer, "attached evidence", now, {"evidence": titles})
    return len(new)


@transaction.atomic
def add_and_attach(
    *,
    actor: Actor,
    assessment: UUID,
    part: int,
    outcome: str,
    given: Reference,
    now: datetime,
) -> models.Evidence:
    """Add a reference to the register and let it support an outcome. Cost: 10 queries.

    Raises: Missing, Forbidden, Conflict, Invalid.
    """
    answer = locking.answer_to_change(actor, assessment, part, outcome)
    made = add(actor=actor, organisation=answer.organisation_id, given=given, now=now)
    attach(
        actor=actor,
        assessment=assessment,
        part=part,
        outcome=outcome,
        keys=[made.pk],
        shows="",
        now=now,
    )
    return made


@transaction.atomic
def detach(
    *, actor: Actor, assessment: UUID, part: int, outcome: str, use: UUID, now: datetime
) -> str:
    """Let a reference no longer support an outcome; it stays in the register. Cost: 5 queries.

    Raises: Missing, Forbidden, Conflict.
    """
    answer = locking.answer_to_change(actor, assessment, part, outcome)
    found = answer.evidence.select_related("evidence").filter(pk=use).first()
    if found is None:
        raise Missing("This evidence does not support the outcome any more.")
    title = found.evidence.title
    found.delete()
    recording.of_answer(actor, answer, "detached evidence", now, {"evidence": [title]})
    return title


def _in_use(organisation: UUID, wanted: set[UUID]) -> list[models.Evidence]:
    """Find what somebody chose in the register, all of it or nothing."""
    if not wanted:
        raise Invalid("Choose at least one piece of evidence.", field="evidence")
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid(f"Choose at most {MOST_AT_ONCE} at once.", field="evidence")
    rows = models.Evidence.objects.filter(pk__in=wanted, organisation=organisation)
    found = list(rows.filter(retired_at__isnull=True))
    if len(found) != len(wanted):
        raise Invalid(
            "Some of this evidence is no longer in the register. Choose again.", field="evidence"
        )
    return found


def _hold(actor: Actor, organisation: UUID, key: UUID) -> models.Evidence:
    queries.reference(actor, organisation, key)
    permissions.check_may_keep_evidence(actor, organisation)
    return models.Evidence.objects.select_for_update().get(pk=key)


def _record(
    actor: Actor, of: models.Evidence, verb: str, now: datetime, change: Mapping[str, Any]
) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="evidence",
        subject=of.pk,
        organisation=of.organisation_id,
        change=change,
    )
