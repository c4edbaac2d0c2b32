"""The worst reader of anonymous sightings, simulated.

The reader controls k - 2 organisations, does with them what it likes, and reads after each event.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sharing.worlds import (
    ALL,
    CONTENTS,
    HONEST,
    SPIES,
    START,
    WORLDS,
    World,
    events,
    issue,
    report,
    told,
)
from wardmote.rules import refusal
from wardmote.rules.sharing import disclosure
from wardmote.rules.sharing.disclosure import Band, Figures, Release, Report, Share


def run(
    happened: list[tuple[str, tuple[int, int, int] | None]], k: int = 3
) -> Iterator[tuple[World, Release | None]]:
    """Give the world and what stands issued, after each event."""
    world: World = {}
    issued = None
    for who, content in happened:
        world = told(world, who, content)
        issued = issue(issued, world, k)
        yield world, issued


def shares(world: World) -> Mapping[str, Share]:
    """Say what counts of each report, by issuing all of them at once."""
    made = disclosure.release(None, world.values(), k=3, population=100)
    assert made is not None
    return made.basis


@given(events(ALL), st.integers(3, 5))
def test_nothing_is_said_before_k_councils_have_reported(
    happened: list[tuple[str, tuple[int, int, int] | None]], k: int
) -> None:
    most = 0
    for world, issued in run(happened, k):
        most = max(most, len(world))
        assert (issued is None) == (most < k)


@given(events(ALL), st.permutations(ALL), st.randoms())
def test_what_is_read_does_not_depend_on_who_it_was(
    happened: list[tuple[str, tuple[int, int, int] | None]], others: list[str], random: object
) -> None:
    names = dict(zip(ALL, others, strict=True))
    swapped = [(names[who], content) for who, content in happened]
    assert [issued and issued.figures for _, issued in run(happened)] == [
        issued and issued.figures for _, issued in run(swapped)
    ]


@given(WORLDS, st.sampled_from("ABCDE"), st.none() | CONTENTS, st.data())
def test_one_council_changes_nothing_that_the_worst_reader_can_read(
    drawn: dict[str, tuple[int, int, int]],
    victim: str,
    content: tuple[int, int, int] | None,
    data: st.DataObject,
) -> None:
    k = data.draw(st.integers(3, 5))
    spying = data.draw(events(SPIES[: k - 2]))
    without = {who: report(who, *what) for who, what in drawn.items()}
    issued_without = issued_with = issue(None, without, k)
    within = told(without, victim, content)
    for who, what in [("", None), *spying]:
        without, within = told(without, who, what), told(within, who, what)
        issued_without, issued_with = (
            issue(issued_without, without, k),
            issue(issued_with, within, k),
        )
        assert issued_without is not None
        assert issued_with is not None
        assert issued_without.figures == issued_with.figures


@given(events("ABCDE"), st.integers(3, 4))
def test_behind_each_change_that_is_seen_stand_k_councils(
    happened: list[tuple[str, tuple[int, int, int] | None]], k: int
) -> None:
    previous: Release | None = None
    for world, issued in run(happened, k):
        if previous is not None and issued is not previous:
            assert issued is not None
            now = shares(world) if len(world) >= 3 else {}
            members = previous.basis.keys() ^ now.keys()
            changed = {who for who, each in previous.basis.items() if now.get(who, each) != each}
            if issued.basis.keys() != previous.basis.keys():
                assert len(members) >= k
            else:
                assert len(changed) >= k
                assert issued.figures.councils == previous.figures.councils
        previous = issued


Publisher = Callable[[object, World], object]


def beliefs(publish: Publisher, who: str, spy: str, steps: int) -> Iterator[dict[str, set[int]]]:
    """Try every story: yield, for each view the spy can have, who may have been present when.

    A story is a row of events, each of one organisation that comes or goes. A view is what was
    published after each event, and when the spy itself acted. Gives for each organisation the set
    of its possible presences now, and the number of stories in which it is present.
    """
    views: dict[object, list[frozenset[str]]] = defaultdict(list)

    def tell(world: World, issued: object, view: tuple[object, ...], left: int) -> None:
        views[view].append(frozenset(world))
        for actor in who if left else "":
            after = told(world, actor, None if actor in world else (1, 0, 0))
            result = publish(issued, after)
            seen = result.figures if isinstance(result, Release) else result
            tell(after, result, (*view, (actor == spy, seen)), left - 1)

    tell({}, None, (), steps)
    for view, worlds in views.items():
        if view:
            yield {each: {sum(each in world for world in worlds), len(worlds)} for each in who}


def is_sure(belief: dict[str, set[int]], spy: str) -> bool:
    """Tell whether a spy knows of another organisation that it is, for certain, there."""
    return any(len(counts) == 1 for each, counts in belief.items() if each != spy)


def test_no_story_makes_the_worst_reader_sure_of_anybody() -> None:
    def publish(previous: object, world: World) -> object:
        assert previous is None or isinstance(previous, Release)
        return disclosure.release(previous, world.values(), k=3, population=6)

    found = list(beliefs(publish, "ABCDEx", "x", 6))
    assert len(found) > 100
    assert not any(is_sure(belief, "x") for belief in found)
    for belief in found:
        assert len({tuple(sorted(belief[each])) for each in "ABCDE"}) == 1


def test_the_same_reader_of_plain_counts_would_be_sure() -> None:
    found = beliefs(lambda _, world: len(world), "ABCx", "x", 4)
    assert any(is_sure(belief, "x") for belief in found)


def test_a_withdrawal_shows_at_the_next_issue_and_not_before() -> None:
    world = {who: report(who) for who in "ABCDEF"}
    first = issue(None, world)
    assert first is not None
    assert first.figures.councils == Band(6, 10)
    for gone in "AB":
        world = told(world, gone, None)
        assert issue(first, world) is first
    second = issue(first, told(world, "C", None))
    assert second is not None
    assert second.figures.councils == Band(3, 5)


def test_who_is_counted_stays_when_enough_of_them_have_something_else_to_say() -> None:
    first = issue(None, {who: report(who) for who in "ABCDE"})
    assert first is not None
    world = {who: report(who) for who in "CE"} | {who: report(who, 200, 7) for who in "ABF"}
    assert issue(first, world) is first
    second = issue(first, told(world, "C", (200, 7, 0)))
    assert second is not None
    assert second.figures == Figures(
        Band(3, 5), Band(100, 999), first.figures.first_week, date(2026, 1, 12)
    )
    assert second.basis.keys() == first.basis.keys()


def test_where_too_few_are_left_the_old_figure_stands() -> None:
    first = issue(None, {who: report(who) for who in "ABC"})
    assert issue(first, {}) is first


def test_where_the_figure_would_mean_everybody_less_is_said() -> None:
    world = [report(who) for who in "ABCDEF"]
    assert disclosure.release(None, world, k=3, population=5) is None
    few = disclosure.release(None, world, k=3, population=6)
    many = disclosure.release(None, world, k=3, population=9)
    assert few is not None
    assert many is not None
    assert few.figures.councils == Band(3, 5)
    assert many.figures.councils == Band(6, 10)


@given(st.lists(st.integers(1, 10**9), min_size=3, max_size=9), st.integers(1, 10**12))
def test_a_large_number_of_one_council_does_not_show(counts: list[int], more: int) -> None:
    def figures(numbers: list[int]) -> Figures:
        reports = {who: report(who, n) for who, n in zip(HONEST, numbers, strict=False)}
        issued = issue(None, reports)
        assert issued is not None
        return issued.figures

    largest = sorted(counts)
    assert figures(largest) == figures([*largest[:-1], largest[-1] + more])
    assert figures(largest) == figures([*largest[:-2], 10**12, 10**12])


def test_figures_are_bands_and_weeks() -> None:
    issued = issue(None, {who: report(who, 40, 2, 9) for who in "ABC"})
    assert issued is not None
    assert issued.figures == Figures(Band(3, 5), Band(10, 99), date(2026, 1, 5), date(2026, 1, 12))
    assert str(issued.figures.councils) == "3 to 5"
    assert str(Band(26, None)) == "26 or more"


def test_looked_and_seen_are_counted_apart_and_the_named_nowhere() -> None:
    reports = [report("A"), report("B", 0), Report("C", 1, START, START, is_named=True)]
    assert disclosure.seen(reports) == reports[:1]
    assert disclosure.looked(reports) == reports[1:2]
    issued = issue(None, {who: report(who, 0) for who in "ABC"})
    assert issued is not None
    assert issued.figures.events is None


@pytest.mark.parametrize(
    ("k", "expected"),
    [
        (3, ["3 to 5", "6 to 10", "11 to 25", "26 or more"]),
        (4, ["4 to 10", "11 to 25", "26 or more"]),
        (5, ["5 to 10", "11 to 25", "26 or more"]),
        (9, ["9 to 25", "26 or more"]),
        (30, ["30 or more"]),
    ],
)
def test_bands_begin_at_k_and_leave_no_gap(k: int, expected: list[str]) -> None:
    assert list(dict.fromkeys(str(disclosure.band(n, k)) for n in range(k, 60))) == expected
    with pytest.raises(refusal.Invalid):
        disclosure.band(k - 1, k)


def test_a_threshold_that_protects_nobody_is_refused() -> None:
    with pytest.raises(refusal.Invalid, match="At least 3"):
        disclosure.release(None, [], k=2, population=100)
