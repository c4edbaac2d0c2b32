"""How the parts of a hunt are put together, and what the whole says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.hunting import results
from wardmote.rules.hunting.results import Hunt, Looked, Outcome, Skipped
from wardmote.rules.hunting.values import Find

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LOOKED = Looked("proxy.csv", "csv", "CSV", 0.9, 10)
HUNT = Hunt(
    pack="sector",
    began_at=AT,
    ended_at=AT + timedelta(seconds=3),
    is_complete=True,
    since=None,
    until=None,
    sought_counts={"domain": 2},
    left_out_counts={},
    looked=(LOOKED,),
    skipped=(),
    cannot_show=(),
    finds=(),
    found={},
)
FIND = Find("a", AT, AT, 1)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Outcome.NOTHING_FOUND),
        ({"finds": (FIND,)}, Outcome.FOUND),
        ({"looked": (replace(LOOKED, unread_count=1),)}, Outcome.NOT_ALL_READ),
        ({"skipped": (Skipped("x", "empty"),)}, Outcome.NOT_ALL_READ),
        ({"finds": (FIND,), "skipped": (Skipped("x", "empty"),)}, Outcome.FOUND),
        ({"is_complete": False, "finds": (FIND,)}, Outcome.STOPPED),
    ],
)
def test_nothing_found_is_said_only_when_everything_was_read(
    change: dict[str, object], expected: Outcome
) -> None:
    assert results.outcome(replace(HUNT, **change)) is expected


MOMENTS = st.none() | st.integers(0, 9).map(lambda hours: AT + timedelta(hours=hours))
EVENTS = st.lists(st.tuples(st.sampled_from("abc"), MOMENTS), max_size=12)


def finds(events: list[tuple[str, datetime | None]]) -> tuple[Find, ...]:
    """Count events one by one, the plainest way."""
    made = []
    for ref in sorted({ref for ref, _ in events}):
        times = [at for other, at in events if other == ref]
        known = sorted(at for at in times if at)
        first, last = (known[0], known[-1]) if known else (None, None)
        made.append(Find(ref, first, last, len(times)))
    return tuple(sorted(made, key=lambda find: (-find.count, find.indicator)))


@given(EVENTS, st.data())
def test_however_logs_are_split_the_finds_are_the_same(
    events: list[tuple[str, datetime | None]], data: st.DataObject
) -> None:
    parts: list[list[tuple[str, datetime | None]]] = [[], [], []]
    for event in events:
        parts[data.draw(st.integers(0, 2))].append(event)
    assert results.merged(map(finds, parts)) == finds(events)


def test_the_span_is_of_all_files_that_have_times() -> None:
    later = replace(LOOKED, first_at=AT, last_at=AT + timedelta(days=2))
    earlier = replace(LOOKED, first_at=AT - timedelta(days=1), last_at=AT)
    assert results.span([LOOKED, later, earlier]) == (
        AT - timedelta(days=1),
        AT + timedelta(days=2),
    )
    assert results.span([LOOKED]) == (None, None)
