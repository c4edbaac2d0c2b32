"""Compares one value of an object with what a pattern gives.

Source: STIX 2.1, section 9.6: values of types that cannot be compared are unequal and have no
order. Text is compared letter for letter, LIKE and MATCHES after Unicode's form NFC.
"""

import ipaddress
import operator
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from wardmote.rules.patterns import literals, values
from wardmote.rules.patterns.values import Operator

Regex: TypeAlias = Callable[[str, str], bool]
"""Whether a regular expression is found anywhere in a text."""

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_ORDER: dict[Operator, Callable[[int, int], bool]] = {
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.GREATER: operator.gt,
    Operator.AT_LEAST: operator.ge,
}
"""What each asks of the sign that says how two values stand to each other, and of 0."""


def holds(comparison: values.Comparison, value: object, regex: Regex) -> bool:
    """Say whether one value passes a comparison."""
    if comparison.operator in values.ORDER:
        pair = _comparable(value, comparison.literal)
        if pair is None or isinstance(pair[0], bool):
            return False
        return _ORDER[comparison.operator](_sign(*pair), 0) != comparison.negated
    return _passes(comparison, value, regex) != comparison.negated


def equal(value: object, literal: object) -> bool:
    """Say whether a value is the same as a constant."""
    pair = _comparable(value, literal)
    return pair is not None and pair[0] == pair[1]


def like(text: str, wanted: str) -> bool:
    """Say whether a text is written as wanted: % is any text, _ any one character.

    Cost: length of the text times length of the pattern, whatever they are.
    """
    text, wanted = (unicodedata.normalize("NFC", each) for each in (text, wanted))
    at, asked, star, mark = 0, 0, -1, 0
    while at < len(text):
        if asked < len(wanted) and wanted[asked] == "%":
            star, mark = asked, at
            asked += 1
        elif asked < len(wanted) and wanted[asked] in ("_", text[at]):
            at, asked = at + 1, asked + 1
        elif star >= 0:
            mark += 1
            at, asked = mark, star + 1
        else:
            return False
    return not wanted[asked:].strip("%")


@lru_cache(4096)
def network(text: str) -> Network | None:
    """Read an address or a network; None where it is neither."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _passes(comparison: values.Comparison, value: object, regex: Regex) -> bool:
    literal = comparison.literal
    if comparison.operator == Operator.EQUAL:
        return equal(value, literal)
    if comparison.operator == Operator.UNEQUAL:
        return not equal(value, literal)
    if isinstance(literal, tuple):
        return any(equal(value, each) for each in literal)
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(text, str) or not isinstance(literal, str):
        return False
    if comparison.operator == Operator.LIKE:
        return like(text, literal)
    if comparison.operator == Operator.MATCHES:
        return regex(*(unicodedata.normalize("NFC", each) for each in (literal, text)))
    if comparison.operator == Operator.ISSUBSET:
        return _within(text, literal)
    return _within(literal, text)


def _within(inner: str, outer: str) -> bool:
    small, large = network(inner), network(outer)
    if small is None or large is None or small.version != large.version:
        return False
    return small.prefixlen >= large.prefixlen and small.network_address in large


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)


def _comparable(value: object, literal: object) -> tuple[object, object] | None:
    """Give both sides in one type; None where they have none in common."""
    if isinstance(literal, datetime) and isinstance(value, str):
        value = literals.time_of(value)
    if isinstance(literal, str) and isinstance(value, bytes):
        literal = _bytes(literal)
    elif isinstance(literal, bytes) and isinstance(value, str):
        value = _bytes(value)
    for kind in (bool, int | float, str, bytes, datetime):
        if isinstance(literal, kind) or isinstance(value, kind):
            both = isinstance(literal, kind) and isinstance(value, kind)
            return (value, literal) if both else None
    return None


def _bytes(text: str) -> bytes | None:
    return text.encode("latin-1") if all(ord(each) < 256 for each in text) else None
