"""What waits for a person: sorts their work by why it is worth a look now.

Source: CAF for local government: each outcome has an owner, a due date, a blocker and a review.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.work import WorkState
from wardmote.rules.people.roles import Role

SOON_DAYS = 14
"""How far ahead a due date is soon. Units: days."""


class Why(StrEnum):
    """Why something is on a to-do list, in the order in which it is shown."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    BLOCKED = "blocked"
    NEEDS_REVIEW = "needs_review"
    TO_REVIEW = "to_review"
    TO_APPROVE = "to_approve"


TITLES = {
    Why.OVERDUE: "Overdue",
    Why.DUE_SOON: "Due soon",
    Why.BLOCKED: "Blocked",
    Why.NEEDS_REVIEW: "Carried, to judge again",
    Why.TO_REVIEW: "Ready for your review",
    Why.TO_APPROVE: "Waiting for your approval",
}


@dataclass(frozen=True, slots=True)
class Work:
    """One outcome as a to-do list sees it."""

    is_mine: bool
    state: WorkState
    due_on: date | None
    needs_review: bool


def soon(today: date) -> date:
    """Give the last day that is soon.

    Source: two weeks is what a team plans at a time; the number is ours.
    """
    return today + timedelta(days=SOON_DAYS)


def reasons(work: Work, roles: Iterable[Role], today: date) -> tuple[Why, ...]:
    """Say why one outcome is on a person's list; none where it is not.

    Shape: `roles` are those held at the outcome's organisation. The first reason is the one it is
    listed under; the due date itself is in time.
    Source: CAF for local government, outcome work states; internal quality assurance reviews.
    """
    found = []
    if work.is_mine and work.state is not WorkState.COMPLETE:
        if work.due_on is not None and work.due_on < today:
            found.append(Why.OVERDUE)
        elif work.due_on is not None and work.due_on <= soon(today):
            found.append(Why.DUE_SOON)
        if work.state is WorkState.BLOCKED:
            found.append(Why.BLOCKED)
        if work.needs_review:
            found.append(Why.NEEDS_REVIEW)
    if work.state is WorkState.READY_FOR_REVIEW and Role.QUALITY_ASSURER in set(roles):
        found.append(Why.TO_REVIEW)
    return tuple(found)


def waits_for_approval(state: AssessmentState, roles: Iterable[Role]) -> bool:
    """Tell whether an assessment waits for the approval of someone with these roles.

    Source: the table `life.STEPS`: an approver approves what is in internal review.
    """
    return state is AssessmentState.IN_REVIEW and Role.APPROVER in set(roles)
