"""Patterns find in a log what the clear rules find in the same events."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.hunting import views
from tests.engines.hunting.patterns import drawing
from wardmote.engines.hunting import expressions
from wardmote.engines.hunting.patterns import cells, running, timing
from wardmote.rules.hunting.values import Column, Find, Holds, LogKind, Reader
from wardmote.rules.patterns import matching, reading, testing, values
from wardmote.rules.patterns.values import Operator


@settings(max_examples=200)
@given(drawing.TESTS.map(values.Seen).map(values.Pattern), drawing.ROWS)
def test_one_event_is_found_as_the_rules_find_it(
    pattern: values.Pattern, rows: list[dict[str, str]]
) -> None:
    seconds = list(range(len(rows)))
    assert by_engine(pattern, rows, seconds) == by_rules(pattern, rows, seconds)


@settings(max_examples=200)
@given(drawing.combined(drawing.FEW), drawing.ROWS, drawing.SECONDS)
def test_several_events_are_found_as_the_rules_find_them(
    pattern: values.Pattern, rows: list[dict[str, str]], seconds: list[int]
) -> None:
    seconds = seconds[: len(rows)]
    assert by_engine(pattern, rows, seconds) == by_rules(pattern, rows, seconds)


LETTERS = st.integers(0, 2).map(lambda number: values.Seen(letter(number)))


def letter(number: int) -> values.Test:
    return values.Comparison(values.Path("event", ("leaf",)), Operator.EQUAL, "abc"[number])


@settings(max_examples=300)
@given(
    drawing.combined(LETTERS),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2)), min_size=1, max_size=9),
)
def test_order_and_time_are_judged_as_the_rules_judge(
    pattern: values.Pattern, drawn: list[tuple[int, int]]
) -> None:
    drawn = sorted(drawn)
    observations = [
        values.Observation(
            timing.moment(second * 1_000_000),
            timing.moment(second * 1_000_000),
            {"0": {"type": "event", "leaf": "abc"[number]}},
        )
        for second, number in drawn
    ]
    tests = list(timing.leaves(pattern.expression))
    events = [
        (second * 1_000_000, [test == letter(number) for test in tests]) for second, number in drawn
    ]
    found = timing.sightings(pattern.expression, events)
    assert [tuple(map(timing.moment, span)) for span in found] == list(
        matching.sightings(pattern, observations, regex=expressions.found)
    )


def test_a_cell_may_hold_several_values() -> None:
    kind = LogKind(
        name="mail",
        title="mail",
        reader=Reader.DELIMITED,
        columns=(Column("to", Holds.EMAIL, ("email-addr:value",), several=","),),
    )
    rows = [{"to": "a@x.example, b@y.example"}, {"to": "b@y.example"}, {}]
    asked = {
        "[email-addr:value = 'A@x.example']": 1,
        "[email-addr:value != 'b@y.example']": 1,
        "[email-addr:value LIKE 'b@%']": 2,
        "[email-addr:value MATCHES '^b']": 2,
    }
    patterns = [(text, reading.parse(text)) for text in asked]
    finds, refused = running.hunt(views.view(kind, rows), "log", kind, patterns)
    assert ({each.indicator: each.count for each in finds}, refused) == (asked, {})


def test_what_cannot_be_run_is_named_and_the_rest_runs() -> None:
    texts = {
        "good": "[url:value MATCHES 'evil']",
        "hostile": "[url:value MATCHES '(?=a)']",
        "huge": "[url:value MATCHES '((a{100}){100}){100}']",
        "twice": "[url:value LIKE '%'] AND [url:value LIKE '%e%'] AND [url:value = 'x']",
    }
    patterns = [(name, reading.parse(text)) for name, text in texts.items()]
    view = views.view(drawing.KIND, [{"url": "http://evil.example/"}] * 1_500)
    finds, refused = running.hunt(view, "log", drawing.KIND, patterns)
    assert finds == [Find("good", views.START, views.START + timedelta(seconds=1499), 1_500)]
    assert refused == {
        **dict.fromkeys(
            ("hostile", "huge"),
            "This regular expression cannot be run. Write it without looking ahead or back, "
            "without \\1, and shorter.",
        ),
        "twice": "In this log one event stands for two parts of this pattern too often. Make the "
        "parts differ, or let it take less time.",
    }


@pytest.mark.parametrize("name", ["source'); DROP TABLE log; --", 'a"b'])
def test_a_columns_name_is_no_sql(name: str) -> None:
    kind = LogKind(
        name="odd",
        title="odd",
        reader=Reader.DELIMITED,
        columns=(Column(name.replace('"', ""), Holds.OTHER, ("x:y",)),),
    )
    view = views.view(kind, [{kind.columns[0].name: "1"}])
    finds, _ = running.hunt(view, "log", kind, [("a", reading.parse("[x:y = '1']"))])
    assert [each.count for each in finds] == [1]


def by_engine(
    pattern: values.Pattern, rows: Sequence[Mapping[str, str]], seconds: Sequence[int]
) -> list[Find]:
    view = views.view(drawing.KIND, rows, seconds)
    finds, refused = running.hunt(view, "log", drawing.KIND, [("ref", pattern)])
    assert refused == {}
    return finds


def by_rules(
    pattern: values.Pattern, rows: Sequence[Mapping[str, str]], seconds: Sequence[int]
) -> list[Find]:
    pattern = cells.normal(pattern)
    tests = list(timing.leaves(pattern.expression))
    plain = cells.plain_paths([each for test in tests for each in running.comparisons(test)])
    found = [
        values.Observation(
            views.START + timedelta(seconds=second),
            views.START + timedelta(seconds=second),
            objects(row, plain),
        )
        for second, row in zip(seconds, rows, strict=True)
    ]
    found.sort(
        key=lambda each: (
            each.first,
            [bool(testing.passing(test, each.objects, expressions.found)) for test in tests],
        )
    )
    spans = matching.sightings(pattern, found, regex=expressions.found)
    if not spans:
        return []
    return [Find("ref", min(span[0] for span in spans), spans[-1][1], len(spans))]


def objects(row: Mapping[str, str], plain: frozenset[values.Path]) -> dict[str, dict[str, object]]:
    """Make the objects that one event shows, one after the other."""
    made: dict[str, dict[str, object]] = {}
    for number, thing in enumerate(cells.things(drawing.KIND)):
        whole: dict[str, object] = {}
        for path, column in thing.columns.items():
            said = drawing.KIND.columns[column]
            cell = row.get(said.name)
            shown = [] if cell is None else cells.read(said, path, cell, plain=path in plain)
            if shown:
                put(made, whole, path.steps, shown[0])
        if whole:
            made[f"thing {number}"] = {"type": thing.type, **whole}
    return made


def put(
    made: dict[str, dict[str, object]],
    inside: dict[str, object],
    steps: Sequence[values.Step],
    value: object,
) -> None:
    key, *more = map(str, steps)
    if not more:
        # What ends in _hex or _bin is read from its text again.
        inside[key] = value.hex() if isinstance(value, bytes) else value
    elif key.endswith("_ref"):
        inside[key] = f"{key} {len(made)} {id(inside)}"
        put(made, made.setdefault(str(inside[key]), {}), more, value)
    else:
        below = inside.setdefault(key, {})
        assert isinstance(below, dict)
        put(made, below, more, value)
