"""Runs parsed patterns over a log, and gives when and how often each was seen."""

from collections.abc import Sequence

import duckdb

from wardmote.engines.hunting import expressions
from wardmote.engines.hunting.patterns import asking, cells, timing
from wardmote.rules.hunting.values import Find, LogKind
from wardmote.rules.patterns import values
from wardmote.rules.patterns.values import Join, Operator
from wardmote.rules.refusal import Invalid

MOST_EVENTS = 2_000_000
"""Events of one pattern that are put in the order of time."""


def hunt(
    connection: duckdb.DuckDBPyConnection,
    view: str,
    kind: LogKind,
    patterns: Sequence[tuple[str, values.Pattern]],
) -> tuple[list[Find], dict[str, str]]:
    """Run patterns, each with its ref; give what was found, and which could not be run and why.

    A pattern that one event meets counts events. One that takes several counts how often it was
    seen, each event once (`rules.patterns.matching.sightings`).
    Shape: the view has the kind's columns as text, and `time` as TIMESTAMPTZ.
    """
    asker = asking.Asker(connection, view, kind)
    finds: list[Find] = []
    refused: dict[str, str] = {}
    for ref, pattern in patterns:
        try:
            found = _run(connection, view, asker, ref, cells.normal(pattern).expression)
        except Invalid as refusal:
            refused[ref] = refusal.message
        else:
            finds += [found] if found else []
    asker.forget()
    return finds, refused


def takes_several(pattern: values.Pattern) -> bool:
    """Tell whether a pattern may take several events, so that these must be searched together."""
    return not _is_choice(cells.normal(pattern).expression)


def _run(
    connection: duckdb.DuckDBPyConnection,
    view: str,
    asker: asking.Asker,
    ref: str,
    expression: values.Expression,
) -> Find | None:
    tests = list(timing.leaves(expression))
    compared = [each for test in tests for each in comparisons(test)]
    _check(compared)
    plain = cells.plain_paths(compared)
    asked = [asker.condition(test, plain) for test in tests]
    if _is_choice(expression):
        return _counted(connection, view, ref, " OR ".join(asked))
    columns = ", ".join(f"{sql} AS leaf{number}" for number, sql in enumerate(asked))
    any_leaf = " OR ".join(f"leaf{number}" for number in range(len(asked)))
    rows = connection.execute(
        f"SELECT * FROM (SELECT epoch_us(time) AS moment, {columns} FROM {view})"
        f" WHERE moment IS NOT NULL AND ({any_leaf}) ORDER BY ALL LIMIT {MOST_EVENTS + 1}"
    ).fetchall()
    if len(rows) > MOST_EVENTS:
        raise Invalid(f"More than {MOST_EVENTS:,} events show parts of this pattern. Narrow it.")
    seen = timing.sightings(expression, [(row[0], row[1:]) for row in rows])
    if not seen:
        return None
    first, last = min(begin for begin, _ in seen), seen[-1][1]
    return Find(ref, timing.moment(first), timing.moment(last), len(seen))


def _is_choice(expression: values.Expression) -> bool:
    """Say whether an expression is one event, or one of several, at any time."""
    if isinstance(expression, values.Combined):
        return expression.join == Join.OR and all(map(_is_choice, expression.parts))
    return isinstance(expression, values.Seen)


def _counted(
    connection: duckdb.DuckDBPyConnection, view: str, ref: str, condition: str
) -> Find | None:
    """Count events, those without a time too."""
    count, first, last = connection.execute(
        f"SELECT count(*), min(epoch_us(time)), max(epoch_us(time)) FROM {view} WHERE {condition}"
    ).fetchall()[0]
    times = [None if each is None else timing.moment(each) for each in (first, last)]
    return Find(ref, times[0], times[1], count) if count else None


def comparisons(test: values.Test) -> list[values.Comparison]:
    """Give the comparisons of a test."""
    if isinstance(test, values.Joined):
        return [each for part in test.parts for each in comparisons(part)]
    return [test] if isinstance(test, values.Comparison) else []


def _check(compared: Sequence[values.Comparison]) -> None:
    """Refuse regular expressions that are not of RE2, before the log is read."""
    for each in compared:
        if each.operator == Operator.MATCHES:
            expressions.compiled(str(each.literal))
