"""Invented reports of sightings, and what the hub says of them."""

from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from wardmote.rules.sharing import disclosure
from wardmote.rules.sharing.disclosure import Release, Report, Teams

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
HONEST = "ABCDEFGHIJ"
SPIES = "xyz"
ALL = HONEST + SPIES
World = dict[str, Report]


@cache
def report(who: str, count: int = 1, first_day: int = 0, days: int = 0) -> Report:
    """Make a report that begins some days after a Monday."""
    first = START + timedelta(days=first_day)
    return Report(who, count, first, first + timedelta(days=days))


CONTENTS = st.tuples(st.integers(1, 5000), st.integers(0, 60), st.integers(0, 30))


def events(who: str) -> st.SearchStrategy[list[tuple[str, tuple[int, int, int] | None]]]:
    """Draw what happens: somebody reports, reports anew, or withdraws (None)."""
    return st.lists(st.tuples(st.sampled_from(who), st.none() | CONTENTS), max_size=40)


def told(world: World, who: str, content: tuple[int, int, int] | None) -> World:
    """Give the world after one event."""
    rest = {name: each for name, each in world.items() if name != who}
    return rest if content is None else rest | {who: report(who, *content)}


def issue(
    previous: Release | None, world: World, k: int = 3, teams: Teams = disclosure.ALONE
) -> Release | None:
    """Ask for a release as the hub does."""
    return disclosure.release(previous, world.values(), k=k, population=len(ALL), teams=teams)


WORLDS = st.fixed_dictionaries(dict.fromkeys("ABCxyz", CONTENTS), optional={"D": CONTENTS})
