"""Reads the text of a STIX pattern.

Source: STIX 2.1, section 9, and its ANTLR grammar: FOLLOWEDBY binds weakest, then OR, then AND;
a qualifier binds to what stands right before it.
"""

import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from wardmote.rules.patterns import literals, tokens, values
from wardmote.rules.patterns.values import Join, Operator
from wardmote.rules.refusal import Invalid

DEEPEST = 32
"""How deep brackets may stand in each other."""

MOST_TIMES = 1_000_000
"""How often a pattern may ask for something to be seen."""

_OPERATORS = {operator.value: operator for operator in Operator}
_OPERATORS |= {"==": Operator.EQUAL, "<>": Operator.UNEQUAL}
_CONSTANTS = frozenset({"text", "int", "float", "hex", "binary", "time"})
_ORDERED = {str: "text", bytes: "bytes", int: "number", float: "number"}

_Part = TypeVar("_Part", values.Expression, values.Test)


def parse(text: str) -> values.Pattern:
    """Read a pattern. Raises: Invalid with the column and what was expected."""
    reader = _Reader(text)
    expression = reader.expression()
    reader.take("end", expected="AND, OR, FOLLOWEDBY, a qualifier or the end")
    return values.Pattern(expression)


def path(text: str) -> values.Path:
    """Read an object path alone. Raises: Invalid with the column."""
    reader = _Reader(text)
    found = reader.path()
    reader.take("end")
    return found


class _Reader:
    """Goes through the words once, from left to right."""

    def __init__(self, text: str) -> None:
        self._words = tokens.tokens(text)
        self._next = next(self._words)
        self._depth = 0

    def take(self, *kinds: str, expected: str = "") -> tokens.Token:
        """Take the next word, which must be of one of these kinds."""
        word = self._next
        if word.kind not in kinds:
            wanted = expected or " or ".join(kinds)
            found = f"found {word.text[:40]}" if word.text else "the pattern ends"
            raise Invalid(f"Column {word.column}: expected {wanted}, but {found}.")
        if word.kind != "end":
            self._next = next(self._words)
        return word

    def _took(self, kind: str) -> bool:
        if self._next.kind == kind:
            self.take(kind)
            return True
        return False

    def _bracketed(self, inner: Callable[[], _Part], close: str) -> _Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Invalid(f"Column {self._next.column}: brackets stand deeper than {DEEPEST}.")
        part = inner()
        self.take(close)
        self._depth -= 1
        return part

    def expression(self) -> values.Expression:
        return self._combined(Join.FOLLOWEDBY, self._either)

    def _either(self) -> values.Expression:
        return self._combined(Join.OR, self._both)

    def _both(self) -> values.Expression:
        return self._combined(Join.AND, self._observed)

    def _combined(self, join: Join, part: Callable[[], values.Expression]) -> values.Expression:
        parts = [part()]
        while self._took(join):
            parts.append(part())
        return parts[0] if len(parts) == 1 else values.Combined(join, tuple(parts))

    def _observed(self) -> values.Expression:
        opened = self.take("[", "(", expected="[ before a comparison, or (")
        expression: values.Expression
        if opened.kind == "[":
            expression = values.Seen(self._bracketed(self._test, "]"))
        else:
            expression = self._bracketed(self.expression, ")")
        qualifiers = []
        while self._next.kind in ("WITHIN", "REPEATS", "START"):
            qualifiers.append(self._qualifier())
        return values.Qualified(expression, tuple(qualifiers)) if qualifiers else expression

    def _qualifier(self) -> values.Qualifier:
        word = self.take("WITHIN", "REPEATS", "START")
        if word.kind == "START":
            start = self.take("time", expected="a time such as t'2026-01-31T00:00:00Z'")
            self.take("STOP")
            stop = self.take("time", expected="a time such as t'2026-01-31T00:00:00Z'")
            return values.Between(_time(start), _time(stop))
        if word.kind == "WITHIN":
            seconds = _number(self.take("int", "float", expected="a number of seconds"))
            self.take("SECONDS")
            if seconds <= 0:
                raise Invalid(f"Column {word.column}: WITHIN needs more than 0 seconds.")
            return values.Within(seconds)
        times = _number(self.take("int", expected="a number of times"))
        self.take("TIMES")
        if not 1 <= times <= MOST_TIMES:
            raise Invalid(f"Column {word.column}: REPEATS needs 1 to {MOST_TIMES:,} times.")
        return values.Repeats(int(times))

    def _test(self) -> values.Test:
        return self._joined(Join.OR, lambda: self._joined(Join.AND, self._proposition))

    def _joined(self, join: Join, part: Callable[[], values.Test]) -> values.Test:
        parts = [part()]
        while self._took(join):
            parts.append(part())
        return parts[0] if len(parts) == 1 else values.Joined(join, tuple(parts))

    def _proposition(self) -> values.Test:
        if self._took("("):
            return self._bracketed(self._test, ")")
        if self._next.kind in ("NOT", "EXISTS"):
            negated = self._took("NOT")
            self.take("EXISTS")
            return values.Exists(self.path(), negated)
        path = self.path()
        negated = self._took("NOT")
        word = self.take(*_OPERATORS, expected="an operator such as = or LIKE")
        operator = _OPERATORS[word.text]
        if operator == Operator.IN:
            return values.Comparison(path, operator, self._set(), negated)
        return values.Comparison(path, operator, self._operand(operator), negated)

    def _operand(self, operator: Operator) -> values.Literal:
        if operator in values.TEXTUAL:
            word = self.take("text", expected="a text between ' and '")
            literal = literals.text_of(word.text)
            if operator in (Operator.ISSUBSET, Operator.ISSUPERSET):
                _check_network(literal, word.column)
            return literal
        if operator in values.ORDER:
            return literals.read(self.take(*_CONSTANTS, expected="a constant that has an order"))
        return self._constant()

    def _constant(self) -> values.Literal:
        return literals.read(
            self.take(*_CONSTANTS, "true", "false", expected="a constant such as 'example.com'")
        )

    def _set(self) -> tuple[values.Literal, ...]:
        opened = self.take("(", expected="( before the values of IN")
        found: list[values.Literal] = []
        if not self._took(")"):
            found.append(self._constant())
            while self._took(","):
                found.append(self._constant())
            self.take(")", expected=", or )")
        if len({_ORDERED.get(type(each), type(each)) for each in found}) > 1:
            raise Invalid(f"Column {opened.column}: the values of IN must be of one type.")
        return tuple(found)

    def path(self) -> values.Path:
        kind = self.take("name", expected="an object path such as domain-name:value, or (")
        self.take(":", expected=": after the type of an object")
        steps: list[values.Step] = [self._key()]
        while True:
            if self._took("."):
                steps.append(self._key())
            elif self._took("["):
                word = self.take("int", "*", expected="a number or *")
                steps.append(values.Every.ELEMENT if word.kind == "*" else int(_number(word)))
                self.take("]")
            else:
                return values.Path(kind.text, tuple(steps))

    def _key(self) -> str:
        word = self.take("name", "text", expected="the name of a property")
        if word.kind == "text":
            return literals.text_of(word.text)
        if "-" in word.text:
            raise Invalid(
                f"Column {word.column}: write '{word.text}' between quotes, as it has a hyphen."
            )
        return word.text


def _number(word: tokens.Token) -> int | float:
    number = literals.read(word)
    assert isinstance(number, int | float)
    return number


def _time(word: tokens.Token) -> datetime:
    time = literals.read(word)
    assert isinstance(time, datetime)
    return time


def _check_network(text: str, column: int) -> None:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise Invalid(
            f"Column {column}: expected an address or a network such as '198.51.100.0/24'."
        ) from None
