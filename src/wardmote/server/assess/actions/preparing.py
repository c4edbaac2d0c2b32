"""Changes who does what by when."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wardmote.rules.assess import describing, planning, preparing
from wardmote.rules.assess.preparing import Activity, Duty
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import locking, recording
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import preparing as reading
from wardmote.server.people.actions import assignments as people


class Clash(Conflict):
    """Someone else changed the same entries.

    Shape: `entries` hold theirs by the entry's name, None where they took it out.
    """

    def __init__(self, entries: Mapping[str, Duty | date | None]) -> None:
        self.entries = entries
        super().__init__(
            "Someone else changed the same plan while you were changing it. "
            "Look at what they chose, then save again."
        )


@transaction.atomic
def share_out(
    *,
    actor: Actor,
    assessment: UUID,
    base: reading.Duties,
    duties: reading.Duties,
    now: datetime,
) -> None:
    """Save who does what: what the person changed since `base`, beside what others changed.

    Raises: Missing, Forbidden, Invalid, Conflict; Clash where others changed the same.
    Cost: at most 10 queries.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_lead)
    plan = reading.plan(actor, held)
    merged = planning.merge(base, duties, plan.duties)
    if merged.clashes:
        raise Clash(
            {f"{activity}-{person}": duty for (activity, person), duty in merged.clashes.items()}
        )
    _check_people(plan, merged.entries)
    preparing.check_duties(merged.entries)
    changed = planning.changes(plan.duties, merged.entries)
    _keep_duties(held, {key: merged.entries.get(key) for key in changed})
    if changed:
        said = {f"{activity} {person}": change for (activity, person), change in changed.items()}
        recording.of_assessment(actor, held, "changed who does what", now, said)


@transaction.atomic
def set_dates(
    *,
    actor: Actor,
    assessment: UUID,
    base: Mapping[Activity, date],
    dates: Mapping[Activity, date],
    now: datetime,
) -> None:
    """Save the date of each activity: what the person changed, beside what others changed.

    Raises: Missing, Forbidden, Conflict; Clash where others changed the same.
    Cost: at most 6 queries.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_lead)
    there = reading.dates(held)
    merged = planning.merge(base, dates, there)
    if merged.clashes:
        raise Clash({key.value: due_on for key, due_on in merged.clashes.items()})
    changed = planning.changes(there, merged.entries)
    _keep_dates(held, {key: merged.entries.get(key) for key in changed})
    if changed:
        said = {key.value: [_iso(one) for one in change] for key, change in changed.items()}
        recording.of_assessment(actor, held, "changed the dates of the plan", now, said)


@transaction.atomic
def assign_assurer(*, actor: Actor, assessment: UUID, email: str, now: datetime) -> None:
    """Let an independent assurer read this assessment, whatever its state. Cost: 6 queries.

    Raises: Missing, Forbidden, Invalid.
    """
    of = assessments.assessment(actor, assessment)
    permissions.check_may_lead(actor, of)
    kept = describing.name(email, "Enter the assurer’s email address.", "email")
    people.assign(actor=actor, email=kept, organisation=of.organisation_id, subject=of.pk, now=now)


@transaction.atomic
def end_assurer(*, actor: Actor, assessment: UUID, person: UUID, now: datetime) -> None:
    """Stop an independent assurer reading this assessment. Cost: 5 queries.

    Raises: Missing, Forbidden.
    """
    of = assessments.assessment(actor, assessment)
    permissions.check_may_lead(actor, of)
    people.unassign(
        actor=actor, person=person, organisation=of.organisation_id, subject=of.pk, now=now
    )


def _keep_duties(held: models.Assessment, changed: Mapping[tuple[str, UUID], Duty | None]) -> None:
    """Write each duty that changed; one that is None goes."""
    rows = models.Responsibility.objects
    for (activity, person), duty in changed.items():
        if duty is None:
            rows.filter(assessment=held, activity=activity, person=person).delete()
    rows.bulk_create(
        [
            models.Responsibility(
                organisation_id=held.organisation_id,
                assessment=held,
                activity=activity,
                person_id=person,
                duty=duty,
            )
            for (activity, person), duty in changed.items()
            if duty is not None
        ],
        update_conflicts=True,
        unique_fields=["assessment", "activity", "person"],
        update_fields=["duty"],
    )


def _keep_dates(held: models.Assessment, changed: Mapping[Activity, date | None]) -> None:
    """Write each date that changed; one that is None goes."""
    rows = models.Milestone.objects
    gone = [activity for activity, due_on in changed.items() if due_on is None]
    rows.filter(assessment=held, activity__in=gone).delete()
    rows.bulk_create(
        [
            models.Milestone(
                organisation_id=held.organisation_id,
                assessment=held,
                activity=activity,
                due_on=due_on,
            )
            for activity, due_on in changed.items()
            if due_on is not None
        ],
        update_conflicts=True,
        unique_fields=["assessment", "activity"],
        update_fields=["due_on"],
    )


def _check_people(plan: reading.Plan, duties: reading.Duties) -> None:
    known = {one.key for one in plan.colleagues}
    if not {person for _, person in duties} <= known:
        raise Invalid("Choose people who work at the council.")


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
