"""Takes an assessment through its life: review, approval, sharing, and back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.rules.assess import life, readiness, texts
from wardmote.rules.assess.life import AssessmentState, Step
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import locking, noticing, recording
from wardmote.server.assess.queries import life as queries
from wardmote.server.people.queries import roles

CONCERNED = {
    Step.SEND_FOR_REVIEW: (Role.QUALITY_ASSURER, Role.APPROVER),
    Step.SEND_BACK: (Role.CAF_LEAD, Role.QUALITY_ASSURER),
    Step.APPROVE: (Role.CAF_LEAD, Role.QUALITY_ASSURER),
    Step.REOPEN: (Role.CAF_LEAD, Role.APPROVER, Role.QUALITY_ASSURER),
    Step.SHARE: (Role.CAF_LEAD, Role.APPROVER),
    Step.WITHDRAW: (Role.CAF_LEAD, Role.APPROVER),
}
"""Who is told of a step, besides the one who takes it."""


@transaction.atomic
def take_step(
    *,
    actor: Actor,
    assessment: UUID,
    step: Step,
    reason: str,
    seen: UUID | None,
    now: datetime,
    today: date,
) -> models.Assessment:
    """Take one step of an assessment's life, and tell those concerned when it is saved.

    Shape: `seen` is the newest step that the person saw, so that nobody approves what was sent
    back and changed since.
    Raises: Missing, Forbidden, Conflict, Invalid.
    Cost: 4 queries, 4 more where completeness counts, 1 for each person who is told.
    """
    held = locking.hold(
        actor, assessment, lambda who, of: permissions.check_may_step(who, of, step)
    )
    state = life.after(AssessmentState(held.state), step)
    taken = queries.steps_taken(actor, held, limit=1)
    if (taken[0].pk if taken else None) != seen:
        raise Conflict("Someone else moved this assessment on while you read. Look at it again.")
    kept = _reason(step, reason)
    _check_complete(actor, held, step, today)
    before, held.state = held.state, state
    change = _save(actor, held, step, now)
    said = {"state": [before, state.value], "reason": kept, **change}
    recording.of_assessment(actor, held, life.STEP_VERBS[step], now, said)
    _tell(actor, held, step)
    return held


def _check_complete(actor: Actor, held: models.Assessment, step: Step, today: date) -> None:
    if step not in readiness.CHECKED:
        return
    lacks = readiness.lacks(step, queries.facts(actor, held, today=today))
    missing = [each.text for each in lacks if each.must]
    if missing:
        raise Conflict("This cannot be done yet. " + " ".join(missing))


def _tell(actor: Actor, held: models.Assessment, step: Step) -> None:
    told = roles.with_role(actor, held.organisation_id, CONCERNED[step])
    noticing.queue_step(
        assessment=held.pk,
        step=step,
        by=actor.name,
        people=[one.pk for one in told if one.pk != actor.person],
    )


def _reason(step: Step, reason: str) -> str:
    kept = texts.text(reason)
    if step in life.NEED_REASON and not kept:
        raise Invalid("Say why, so that others know what to do next.", field="reason")
    if len(kept) > texts.TEXT_LENGTH:
        raise Invalid(f"Use {texts.TEXT_LENGTH:,} characters or fewer.", field="reason")
    return kept


def _save(actor: Actor, held: models.Assessment, step: Step, now: datetime) -> dict[str, Any]:
    if step is Step.APPROVE:
        held.approved_by_id, held.approved_at = actor.person, now
    if step is Step.REOPEN:
        held.approved_by_id = held.approved_at = None
    if step in (Step.SHARE, Step.WITHDRAW):
        held.shared_at = now if step is Step.SHARE else None
    held.save(update_fields=["state", "approved_by", "approved_at", "shared_at"])
    return {"judged": f"{held.judged_count} of {held.judgement_count}"}
