"""Plans the work on outcomes: who, by when, how far, and what is in the way."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from wardmote.rules.assess import life, progress, work
from wardmote.rules.assess.work import Change, Plan, WorkState
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Invalid, Missing, Refusal
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import locking, recording
from wardmote.server.assess.queries import answers
from wardmote.server.people.queries import taking_part

TEXT_LIMIT = 2_000
"""The longest blocker and next step. Units: characters."""


@transaction.atomic
def plan_outcome(
    *, actor: Actor, assessment: UUID, part: int, outcome: str, plan: Plan, now: datetime
) -> models.Answer:
    """Set the plan of one outcome.

    Raises: Missing, Forbidden, Conflict, Invalid.
    Cost: 7 queries at most.
    """
    of = _hold(actor, assessment)
    rows = _locked(of).filter(part__number=part, outcome=outcome)
    row = rows.first()
    if row is None:
        raise Missing(answers.ABSENT)
    row.assessment = of
    for name, text in (("blocker", plan.blocker), ("next_step", plan.next_step)):
        if len(text) > TEXT_LIMIT:
            raise Invalid(f"Use {TEXT_LIMIT:,} characters or fewer.", field=name)
    before = current(row)
    _check_people(actor, of, {plan.owner, *plan.collaborators} - _known(before))
    _check_state(actor, row, before, plan)
    _keep(actor, row, before, plan, now)
    return row


@transaction.atomic
def plan_outcomes(
    *, actor: Actor, assessment: UUID, outcomes: Collection[UUID], change: Change, now: datetime
) -> list[models.Answer]:
    """Change the plans of several outcomes alike: all of them, or none.

    Raises: Missing, Forbidden, Conflict, Invalid.
    Cost: 5 queries, and 2 an outcome that changes.
    """
    of = _hold(actor, assessment)
    if not outcomes:
        raise Invalid("Select at least one outcome.", field="outcomes")
    if change.is_empty:
        raise Invalid("Choose what to change.", field="owner")
    rows = list(_locked(of).filter(pk__in=outcomes, part__withdrawn_at__isnull=True))
    if len(rows) != len(set(outcomes)):
        raise Invalid(
            "Some of the outcomes are no longer in this assessment. Select them again.",
            field="outcomes",
        )
    _check_people(actor, of, {change.owner, *change.collaborators})
    for row in rows:
        row.assessment = of
    _check_all(actor, rows, change)
    return [
        row for row in rows if _keep(actor, row, current(row), change.applied(current(row)), now)
    ]


def _hold(actor: Actor, assessment: UUID) -> models.Assessment:
    of = locking.hold(actor, assessment, permissions.check_may_edit)
    life.check_may_be_planned(life.AssessmentState(of.state))
    return of


def current(row: models.Answer) -> Plan:
    """Give the plan as it stands. Cost: none where the collaborators were fetched."""
    return Plan(
        owner=row.owner_id,
        collaborators=frozenset(each.person_id for each in row.collaborator_set.all()),
        due_on=row.due_on,
        state=WorkState(row.work_state),
        blocker=row.blocker,
        next_step=row.next_step,
    )


def _locked(of: models.Assessment) -> QuerySet[models.Answer]:
    return (
        models.Answer.objects.select_for_update(of=("self",))
        .filter(assessment=of)
        .select_related("part")
        .prefetch_related("collaborator_set")
        .order_by("part__number", "position")
    )


def _known(plan: Plan) -> set[UUID | None]:
    """Name those who need no check: nobody, and people who may have left but are on it already."""
    return {None, plan.owner, *plan.collaborators}


def _check_people(actor: Actor, of: models.Assessment, named: Collection[UUID | None]) -> None:
    wanted = set(named) - {None}
    if wanted and not wanted <= {
        one.pk for one in taking_part.of_organisation(actor, of.organisation_id)
    }:
        raise Invalid("Choose someone who works on this assessment.", field="owner")


def _check_state(actor: Actor, row: models.Answer, before: Plan, plan: Plan) -> None:
    if plan.state is before.state and plan.state is not WorkState.BLOCKED:
        return
    work.check_may_become(
        plan.state,
        is_judged=progress.is_judged(row.judged, needs_review=row.needs_review),
        blocker=plan.blocker,
        may_complete=permissions.may_complete(actor, row.assessment),
    )


def _check_all(actor: Actor, rows: Sequence[models.Answer], change: Change) -> None:
    """Refuse all where the state would not be true of some, and name those."""
    refused: dict[str, list[str]] = {}
    for row in rows:
        before = current(row)
        try:
            _check_state(actor, row, before, change.applied(before))
        except Refusal as refusal:
            refused.setdefault(refusal.message, []).append(f"{row.outcome} ({row.part.title})")
    for message, names in refused.items():
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        raise Invalid(f"Nothing was changed, because of {shown}. {message}", field="work_state")


def _keep(actor: Actor, row: models.Answer, before: Plan, plan: Plan, now: datetime) -> bool:
    if plan == before:
        return False
    row.owner_id, row.due_on, row.work_state = plan.owner, plan.due_on, plan.state
    row.blocker, row.next_step = plan.blocker, plan.next_step
    row.save(update_fields=["owner_id", "due_on", "work_state", "blocker", "next_step"])
    gone = before.collaborators - plan.collaborators
    if gone:
        models.Collaborator.objects.filter(answer=row, person__in=gone).delete()
    models.Collaborator.objects.bulk_create(
        models.Collaborator(
            organisation_id=row.organisation_id,
            assessment_id=row.assessment_id,
            answer=row,
            person_id=person,
        )
        for person in plan.collaborators - before.collaborators
    )
    was, becomes = _written(before), _written(plan)
    change = {name: [was[name], becomes[name]] for name in was if was[name] != becomes[name]}
    recording.of_answer(actor, row, "planned the outcome", now, change)
    return True


def _written(plan: Plan) -> dict[str, Any]:
    return {
        "owner": str(plan.owner or ""),
        "collaborators": sorted(str(one) for one in plan.collaborators),
        "due_on": plan.due_on.isoformat() if plan.due_on else "",
        "work_state": plan.state.value,
        "blocker": plan.blocker,
        "next_step": plan.next_step,
    }
