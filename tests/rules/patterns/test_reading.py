"""Patterns are read as the grammar says, and written back as the same tree."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from stix2patterns.v21.pattern import ParseException
from stix2patterns.v21.pattern import Pattern as Grammar

from tests.rules.patterns import strategies
from wardmote.rules.patterns import reading, tokens, values, writing
from wardmote.rules.patterns.values import Combined, Comparison, Join, Joined, Operator, Path, Seen
from wardmote.rules.refusal import Invalid

A, B, C = (
    Comparison(Path("a", (key,)), Operator.EQUAL, number) for number, key in enumerate("abc")
)

SAME_AS_GRAMMAR = [
    *("[a:b=1 AND c:d=2]", "[a:b = 1] and [a:b=2]", "[a:b = TRUE]", "[a:b = true]", "[a:b == 1]"),
    *("[a:b <> 1]", "[NOT EXISTS a:b]", "[EXISTS a:b]", "[a:b not = 1]", "[a:b NOT != 1]"),
    *("[a:b = h'']", "[a:b = b'']", "[a:b = h'a']", "[a:b IN ()]", "[a:b[-1] = 1]", "[a:b=01]"),
    *("[a:'b c'.d[*].'e' = 1]", "[a:b=1] /* c */ // d", "[a:b=1] WITHIN 1.5 SECONDS", "[a:b=+1]"),
    *("[a:b=.5]", "[a:b=-.5]", "[a:b='\\n']", "[a:b='\\\\']", "[a:AND = 1]", "[a-b:c=1]", ""),
    *("[a-b:c-d=1]", "[a:b < true]", "[NOT a:b = 1]", "[a:b..c=1]", "[a:b [0] = 1]", "[a : b = 1]"),
    *("[1a:b=1]", "[a:b=1]FOLLOWEDBY[a:c=1]", "([a:b=1])", "[(a:b=1)]", "[a:b='x\ny']", "[a:b=é]"),
    *("[a:b=1]\u00a0AND [a:b=1]", "[a:b=1] WITHIN +5 SECONDS", "[a:b='a''b']", "[a:b=1 AND]"),
    *("[a:b IN (1,2,)]", "[a:b='x'] WITHIN 5 seconds", "[a:b = 5.]", "[a:b = b'ab==']", "[a:b"),
    *("[a:b = b'ab=']", "[a:b=1]xAND [a:b=1]", "[a:b='x'", "[a:b='x] AND [a:b='y']", "]", "[]"),
    *("[a:b=1] REPEATS 2 TIMES WITHIN 3 SECONDS", "[a:b=1] REPEATS 1.5 TIMES", "[a:b LIKE 5]"),
    *("[a:b=1] START t'2026-01-01T00:00:00Z' STOP t'2026-01-01T00:00:00.5Z'", "[a:b /* = 1]"),
    "[a:b=1] START '2026-01-01T00:00:00Z' STOP '2026-01-02T00:00:00Z'",
]

REFUSED = {
    "[a:b = ]": "Column 8: expected a constant such as 'example.com', but found ].",
    "[a:b": "Column 5: expected an operator such as = or LIKE, but the pattern ends.",
    "[a:b = 1": "Column 9: expected ], but the pattern ends.",
    "[a:b = 'x]": "Column 8: this text has no end, or a \\ that is not before \\ or '. "
    "Write \\\\ and \\'.",
    "[a:b = 1 @]": "Column 10: '@' has no meaning here. Put text between ' and '.",
    "a:b = 1": "Column 1: expected [ before a comparison, or (, but found a.",
    "[file:hashes.SHA-256 = 'x']": "Column 14: write 'SHA-256' between quotes, as it has a hyphen.",
    "[a:b = t'2026-02-30T00:00:00Z']": "Column 8: there is no such time as 2026-02-30T00:00:00Z.",
    "[a:b = t'2026-02-03 00:00:00Z']": "Column 8: this t'...' is not written as STIX writes it.",
    "[a:b = 1] WITHIN 0 SECONDS": "Column 11: WITHIN needs more than 0 seconds.",
    "[a:b = 1] REPEATS 0 TIMES": "Column 11: REPEATS needs 1 to 1,000,000 times.",
    "[a:b IN (1, 'a')]": "Column 9: the values of IN must be of one type.",
    "[a:b ISSUBSET 'evil']": "Column 15: expected an address or a network such as "
    "'198.51.100.0/24'.",
    "[a:b = 1] [a:b = 1]": "Column 11: expected AND, OR, FOLLOWEDBY, a qualifier or the end, "
    "but found [.",
    f"[a:b = {'9' * 30}]": "Column 8: a whole number has 18 digits at most.",
    f"[a:b = {'9' * 400}.0]": "Column 8: this number is too large.",
}

BOMBS = {
    "long": "[a:b = '" + "x" * 1_000_000 + "']",
    "brackets": "(" * 100_000,
    "inner brackets": "[" + "(" * 100_000,
    "square brackets": "[" * 100_000,
    "comments": "/*" * 100_000,
    "stars": "/" + "*" * 200_000,
    "quotes": "'" * 200_000,
    "escapes": "'" + "\\" * 200_001,
    "digits": "[a:b = " + "1" * 200_000,
    "lines": "//" * 100_000,
    "qualifiers": "[a:b = 1]" + " WITHIN 1 SECONDS" * 10_000 + " WITHIN",
}


def test_and_binds_before_or_and_that_before_followedby() -> None:
    text = "[a:a = 0] FOLLOWEDBY [a:b = 1] OR [a:c = 2 OR a:a = 0 AND a:b = 1] AND [a:b = 1]"
    either = Joined(Join.OR, (C, Joined(Join.AND, (A, B))))
    assert reading.parse(text).expression == Combined(
        Join.FOLLOWEDBY,
        (Seen(A), Combined(Join.OR, (Seen(B), Combined(Join.AND, (Seen(either), Seen(B)))))),
    )


def test_a_qualifier_binds_to_what_stands_before_it() -> None:
    text = "[a:a = 0] AND [a:b = 1] REPEATS 2 TIMES WITHIN 3 SECONDS"
    limits = (values.Repeats(2), values.Within(3))
    assert reading.parse(text).expression == Combined(
        Join.AND, (Seen(A), values.Qualified(Seen(B), limits))
    )


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("'it\\'s \\\\'", "it's \\"),
        ("h'00ff'", b"\x00\xff"),
        ("b'AP8='", b"\x00\xff"),
        ("-.5", -0.5),
        ("+7", 7),
        ("false", False),
        ("t'2026-01-02T03:04:05.678Z'", datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)),
    ],
)
def test_constants_are_read(text: str, literal: values.Literal) -> None:
    assert reading.parse(f"[a:b = {text}]").expression == Seen(
        Comparison(Path("a", ("b",)), Operator.EQUAL, literal)
    )


@pytest.mark.parametrize("text", SAME_AS_GRAMMAR)
def test_what_the_grammar_takes_is_taken_and_no_more(text: str) -> None:
    assert (_refusal(text) == "") == _grammar_takes(text)


@pytest.mark.parametrize("text", REFUSED)
def test_a_refusal_says_where_and_what_was_expected(text: str) -> None:
    assert _refusal(text) == REFUSED[text]


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused(name: str) -> None:
    assert _refusal(BOMBS[name]) != ""


def test_the_longest_pattern_is_read() -> None:
    many = " OR ".join(["[a:b = 1]"] * (tokens.LONGEST // 13))
    expression = reading.parse(many).expression
    assert isinstance(expression, Combined)
    assert len(expression.parts) == tokens.LONGEST // 13


def test_brackets_may_stand_as_deep_as_the_limit() -> None:
    depth = reading.DEEPEST - 1
    deep = "(" * depth + "[a:b = 1]" + ")" * depth
    assert reading.parse(deep) == reading.parse("[a:b = 1]")
    assert _refusal(f"({deep})") == "Column 34: brackets stand deeper than 32."


@given(strategies.patterns(strategies.COMPARISONS | strategies.EXISTENCES))
def test_what_is_written_reads_back_as_the_same(pattern: values.Pattern) -> None:
    text = writing.written(pattern)
    assert repr(reading.parse(text)) == repr(pattern)


def _refusal(text: str) -> str:
    try:
        reading.parse(text)
    except Invalid as refusal:
        return refusal.message
    return ""


def _grammar_takes(text: str) -> bool:
    try:
        Grammar(text)
    except ParseException:
        return False
    return True
