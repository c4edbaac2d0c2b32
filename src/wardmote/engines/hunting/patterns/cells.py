"""Says what the cells of a log are as values of STIX objects.

Names, addresses, email addresses, hashes and file names are written in the form in which they
are compared everywhere (`rules.indicators.writing`), in cells and in patterns alike. All other
text is compared as it stands.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from wardmote.rules.hunting.values import Column, LogKind
from wardmote.rules.indicators import writing
from wardmote.rules.patterns import literals, reading, values
from wardmote.rules.patterns.values import Operator

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_DIGITS = {"MD5": 32, "SHA1": 40, "SHA224": 56, "SHA256": 64, "SHA384": 96, "SHA512": 128}
_TRUTH = {"true": True, "false": False}

Form = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Thing:
    """One object that each event of a log shows: its type, and the column for each path."""

    type: str
    columns: Mapping[values.Path, int]


def things(kind: LogKind) -> tuple[Thing, ...]:
    """Give the objects that an event of this kind of log shows.

    Paths of one type tell of one object, until a path comes again: that is another object.
    """
    found: dict[tuple[str, int], dict[values.Path, int]] = {}
    seen: dict[values.Path, int] = {}
    for number, column in enumerate(kind.columns):
        for path in map(reading.path, column.stix):
            seen[path] = seen.get(path, -1) + 1
            found.setdefault((path.type, seen[path]), {})[path] = number
    return tuple(Thing(type_, columns) for (type_, _), columns in found.items())


def form(path: values.Path) -> Form | None:
    """Give how text at a path is written for comparing; None where it stays as it stands."""
    steps = tuple(map(str, path.steps))
    if steps[0] == "hashes" and len(steps) == 2:
        size = _DIGITS.get(steps[1].upper().replace("-", ""))
        return None if size is None else lambda cell: _digest(cell, size)
    return _FORMS.get((path.type, *steps))


def read(column: Column, path: values.Path, cell: str, *, plain: bool) -> list[object]:
    """Give the values that a cell shows at a path, of which there may be none.

    Shape: with `plain` numbers and truths are made of text that is written so.
    """
    shape = form(path)
    parts = [part.strip() for part in cell.split(column.several)] if column.several else [cell]
    texts = [part if shape is None else shape(part) for part in parts]
    return [_value(path, text, plain=plain) for text in texts if text is not None]


def normal(pattern: values.Pattern) -> values.Pattern:
    """Write a pattern's own values as cells are written."""
    return values.Pattern(_expression(pattern.expression))


def plain_paths(tests: Iterable[values.Comparison]) -> frozenset[values.Path]:
    """Give the paths that a pattern compares with a number or a truth."""
    return frozenset(
        test.path
        for test in tests
        for each in (test.literal if isinstance(test.literal, tuple) else (test.literal,))
        if isinstance(each, int | float)
    )


def _value(path: values.Path, text: str, *, plain: bool) -> object:
    if plain and _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if plain and text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    return literals.stored(str(path.steps[-1]), text)


def _expression(expression: values.Expression) -> values.Expression:
    if isinstance(expression, values.Seen):
        return values.Seen(_test(expression.test))
    if isinstance(expression, values.Qualified):
        return replace(expression, expression=_expression(expression.expression))
    return replace(expression, parts=tuple(map(_expression, expression.parts)))


def _test(test: values.Test) -> values.Test:
    if isinstance(test, values.Joined):
        return replace(test, parts=tuple(map(_test, test.parts)))
    shape = form(test.path)
    if isinstance(test, values.Exists) or shape is None:
        return test
    literal = test.literal
    if isinstance(literal, tuple):
        return replace(test, literal=tuple(_written(each, shape) for each in literal))
    if test.operator == Operator.MATCHES:
        return replace(test, literal="(?i)" + str(literal))
    if test.operator in (Operator.EQUAL, Operator.UNEQUAL):
        negated = test.negated != (test.operator == Operator.UNEQUAL)
        if test.path.type in ("ipv4-addr", "ipv6-addr") and "/" in str(literal):
            return values.Comparison(test.path, Operator.ISSUBSET, literal, negated)
        return values.Comparison(test.path, Operator.EQUAL, _written(literal, shape), negated)
    if isinstance(literal, str):
        return replace(test, literal=literal.lower())
    return test


def _written(literal: values.Literal, shape: Form) -> values.Literal:
    return (shape(literal) or literal) if isinstance(literal, str) else literal


def _digest(cell: str, size: int) -> str | None:
    return next((each for each in writing.hashes(cell) if len(each) == size), None)


def _name(cell: str) -> str | None:
    found = writing.host(cell)
    return None if found is None or writing.is_address(found) else found


def _version4(cell: str) -> str | None:
    found = writing.address(cell)
    return None if found is None or ":" in found else found


def _version6(cell: str) -> str | None:
    found = writing.address(cell)
    return found if found is not None and ":" in found else None


_FORMS: dict[tuple[str, ...], Form] = {
    ("domain-name", "value"): _name,
    ("ipv4-addr", "value"): _version4,
    ("ipv6-addr", "value"): _version6,
    ("network-traffic", "src_ref", "value"): writing.host,
    ("network-traffic", "dst_ref", "value"): writing.host,
    ("email-addr", "value"): writing.email,
    ("email-message", "from_ref", "value"): writing.email,
    ("email-message", "sender_ref", "value"): writing.email,
    ("file", "name"): writing.file_name,
}
