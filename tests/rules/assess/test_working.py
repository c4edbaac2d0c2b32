"""Work on outcomes: progress, overdue, review, and changes to plans."""

from datetime import date
from uuid import UUID

import pytest

from wardmote.rules.assess import life, progress, work
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.work import Change, Plan, WorkState
from wardmote.rules.refusal import Conflict

ALICE, BOB = UUID(int=1), UUID(int=2)
DAY = date(2026, 11, 20)
PLAN = Plan(ALICE, frozenset({BOB}), DAY, WorkState.IN_PROGRESS, "None", "Ask")


def test_progress_always_says_of_how_many() -> None:
    assert str(progress.progress([True, False, False])) == "1 of 3 judgements"


def test_what_needs_review_is_not_judged() -> None:
    assert progress.is_judged("achieved", needs_review=False)
    assert not progress.is_judged("achieved", needs_review=True)
    assert not progress.is_judged("", needs_review=False)


@pytest.mark.parametrize(
    ("due_on", "state", "expected"),
    [
        (None, WorkState.IN_PROGRESS, False),
        (date(2026, 11, 19), WorkState.IN_PROGRESS, True),
        (date(2026, 11, 19), WorkState.BLOCKED, True),
        (date(2026, 11, 19), WorkState.COMPLETE, False),
        (DAY, WorkState.IN_PROGRESS, False),
    ],
)
def test_overdue(due_on: date | None, state: WorkState, expected: bool) -> None:
    assert progress.is_overdue(due_on, state, DAY) is expected


@pytest.mark.parametrize(
    ("was", "judged", "confirms", "expected"),
    [
        ("achieved", "achieved", False, True),
        ("achieved", "achieved", True, False),
        ("achieved", "not_achieved", False, False),
        ("achieved", "", True, True),
    ],
)
def test_review_ends_when_it_is_judged_again(
    was: str, judged: str, confirms: bool, expected: bool
) -> None:
    found = work.still_needs_review(needs_review=True, was=was, judged=judged, confirms=confirms)
    assert found is expected


def test_an_empty_change_changes_nothing() -> None:
    assert Change().is_empty
    assert Change().applied(PLAN) == PLAN


def test_a_change_leaves_the_rest() -> None:
    assert Change(owner=BOB, no_due_on=True).applied(PLAN) == Plan(
        BOB, frozenset({BOB}), None, WorkState.IN_PROGRESS, "None", "Ask"
    )
    assert Change(no_owner=True, collaborators=frozenset({ALICE})).applied(PLAN) == Plan(
        None, frozenset({ALICE, BOB}), DAY, WorkState.IN_PROGRESS, "None", "Ask"
    )


def test_work_is_planned_until_it_is_approved() -> None:
    life.check_may_be_planned(AssessmentState.OPEN)
    life.check_may_be_planned(AssessmentState.IN_REVIEW)
    for state in (AssessmentState.APPROVED, AssessmentState.SHARED):
        with pytest.raises(Conflict):
            life.check_may_be_planned(state)
