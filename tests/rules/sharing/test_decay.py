"""A score is between 0 and 100, and moves the right way with all that it depends on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules import refusal
from wardmote.rules.indicators.values import Kind
from wardmote.rules.sharing import decay, disclosure, grading
from wardmote.rules.sharing.decay import Facts
from wardmote.rules.sharing.disclosure import Figures
from wardmote.rules.sharing.grading import Credibility, Grade, Reliability

START = datetime(2026, 1, 5, tzinfo=UTC)
ORDERED = [Grade(*each) for each in product(Reliability, Credibility)]


def figures(councils: int, week: int = 0) -> Figures | None:
    """Make released figures; none below the threshold."""
    if councils < 3:
        return None
    monday = date(2026, 1, 5) + timedelta(weeks=week)
    return Figures(disclosure.band(councils), None, monday, monday)


FACTS = st.builds(
    Facts,
    kind=st.none() | st.sampled_from(Kind),
    valid_from=st.just(START),
    grade=st.sampled_from(ORDERED),
    confidence=st.none() | st.integers(0, 100),
    sightings=st.builds(figures, st.integers(0, 40), st.integers(0, 60)),
    false_hits=st.builds(figures, st.integers(0, 40)),
    valid_until=st.none() | st.datetimes(timezones=st.just(UTC)),
    revoked=st.booleans(),
)
AGES = st.timedeltas(timedelta(0), timedelta(days=800))
MOMENTS = st.timedeltas(timedelta(days=-9), timedelta(days=800)).map(lambda age: START + age)


@given(FACTS, MOMENTS)
def test_a_score_is_between_0_and_100(facts: Facts, now: datetime) -> None:
    assert 0 <= decay.score(facts, now) <= 100


@given(FACTS, AGES, AGES)
def test_it_only_fades(facts: Facts, age: timedelta, more: timedelta) -> None:
    assert decay.score(facts, START + age) >= decay.score(facts, START + age + more)


@given(FACTS, MOMENTS)
def test_it_is_nothing_from_the_day_it_expires(facts: Facts, now: datetime) -> None:
    if now >= decay.expires_at(facts):
        assert decay.score(facts, now) == 0


@given(FACTS, MOMENTS, st.integers(3, 40), st.integers(3, 40))
def test_more_sightings_raise_it_and_more_false_hits_lower_it(
    facts: Facts, now: datetime, one: int, other: int
) -> None:
    few, many = sorted((one, other))
    assert (
        decay.score(replace(facts, sightings=None), now)
        <= decay.score(replace(facts, sightings=figures(few)), now)
        <= decay.score(replace(facts, sightings=figures(many)), now)
    )
    assert (
        decay.score(replace(facts, false_hits=None), now)
        >= decay.score(replace(facts, false_hits=figures(few)), now)
        >= decay.score(replace(facts, false_hits=figures(many)), now)
    )


@given(FACTS, MOMENTS, st.integers(0, 100), st.integers(0, 100))
def test_more_confidence_raises_it(facts: Facts, now: datetime, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert decay.score(replace(facts, confidence=low), now) <= decay.score(
        replace(facts, confidence=high), now
    )


def test_a_better_grade_is_worth_more() -> None:
    for better, worse in product("ABCDE", repeat=2):
        for higher, lower in product("12345", repeat=2):
            if better <= worse and higher <= lower:
                assert grading.worth(grading.read(better + higher)) >= grading.worth(
                    grading.read(worse + lower)
                )
    assert grading.worth(grading.read("A1")) == 90
    assert grading.worth(grading.UNGRADED) == 25


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, 0), (0, 90), (30, 81), (45, 55), (55, 22), (60, 0), (61, 0)]
)
def test_an_address_holds_for_weeks_and_then_falls(days: int, expected: int) -> None:
    facts = Facts(Kind.IP, START, grading.read("A1"))
    assert decay.score(facts, START + timedelta(days=days)) == expected


def test_what_is_seen_again_is_worth_something_again() -> None:
    facts = Facts(Kind.IP, START, grading.read("A1"))
    now = START + timedelta(days=70)
    assert decay.score(facts, now) == 0
    assert decay.score(replace(facts, sightings=figures(4, week=9)), now) == 93
    assert decay.score(replace(facts, sightings=figures(4, week=9), revoked=True), now) == 0


@pytest.mark.parametrize("grade", ORDERED, ids=str)
def test_a_grade_is_read_as_it_is_written(grade: Grade) -> None:
    assert grading.read(str(grade)) == grading.read(f" {str(grade).lower()}") == grade


@pytest.mark.parametrize("text", ["", "B", "2B", "G1", "A7", "A0", "B22", "B٢"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    with pytest.raises(refusal.Invalid):
        grading.read(text)


def test_a_grade_is_said_in_plain_words() -> None:
    assert grading.meaning(grading.read("B2")) == (
        "The source: has mostly been right. What it says: probably true."
    )


def test_every_kind_has_a_lifetime() -> None:
    assert decay.LIFETIME_DAYS.keys() == set(Kind)
