"""The state of the work on one outcome.

Source: CAF for local government, outcome work states: not started, in progress, ready for
internal review, complete, blocked.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from wardmote.rules.refusal import Conflict, Invalid


class WorkState(StrEnum):
    """How far the work on one outcome is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    READY_FOR_REVIEW = "ready_for_review"
    COMPLETE = "complete"
    BLOCKED = "blocked"


TITLES = {
    WorkState.NOT_STARTED: "Not started",
    WorkState.IN_PROGRESS: "In progress",
    WorkState.READY_FOR_REVIEW: "Ready for review",
    WorkState.COMPLETE: "Complete",
    WorkState.BLOCKED: "Blocked",
}


def check_may_become(
    wanted: WorkState, *, is_judged: bool, blocker: str, may_complete: bool
) -> None:
    """Refuse a state that would not be true.

    Raises: Invalid where something is missing, Conflict where the person may not complete it.
    Source: CAF for local government: internal quality assurance completes an outcome.
    """
    if wanted in (WorkState.READY_FOR_REVIEW, WorkState.COMPLETE) and not is_judged:
        raise Invalid("Set the final judgement first.", field="work_state")
    if wanted is WorkState.BLOCKED and not blocker.strip():
        raise Invalid("Say what blocks the work.", field="blocker")
    if wanted is WorkState.COMPLETE and not may_complete:
        raise Conflict(
            "Only a quality assurer or a CAF lead can mark this complete. "
            "Mark it ready for review instead."
        )


def after_answer(current: WorkState) -> WorkState:
    """Say the state after an answer changed: what was finished must be looked at again.

    Source: CAF for local government: what is complete was reviewed as it stood.
    """
    if current is WorkState.BLOCKED:
        return current
    return WorkState.IN_PROGRESS


def still_needs_review(*, needs_review: bool, was: str, judged: str, confirms: bool) -> bool:
    """Tell whether a carried judgement must still be looked at after a save.

    Shape: `was` and `judged` are the level before and after; `confirms` is set where the person
    says that the judgement still stands.
    Source: CAF for local government: what is carried from an earlier cycle is judged again.
    """
    return needs_review and not (judged and (confirms or judged != was))


@dataclass(frozen=True, slots=True)
class Plan:
    """Who does what by when on one outcome."""

    owner: UUID | None
    collaborators: frozenset[UUID]
    due_on: date | None
    state: WorkState
    blocker: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change to the plans of several outcomes; what is None stays as it is.

    Shape: `collaborators` are added to those who work on it already. `owner` and `due_on` are
    taken away where `no_owner` or `no_due_on` is set.
    """

    owner: UUID | None = None
    no_owner: bool = False
    collaborators: frozenset[UUID] = frozenset()
    due_on: date | None = None
    no_due_on: bool = False
    state: WorkState | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether it would change nothing."""
        return self == Change()

    def applied(self, plan: Plan) -> Plan:
        """Give the plan as it is after the change.

        Source: CAF for local government, planning: owners and dates are given in bulk.
        """
        return Plan(
            owner=None if self.no_owner else self.owner or plan.owner,
            collaborators=plan.collaborators | self.collaborators,
            due_on=None if self.no_due_on else self.due_on or plan.due_on,
            state=self.state or plan.state,
            blocker=plan.blocker,
            next_step=plan.next_step,
        )
