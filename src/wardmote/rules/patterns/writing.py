"""Writes a pattern back as text.

Source: STIX 2.1, section 9.
"""

import re

from wardmote.rules.patterns import literals, values
from wardmote.rules.patterns.tokens import KEYWORDS
from wardmote.rules.patterns.values import Join

_PLAIN = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*\Z")
_BINDING = {Join.FOLLOWEDBY: 0, Join.OR: 1, Join.AND: 2}


def written(pattern: values.Pattern) -> str:
    """Write a pattern so that it reads back as the same tree."""
    return _expression(pattern.expression)


def path(where: values.Path) -> str:
    """Write an object path."""
    text = f"{where.type}:"
    for number, step in enumerate(where.steps):
        if isinstance(step, values.Every | int):
            text += f"[{step}]"
        else:
            plain = _PLAIN.match(step) and step not in KEYWORDS
            text += ("." if number else "") + (step if plain else literals.quoted(step))
    return text


def _expression(expression: values.Expression) -> str:
    if isinstance(expression, values.Seen):
        return f"[{_test(expression.test)}]"
    if isinstance(expression, values.Qualified):
        inner = _expression(expression.expression)
        if not isinstance(expression.expression, values.Seen):
            inner = f"({inner})"
        return " ".join([inner, *map(_qualifier, expression.qualifiers)])
    parts = []
    for part in expression.parts:
        loose = isinstance(part, values.Combined) and (
            _BINDING[part.join] <= _BINDING[expression.join]
        )
        parts.append(f"({_expression(part)})" if loose else _expression(part))
    return f" {expression.join} ".join(parts)


def _qualifier(qualifier: values.Qualifier) -> str:
    if isinstance(qualifier, values.Within):
        return f"WITHIN {literals.written(qualifier.seconds)} SECONDS"
    if isinstance(qualifier, values.Repeats):
        return f"REPEATS {qualifier.times} TIMES"
    start, stop = map(literals.written_time, (qualifier.start, qualifier.stop))
    return f"START {start} STOP {stop}"


def _test(test: values.Test) -> str:
    if isinstance(test, values.Joined):
        parts = []
        for part in test.parts:
            loose = isinstance(part, values.Joined) and (_BINDING[part.join] <= _BINDING[test.join])
            parts.append(f"({_test(part)})" if loose else _test(part))
        return f" {test.join} ".join(parts)
    negation = "NOT " if test.negated else ""
    if isinstance(test, values.Exists):
        return f"{negation}EXISTS {path(test.path)}"
    return f"{path(test.path)} {negation}{test.operator} {_operand(test.literal)}"


def _operand(literal: values.Literal | tuple[values.Literal, ...]) -> str:
    if isinstance(literal, tuple):
        return f"({', '.join(map(literals.written, literal))})"
    return literals.written(literal)
