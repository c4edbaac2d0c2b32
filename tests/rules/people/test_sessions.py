"""A session ends after 30 idle minutes and after 12 hours, whichever comes first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.people import sessions

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MINUTES = st.integers(0, 900).map(lambda minutes: timedelta(minutes=minutes))


@given(MINUTES, MINUTES)
def test_it_ends_at_the_first_of_both_limits(seen_after: timedelta, now_after: timedelta) -> None:
    seen, now = START + seen_after, START + now_after
    standing = sessions.standing(START, seen)
    assert standing.ends_at == min(seen + timedelta(minutes=30), START + timedelta(hours=12))
    assert sessions.has_ended(START, seen, now) == (now >= standing.ends_at)
    assert standing.can_extend == (seen_after + timedelta(minutes=30) < timedelta(hours=12))


@given(st.lists(st.integers(1, 29), max_size=60))
def test_whoever_keeps_working_stays_for_twelve_hours_and_no_longer(gaps: list[int]) -> None:
    seen = START
    for gap in gaps:
        now = seen + timedelta(minutes=gap)
        assert sessions.has_ended(START, seen, now) == (now >= START + timedelta(hours=12))
        seen = now


def test_activity_is_noted_at_most_once_a_minute() -> None:
    assert not sessions.is_to_note(START, START + timedelta(seconds=59))
    assert sessions.is_to_note(START, START + timedelta(seconds=60))


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Version/18 Safari/604",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko Firefox/130.0", "Firefox on Linux"),
        ("<script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_device_is_named_as_people_know_it(agent: str, name: str) -> None:
    assert sessions.device(agent) == name
