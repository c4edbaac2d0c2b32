"""Councils that share a security team count as one, and that this is known tells nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sharing.worlds import ALL, CONTENTS, WORLDS, World, events, issue, report, told
from wardmote.rules.sharing import disclosure
from wardmote.rules.sharing.disclosure import Teams

SOME = "ABCDEF"
TEAMS = st.dictionaries(st.sampled_from(SOME), st.sampled_from(["north", "A"]), min_size=2)


@given(events(SOME), TEAMS, st.integers(3, 5))
def test_a_team_is_counted_as_if_it_were_one_council(
    happened: list[tuple[str, tuple[int, int, int] | None]], teams: Teams, k: int
) -> None:
    issued = merged = None
    world: World = {}
    for who, content in happened:
        world = told(world, who, content)
        issued = issue(issued, world, k, teams)
        assert issued is None or len({_counts_as(each, teams) for each in issued.basis}) >= k
        if issued is None or merged is None:  # later, who is in a team that is counted is frozen
            ours = [
                replace(each, organisation=_counts_as(name, teams)) for name, each in world.items()
            ]
            merged = disclosure.release(None, ours, k=k, population=len(ALL))
            assert (issued and issued.figures) == (merged and merged.figures)


def _counts_as(council: str, teams: Teams) -> str:
    return f"the team {teams[council]}" if council in teams else council


@given(events(SOME), TEAMS, TEAMS)
def test_that_a_team_becomes_known_changes_no_figure(
    happened: list[tuple[str, tuple[int, int, int] | None]], before: Teams, after: Teams
) -> None:
    world: World = {}
    for who, content in happened:
        world = told(world, who, content)
    issued = issue(None, world, 3, before)
    if issued is not None:
        assert issue(issued, world, 3, after) is issued


@given(WORLDS, st.dictionaries(st.sampled_from("CDE"), st.none() | CONTENTS), events("x"))
def test_one_team_changes_nothing_that_the_worst_reader_can_read(
    drawn: dict[str, tuple[int, int, int]],
    changed: dict[str, tuple[int, int, int] | None],
    spying: list[tuple[str, tuple[int, int, int] | None]],
) -> None:
    teams = dict.fromkeys("CDE", "north")
    without = within = {who: report(who, *what) for who, what in drawn.items()}
    issued_without = issued_with = issue(None, without, 3, teams)
    for who, content in changed.items():
        within = told(within, who, content)
    for who, what in [("", None), *spying]:
        without, within = told(without, who, what), told(within, who, what)
        issued_without = issue(issued_without, without, 3, teams)
        issued_with = issue(issued_with, within, 3, teams)
        assert issued_without is not None
        assert issued_with is not None
        assert issued_without.figures == issued_with.figures


def test_three_councils_of_one_team_and_another_are_two() -> None:
    world = {who: report(who) for who in "ABCD"}
    assert issue(None, world) is not None
    assert issue(None, world, 3, dict.fromkeys("ABC", "north")) is None
