"""Levels against targets, and honest counts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.frameworks import shipped
from wardmote.rules.assess import results
from wardmote.rules.assess.results import Mark, Standing
from wardmote.rules.frameworks.values import Part, Profile
from wardmote.rules.refusal import Missing

CAF = shipped.framework("caf-4.0")
LEVELS = [level.code for level in CAF.levels]


def profile(targets: dict[str, str | None]) -> Profile:
    return Profile("mine", "caf-4.0", "Mine", "here", "2026-01-01", False, targets)


def standing(judged: str, target: str | None, needs_review: bool = False) -> Standing:
    held = profile({"A1.a": target})
    return results.standing(CAF, held, "A1.a", judged=judged, needs_review=needs_review)


@pytest.mark.parametrize(
    ("judged", "target", "needs_review", "mark"),
    [
        ("achieved", "achieved", False, Mark.REACHES),
        ("achieved", "partially_achieved", False, Mark.REACHES),
        ("partially_achieved", "achieved", False, Mark.BELOW),
        ("not_achieved", "not_achieved", False, Mark.REACHES),
        ("achieved", None, False, Mark.NO_TARGET),
        ("", "achieved", False, Mark.NOT_JUDGED),
        ("", None, False, Mark.NOT_JUDGED),
        ("achieved", "achieved", True, Mark.NOT_JUDGED),
    ],
)
def test_marks(judged: str, target: str | None, needs_review: bool, mark: Mark) -> None:
    assert standing(judged, target, needs_review).mark is mark


def test_without_a_profile_there_is_no_target() -> None:
    found = results.standing(CAF, None, "A1.a", judged="achieved", needs_review=False)
    assert (found.target, found.mark) == (None, Mark.NO_TARGET)


def test_what_the_framework_does_not_know_is_missing() -> None:
    with pytest.raises(Missing):
        results.standing(CAF, None, "Z9.z", judged="", needs_review=False)
    with pytest.raises(Missing):
        results.standing(CAF, None, "A1.a", judged="superb", needs_review=False)


@given(
    st.lists(
        st.builds(
            standing,
            st.sampled_from(["", *LEVELS]),
            st.sampled_from([None, *LEVELS]),
            st.booleans(),
        )
    )
)
def test_counts_add_up_and_every_number_has_its_base(standings: list[Standing]) -> None:
    tally = results.tally(standings)
    assert tally.reached + tally.below + tally.waiting == tally.targeted
    assert tally.judged + tally.not_judged == tally.of == len(standings)
    said = str(tally)
    assert "%" not in said
    assert re.match(r"\d+ of \d+ outcomes? ", said)
    levels = results.at_levels(standings, CAF.levels)
    assert sum(count for _, count in levels) == tally.judged
    assert [level.code for level, _ in levels] == LEVELS[::-1]


def test_the_words() -> None:
    three = [standing("achieved", "achieved"), standing("", "achieved"), standing("", None)]
    assert str(results.tally(three)) == (
        "1 of 2 outcomes with a target reaches the profile; 1 not judged yet"
    )
    assert str(results.tally(three[:2])) == "1 of 2 outcomes reaches the profile; 1 not judged yet"
    assert str(results.tally(three[2:])) == "0 of 1 outcome judged"


@pytest.mark.parametrize("part", list(Part))
def test_groups_hold_every_outcome_of_a_part_once(part: Part) -> None:
    codes = [each.code for each in CAF.part_outcomes(part)]
    found = {
        code: results.standing(CAF, None, code, judged="", needs_review=False) for code in codes
    }
    for grouped in (results.by_objective, results.by_principle):
        groups = grouped(CAF, part, found)
        assert [one.code for group in groups for one in group.standings] == codes
    assert results.by_principle(CAF, part, {}) == ()
