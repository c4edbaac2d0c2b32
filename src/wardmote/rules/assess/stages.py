"""How far each stage of an assessment is, as the overview says it.

Source: CAF for local government, the process: prepare, scope, self-assess the organisation and
each critical system, review and approve, then results.
"""

from enum import StrEnum

from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.scope import PRIORITISED_COUNT


class Stage(StrEnum):
    """How far a stage is."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"
    READY = "Ready to sign off"
    LATER = "Cannot start yet"


def of_count(done: int, wanted: int) -> Stage:
    """Say how far a stage is of which some things are done.

    Source: GOV.UK Design System, task list: not started, in progress, completed.
    """
    if done <= 0:
        return Stage.NOT_STARTED
    return Stage.COMPLETED if done >= wanted else Stage.IN_PROGRESS


def of_priorities(prioritised: int, systems: int) -> Stage:
    """Say how far prioritising is: three systems, or all where there are fewer.

    Source: CAF for local government, scoping: prioritise three.
    """
    if not systems:
        return Stage.LATER
    return of_count(prioritised, min(PRIORITISED_COUNT, systems))


def of_sign_off(*, is_signed_off: bool, is_complete: bool) -> Stage:
    """Say how far the sign-off of a scope is.

    Source: CAF for local government, scoping: a complete scope is signed off.
    """
    if is_signed_off:
        return Stage.COMPLETED
    return Stage.READY if is_complete else Stage.LATER


def of_review(state: AssessmentState, *, judged: int, judgements: int) -> Stage:
    """Say how far review and approval are.

    Source: CAF for local government: internal quality assurance, approval, then share.
    """
    if state in (AssessmentState.APPROVED, AssessmentState.SHARED):
        return Stage.COMPLETED
    if state is AssessmentState.IN_REVIEW:
        return Stage.IN_PROGRESS
    return Stage.NOT_STARTED if judged >= judgements > 0 else Stage.LATER
