"""A pattern matches what OASIS's own matcher says it matches."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stix2matcher import matcher

from tests.rules.patterns import strategies
from tests.rules.patterns.strategies import START
from wardmote.rules.patterns import matching, reading, values, writing
from wardmote.rules.refusal import Invalid

FROM_START = {"a": (0, 0), "b": (1, 1), "c": (2, 2)}


def found(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def seen(value: object, at: float = 0, until: float | None = None, count: int = 1) -> Any:
    first, last = (START + timedelta(seconds=each) for each in (at, at if until is None else until))
    return values.Observation(first, last, {f"{at}": {"type": "x", "s": value}}, count)


@given(strategies.patterns(strategies.COMPARISONS), strategies.observations())
def test_it_agrees_with_the_matcher_of_oasis(
    pattern: values.Pattern, observations: list[values.Observation]
) -> None:
    assert matching.matches(pattern, observations, regex=found) == oasis(
        writing.written(pattern), observations
    )


SHAPES = [
    "[x:s='a'] FOLLOWEDBY [x:s='b']",
    "([x:s='a'] AND [x:s='b']) WITHIN 2 SECONDS",
    "([x:s='a'] FOLLOWEDBY [x:s='b'] FOLLOWEDBY [x:s='a']) WITHIN 3 SECONDS",
    "[x:s='a'] REPEATS 3 TIMES WITHIN 2 SECONDS",
    "([x:s='a'] OR [x:s='b']) REPEATS 3 TIMES",
    "([x:s='a'] AND [x:s IN ('a', 'b')]) REPEATS 2 TIMES WITHIN 4 SECONDS",
    "[x:s='a'] AND [x:s='a'] AND [x:s LIKE '_']",
    "[x:s='a'] START t'2026-03-01T00:00:01Z' STOP t'2026-03-01T00:00:03Z' AND [x:s='b']",
    "([x:s='a'] FOLLOWEDBY ([x:s='b'] OR [x:s='c'])) WITHIN 1.5 SECONDS REPEATS 2 TIMES",
]


@given(
    st.sampled_from(SHAPES),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.integers(0, 2), st.integers(1, 2)),
        min_size=1,
        max_size=5,
    ),
)
def test_it_agrees_on_order_and_time(text: str, drawn: list[tuple[str, int, int, int]]) -> None:
    observations = [
        values.Observation(
            START + timedelta(seconds=at),
            START + timedelta(seconds=at + lasts),
            {f"{number}": {"type": "x", "s": letter}},
            count,
        )
        for number, (letter, at, lasts, count) in enumerate(drawn)
    ]
    assert matching.matches(reading.parse(text), observations, regex=found) == oasis(
        text, observations
    )


OTHERWISE = {
    "[EXISTS x:s AND x:s = 'a']": ("a", True, "it has no EXISTS, and breaks on AND beside it"),
    "[NOT EXISTS x:s]": ("a", False, "it has no EXISTS, and so no NOT EXISTS"),
    "[x:s IN (1)]": (True, False, "in Python true is 1; in STIX it is no number"),
    "[x:s IN (h'61')]": ("a", True, "IN does not compare bytes with text, though = does"),
    "[x:s LIKE 'a%']": ("a\nb", True, "% stops at the end of a line, and is any text in STIX"),
    "[x:s LIKE 'a']": ("a\n", False, "it lets a last end of line pass"),
    "[x:s = t'2026-03-01T00:00:00Z']": ("never", False, "it raises on text that is no time"),
    "[x:s ISSUBSET '10.0.0.0/8']": ("evil", False, "it raises on text that is no address"),
    "[x:s ISSUBSET '0.0.0.0/0']": ("10.1.2.3", True, "it raises on a prefix of 0"),
    "[x:s ISSUBSET '2001:db8::/32']": ("2001:db8::1", True, "it raises on IPv6"),
    "[x:s ISSUBSET '10.1.2.3']": ("10.1.2.3", True, "it raises on an address as the larger"),
}
"""Where OASIS's matcher does not do as the standard says, and we do."""


@pytest.mark.parametrize("text", OTHERWISE)
def test_where_the_matcher_of_oasis_errs_we_do_not_follow(text: str) -> None:
    value, expected, _ = OTHERWISE[text]
    observations = [seen(value)]
    assert matching.matches(reading.parse(text), observations, regex=found) is expected
    try:
        theirs = oasis(text, observations)
    except (matcher.MatcherException, TypeError, ValueError):
        return
    assert theirs is not expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x:s = 'a']", [(0, 0), (3, 3), (9, 9)]),
        ("[x:s = 'a'] AND [x:s = 'b']", [(0, 1), (3, 4)]),
        ("[x:s = 'a'] FOLLOWEDBY [x:s = 'b']", [(0, 1), (3, 4)]),
        ("[x:s = 'b'] FOLLOWEDBY [x:s = 'a']", [(1, 3), (4, 9)]),
        ("([x:s = 'b'] FOLLOWEDBY [x:s = 'a']) WITHIN 3 SECONDS", [(1, 3)]),
        ("[x:s = 'a'] REPEATS 2 TIMES", [(0, 3)]),
    ],
)
def test_a_sighting_is_each_time_that_a_pattern_is_seen_anew(
    text: str, expected: list[tuple[int, int]]
) -> None:
    log = [seen(value, at) for value, at in [("a", 0), ("b", 1), ("a", 3), ("b", 4), ("a", 9)]]
    spans = matching.sightings(reading.parse(text), log, regex=found)
    assert [tuple((each - START).seconds for each in span) for span in spans] == expected


def test_too_much_work_is_refused() -> None:
    log = [seen("a", at) for at in range(3000)]
    pattern = reading.parse(
        "([x:s = 'a'] AND [x:s = 'a']) START t'2020-01-01T00:00:00Z' STOP t'2021-01-01T00:00:00Z'"
    )
    with pytest.raises(Invalid, match="too much work"):
        matching.matches(pattern, log, regex=found)


def test_hard_text_takes_no_longer_than_its_length() -> None:
    pattern = reading.parse(f"[x:s LIKE '{'%a' * 50}b']")
    assert not matching.matches(pattern, [seen("a" * 2000)], regex=found)


def oasis(text: str, observations: list[values.Observation]) -> bool:
    things: list[dict[str, object]] = []
    for number, each in enumerate(observations):
        things.append(
            {
                "type": "observed-data",
                "id": f"observed-data--{number}",
                "first_observed": strategies.stamp(each.first),
                "last_observed": strategies.stamp(each.last),
                "number_observed": each.count,
                "object_refs": list(each.objects),
            }
        )
        things += ({"id": ref, **thing} for ref, thing in each.objects.items())
    bundle = {"type": "bundle", "id": "bundle--1", "objects": things}
    return bool(matcher.match(text, [bundle], stix_version="2.1"))
