"""A council whose people and tools said several things: what it saw stands."""

from collections.abc import Mapping
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sharing.worlds import ALL, SPIES, report
from wardmote.rules.sharing import disclosure, figures
from wardmote.rules.sharing.disclosure import Release, Report
from wardmote.rules.sharing.figures import Question


def said(who: str, *counts: int) -> list[Report]:
    """Give what a council's people and tools said, one after the other."""
    return [report(who, count) for count in counts]


@pytest.mark.parametrize(
    ("counts", "seen", "looked"),
    [((4, 0), [4], []), ((0, 4), [4], []), ((4, 0, 7), [4, 7], []), ((0, 0), [], [0, 0])],
)
def test_what_a_council_saw_stands_though_it_did_not_find_it_again(
    counts: tuple[int, ...], seen: list[int], looked: list[int]
) -> None:
    reports = [*said("B", 1), *said("A", *counts), *said("C", 0)]
    for rule, found in ((disclosure.seen, seen), (disclosure.looked, looked)):
        assert [each.count for each in rule(reports) if each.organisation == "A"] == found


SAYINGS = st.lists(st.sampled_from([0, 3, 40]), max_size=3)
"""What one council says in one go: nothing, or one thing after the other."""


def issue_both(
    previous: Mapping[Question, Release | None], world: Mapping[str, list[Report]], k: int
) -> Mapping[Question, Release | None]:
    """Ask for both releases as the hub does."""
    reports = list(chain.from_iterable(world.values()))
    return {
        question: disclosure.release(
            previous.get(question),
            figures.answering(question, reports, ()),
            k=k,
            population=len(ALL),
        )
        for question in (Question.SEEN, Question.LOOKED)
    }


@given(
    st.sampled_from("ABCDEF"),
    SAYINGS,
    st.integers(3, 5),
    st.lists(st.tuples(st.sampled_from(SPIES), SAYINGS), max_size=20),
)
def test_both_figures_together_tell_of_no_council_either(
    victim: str, counts: list[int], k: int, spying: list[tuple[str, list[int]]]
) -> None:
    without = {who: said(who, 4, 0, 7) for who in "ABCGHxyz"}
    without |= {who: said(who, 0) for who in "DEFIJ"}
    within = without | {victim: said(victim, *counts)}
    issued_without = issued_with = issue_both({}, without, k)
    for who, words in [("", list[int]()), *spying]:
        if who in SPIES[: k - 2]:
            without, within = without | {who: said(who, *words)}, within | {who: said(who, *words)}
        issued_without = issue_both(issued_without, without, k)
        issued_with = issue_both(issued_with, within, k)
        assert None not in issued_without.values()
        assert {each: one and one.figures for each, one in issued_without.items()} == {
            each: one and one.figures for each, one in issued_with.items()
        }
