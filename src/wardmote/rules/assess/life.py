"""The life of an assessment, from open to shared with the steward.

Source: CAF for local government: self-assess, internal quality assurance, approval, then share.
"""

from collections.abc import Iterable
from enum import StrEnum

from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Conflict


class AssessmentState(StrEnum):
    """Where an assessment is in its life."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SHARED = "shared"


TITLES = {
    AssessmentState.OPEN: "Open",
    AssessmentState.IN_REVIEW: "In internal review",
    AssessmentState.APPROVED: "Approved",
    AssessmentState.SHARED: "Shared with the steward",
}


class Step(StrEnum):
    """What someone does to an assessment as a whole."""

    SEND_FOR_REVIEW = "send_for_review"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    REOPEN = "reopen"
    SHARE = "share"
    WITHDRAW = "withdraw"


STEP_TITLES = {
    Step.SEND_FOR_REVIEW: "Send for review",
    Step.SEND_BACK: "Send back",
    Step.APPROVE: "Approve",
    Step.REOPEN: "Reopen",
    Step.SHARE: "Share with the steward",
    Step.WITHDRAW: "Withdraw from the steward",
}
STEP_VERBS = {
    Step.SEND_FOR_REVIEW: "sent the assessment for review",
    Step.SEND_BACK: "sent the assessment back",
    Step.APPROVE: "approved the assessment",
    Step.REOPEN: "reopened the assessment",
    Step.SHARE: "shared the assessment with the steward",
    Step.WITHDRAW: "withdrew the assessment from the steward",
}
"""How the audit trail says each step."""

NEED_REASON = frozenset({Step.SEND_BACK, Step.REOPEN})
"""Steps that undo someone's work, so that a reason is owed."""

STEPS: dict[tuple[AssessmentState, Step], tuple[AssessmentState, frozenset[Role]]] = {
    (AssessmentState.OPEN, Step.SEND_FOR_REVIEW): (
        AssessmentState.IN_REVIEW,
        frozenset({Role.CAF_LEAD}),
    ),
    (AssessmentState.IN_REVIEW, Step.SEND_BACK): (
        AssessmentState.OPEN,
        frozenset({Role.CAF_LEAD, Role.QUALITY_ASSURER, Role.APPROVER}),
    ),
    (AssessmentState.IN_REVIEW, Step.APPROVE): (
        AssessmentState.APPROVED,
        frozenset({Role.APPROVER}),
    ),
    (AssessmentState.APPROVED, Step.REOPEN): (
        AssessmentState.OPEN,
        frozenset({Role.CAF_LEAD, Role.APPROVER}),
    ),
    (AssessmentState.APPROVED, Step.SHARE): (
        AssessmentState.SHARED,
        frozenset({Role.CAF_LEAD, Role.APPROVER}),
    ),
    (AssessmentState.SHARED, Step.WITHDRAW): (
        AssessmentState.APPROVED,
        frozenset({Role.CAF_LEAD, Role.APPROVER}),
    ),
}
"""What may be done in which state, what follows, and which roles may do it."""


def after(state: AssessmentState, step: Step) -> AssessmentState:
    """Say the state after a step.

    Raises: Conflict where the step does not fit the state.
    Source: the table STEPS.
    """
    if (state, step) not in STEPS:
        raise Conflict(f"This assessment is {TITLES[state].lower()}, so that cannot be done now.")
    return STEPS[state, step][0]


def check_may_be_edited(state: AssessmentState) -> None:
    """Refuse a change to an assessment that is under review, approved or shared.

    Raises: Conflict.
    Source: CAF for local government: what is reviewed and approved is what stands.
    """
    if state is not AssessmentState.OPEN:
        raise Conflict(
            f"This assessment is {TITLES[state].lower()}, so it cannot be changed. "
            "Ask its CAF lead to reopen it."
        )


def check_may_be_planned(state: AssessmentState) -> None:
    """Refuse to plan work on an assessment that is approved or shared.

    Raises: Conflict.
    Source: CAF for local government: outcomes are completed during internal quality assurance.
    """
    if state not in (AssessmentState.OPEN, AssessmentState.IN_REVIEW):
        raise Conflict(
            f"This assessment is {TITLES[state].lower()}, so its work is done. "
            "Ask its CAF lead to reopen it."
        )


def steps_for(state: AssessmentState, roles: Iterable[Role]) -> tuple[Step, ...]:
    """List the steps that someone with these roles may take now, in the order of the table.

    Source: the table STEPS.
    """
    held = set(roles)
    return tuple(step for (at, step), (_, by) in STEPS.items() if at is state and by & held)
