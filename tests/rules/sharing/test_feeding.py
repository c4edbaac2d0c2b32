"""What a feed may send on, and when it comes again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.sharing import feeding
from wardmote.rules.sharing.feeding import Limits, Outgoing
from wardmote.rules.sharing.markings import Tlp

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ONE = Outgoing("indicator", Tlp.GREEN, is_labelled=True, is_revoked=False, score=60)
WIDE = Limits(Tlp.AMBER)


@pytest.mark.parametrize(
    ("one", "limits", "leaves"),
    [
        (ONE, WIDE, True),
        (ONE, replace(WIDE, ceiling=Tlp.CLEAR), False),
        (replace(ONE, tlp=Tlp.AMBER_STRICT), replace(WIDE, ceiling=Tlp.RED), False),
        (replace(ONE, is_labelled=False), WIDE, False),
        (replace(ONE, is_labelled=False), replace(WIDE, sends_unlabelled=True), True),
        (replace(ONE, is_labelled=False, tlp=Tlp.CLEAR), WIDE, True),
        (ONE, replace(WIDE, types=frozenset({"malware"})), False),
        (ONE, replace(WIDE, least_score=61), False),
        (replace(ONE, is_revoked=True, score=0), replace(WIDE, least_score=61), True),
        (replace(ONE, score=None), replace(WIDE, least_score=61), True),
    ],
)
def test_what_leaves(one: Outgoing, limits: Limits, leaves: bool) -> None:
    assert feeding.may_leave(one, limits) is leaves


@given(
    st.builds(
        Outgoing, st.text(), st.sampled_from(Tlp), st.booleans(), st.booleans(), st.integers()
    ),
    st.builds(Limits, st.sampled_from(Tlp), st.just(frozenset()), st.integers(), st.booleans()),
)
def test_nothing_above_the_ceiling_or_amber_ever_leaves(one: Outgoing, limits: Limits) -> None:
    if feeding.may_leave(one, limits):
        assert one.tlp <= min(limits.ceiling, Tlp.AMBER)


@given(st.integers(1, feeding.MOST_MINUTES), st.integers(0, 10_000))
def test_a_feed_that_fails_comes_later_each_time_but_always_comes(minutes: int, n: int) -> None:
    usual = timedelta(minutes=minutes)
    waits = [feeding.comes_again(NOW, minutes, each) - NOW for each in (0, n, n + 1)]
    assert waits[0] == usual
    assert usual <= waits[1] <= waits[2] <= max(usual, feeding.LONGEST_PAUSE)
