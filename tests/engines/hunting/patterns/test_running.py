"""Patterns find in a log what the clear rules find in the same events."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.hunting import views
from wardmote.engines.hunting import expressions
from wardmote.engines.hunting.patterns import cells, running, timing
from wardmote.rules.hunting.values import Column, Find, Holds, LogKind, Reader
from wardmote.rules.patterns import matching, reading, testing, values
from wardmote.rules.patterns.values import Join, Operator

AGENT = "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
KIND = LogKind(
    name="all",
    title="the test's log",
    reader=Reader.DELIMITED,
    columns=(
        Column(
            "source",
            Holds.IP,
            ("ipv4-addr:value", "ipv6-addr:value", "network-traffic:src_ref.value"),
        ),
        Column(
            "host",
            Holds.HOST,
            (
                *("domain-name:value", "ipv4-addr:value", "ipv6-addr:value"),
                "network-traffic:dst_ref.value",
            ),
        ),
        Column("port", Holds.OTHER, ("network-traffic:dst_port",)),
        Column("agent", Holds.USER_AGENT, (AGENT,)),
        Column("url", Holds.URL, ("url:value",)),
        Column("file", Holds.PATH, ("file:name",)),
        Column("hash", Holds.HASH, ("file:hashes.'SHA-256'", "file:hashes.MD5")),
        Column("body", Holds.OTHER, ("artifact:x_hex",)),
        Column("from", Holds.EMAIL, ("email-addr:value", "email-message:from_ref.value")),
    ),
)

SHA, MD5 = "0123456789abcdef" * 4, "fedcba9876543210" * 2
CELLS = {
    "source": ["10.0.0.1", "10.0.0.2", "::ffff:10.0.0.1", "2001:DB8::1", "none"],
    "host": ["evil.example", "EVIL.Example.:443", "bücher.example", "10.0.0.1:80", "[2001:db8::1]"],
    "port": ["80", "443", "443.0", "x"],
    "agent": ["curl/8", "Curl/8", "caf\u00e9", "cafe\u0301"],
    "url": ["http://evil.example/a", "http://evil.example/a_b%", "http://good.example/\n"],
    "file": ["C:\\x\\Evil.exe", '"/tmp/evil.exe"', "good.txt"],
    "hash": [f"MD5={MD5.upper()},SHA256={SHA}", SHA, "-"],
    "body": ["6162", "zz"],
    "from": ["Eve <eve@evil.example>", "EVE@ evil.example", "eve"],
}
ASKED: dict[str, list[Any]] = {
    "ipv4-addr:value": ["10.0.0.1", "10.0.0.0/30", "10.0.0.2"],
    "ipv6-addr:value": ["2001:db8::1", "2001:db8::/32"],
    "network-traffic:src_ref.value": ["10.0.0.1", "2001:db8:0::1"],
    "network-traffic:dst_ref.value": ["evil.example", "10.0.0.1"],
    "domain-name:value": ["Evil.example", "xn--bcher-kva.example", "%.example", "evil%"],
    "network-traffic:dst_port": [80, 443, "443", True],
    AGENT: ["curl/8", "caf\u00e9", "c%", "_url%"],
    "url:value": ["http://evil.example/a", "http://evil.example/%", "%\n", "%_b%"],
    "file:name": ["evil.exe", "EVIL.EXE", "%.exe"],
    "file:hashes.'SHA-256'": [SHA.upper(), MD5],
    "file:hashes.MD5": [MD5, "%dc%"],
    "artifact:x_hex": ["ab", b"ab"],
    "email-addr:value": ["eve@evil.example", "%@evil.example"],
    "email-message:from_ref.value": ["eve@evil.example"],
    "network-traffic:dst_ref": ["evil.example"],
    "network-traffic:missing": ["x"],
    "file:hashes": ["x"],
}
TEXTUAL = {
    Operator.MATCHES: st.sampled_from(["evil", "^curl", "a$", "\\d{2}", "E", "[é-ü]"]),
    Operator.ISSUBSET: st.sampled_from(["10.0.0.0/31", "2001:db8::/32", "10.0.0.1"]),
    Operator.ISSUPERSET: st.sampled_from(["10.0.0.1", "10.0.0.0/31"]),
}


@st.composite
def comparisons(draw: st.DrawFn) -> values.Test:
    name = draw(st.sampled_from(sorted(ASKED)))
    path, asked = reading.path(name), st.sampled_from(ASKED[name])
    operator = draw(st.sampled_from([*Operator, Operator.EQUAL, Operator.LIKE, "EXISTS"]))
    negated = draw(st.booleans())
    if operator == "EXISTS":
        return values.Exists(path, negated)
    literal: object
    if operator == Operator.IN:
        texts = asked.filter(lambda each: isinstance(each, str))
        literal = tuple(draw(st.lists(texts, max_size=2)))
    elif operator in TEXTUAL:
        literal = draw(TEXTUAL[operator])
    elif operator == Operator.LIKE:
        literal = str(draw(asked))
    else:
        ordered = operator in values.ORDER
        literal = draw(asked.filter(lambda each: not (ordered and each is True)))
    return values.Comparison(path, operator, literal, negated)


TESTS = st.recursive(
    comparisons(),
    lambda inner: st.builds(
        values.Joined,
        st.sampled_from([Join.AND, Join.OR]),
        st.lists(inner, min_size=2, max_size=2).map(tuple),
    ),
    max_leaves=3,
)
MOMENTS = st.integers(0, 6).map(lambda second: views.START + timedelta(seconds=second))
QUALIFIERS = st.one_of(
    st.builds(values.Within, st.integers(1, 4)),
    st.builds(values.Repeats, st.integers(1, 3)),
    st.builds(values.Between, MOMENTS, MOMENTS),
)
FEW = st.sampled_from(
    [
        *("[domain-name:value = 'evil.example']", "[url:value LIKE '%evil%']"),
        *("[ipv4-addr:value = '10.0.0.1']", "[network-traffic:dst_port = 443]"),
        "[domain-name:value MATCHES 'example' AND domain-name:value != 'evil.example']",
    ]
).map(lambda text: reading.parse(text).expression)


def combined(leaves: st.SearchStrategy[values.Expression]) -> st.SearchStrategy[values.Pattern]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(
                values.Combined,
                st.sampled_from(list(Join)),
                st.lists(inner, min_size=2, max_size=3).map(tuple),
            ),
            st.builds(
                values.Qualified, inner, st.lists(QUALIFIERS, min_size=1, max_size=2).map(tuple)
            ),
        ),
        max_leaves=4,
    ).map(values.Pattern)


ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(found) for name, found in CELLS.items()}
    ),
    min_size=1,
    max_size=7,
)
SECONDS = st.lists(st.integers(0, 6), min_size=7, max_size=7)


@settings(max_examples=200)
@given(TESTS.map(values.Seen).map(values.Pattern), ROWS)
def test_one_event_is_found_as_the_rules_find_it(
    pattern: values.Pattern, rows: list[dict[str, str]]
) -> None:
    seconds = list(range(len(rows)))
    assert by_engine(pattern, rows, seconds) == by_rules(pattern, rows, seconds)


@settings(max_examples=200)
@given(combined(FEW), ROWS, SECONDS)
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
    combined(LETTERS),
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
    view = views.view(KIND, [{"url": "http://evil.example/"}] * 1_500)
    finds, refused = running.hunt(view, "log", KIND, patterns)
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
    view = views.view(KIND, rows, seconds)
    finds, refused = running.hunt(view, "log", KIND, [("ref", pattern)])
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
    for number, thing in enumerate(cells.things(KIND)):
        whole: dict[str, object] = {}
        for path, column in thing.columns.items():
            said = KIND.columns[column]
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
