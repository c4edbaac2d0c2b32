"""Writes what stands in square brackets as a condition of SQL over the columns of a log.

A comparison is first asked of each different cell of its column: SQL leaves out cells that cannot
pass, and the clear rule (`rules.patterns.comparing`) looks at those that may. Cells that pass go
into a table, and the condition on an event asks whether its cell is there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import duckdb

from wardmote.engines.hunting import expressions
from wardmote.engines.hunting.patterns import cells
from wardmote.engines.hunting.patterns.cells import Thing
from wardmote.rules.hunting.values import Column, LogKind
from wardmote.rules.patterns import comparing, values
from wardmote.rules.patterns.values import Join, Operator

TABLE = "pattern_cells"

MOST_WORDS = 200
"""A longer list of IN is not looked for in SQL, but compared cell by cell."""


class Asker:
    """Writes conditions for the patterns that are run on one view."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, view: str, kind: LogKind) -> None:
        self._sql = connection
        self._view = view
        self._kind = kind
        self._things = cells.things(kind)
        self._known: dict[tuple[object, ...], str] = {}
        self._plain: frozenset[values.Path] = frozenset()
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {TABLE} (asked INTEGER, cell VARCHAR)")

    def condition(self, test: values.Test, plain: frozenset[values.Path]) -> str:
        """Write a test of an event: that one of the objects that it shows passes.

        Shape: `plain` are the paths at which text is read as a number or a truth.
        """
        self._plain = plain
        asked = [self._of(test, thing) for thing in self._things]
        return _joined("OR", [each for each in asked if each != "false"])

    def _of(self, test: values.Test, thing: Thing) -> str:
        if isinstance(test, values.Joined):
            parts = [self._of(part, thing) for part in test.parts]
            return _joined(test.join, parts)
        if test.path.type != thing.type:
            return "false"
        if isinstance(test, values.Exists):
            there = self._present(thing, test.path)
            whole = _joined("OR", [self._shows(*pair) for pair in thing.columns.items()])
            return f"({whole} AND NOT {there})" if test.negated else there
        column = thing.columns.get(test.path)
        if column is not None:
            return self._compared(test, column)
        unequal = test.negated != (test.operator == Operator.UNEQUAL)
        return self._present(thing, test.path) if unequal and _can_differ(test) else "false"

    def _present(self, thing: Thing, path: values.Path) -> str:
        """Ask whether a path, or one that goes on from it, has a value."""
        pairs = [
            (each, column)
            for each, column in thing.columns.items()
            if each.steps[: len(path.steps)] == path.steps
        ]
        return _joined("OR", [self._shows(*pair) for pair in pairs])

    def _shows(self, path: values.Path, column: int) -> str:
        if cells.form(path) is None:
            return f"({self._name(column)} IS NOT NULL)"
        return self._among(None, path, column)

    def _compared(self, test: values.Comparison, column: int) -> str:
        """Ask of one column; what is negated is what shows a value and is not the contrary."""
        negated = test.negated != (test.operator == Operator.UNEQUAL)
        if not negated or test.operator in values.ORDER or self._kind.columns[column].several:
            return self._among(test, test.path, column)
        contrary = replace(
            test,
            negated=False,
            operator=Operator.EQUAL if test.operator == Operator.UNEQUAL else test.operator,
        )
        return (
            f"({self._shows(test.path, column)} AND NOT {self._among(contrary, test.path, column)})"
        )

    def _among(self, test: values.Comparison | None, path: values.Path, column: int) -> str:
        """Ask whether a cell is one of those that pass; without a test, that show a value."""
        plain = path in self._plain
        key = (repr(test), path, column, plain)
        if key not in self._known:
            number = len(self._known)
            passing = list(self._passing(test, path, column, plain=plain))
            self._sql.execute(
                f"INSERT INTO {TABLE} SELECT ?, unnest(?::VARCHAR[])", [number, passing]
            )
            self._known[key] = (
                f"coalesce({self._name(column)} IN"
                f" (SELECT cell FROM {TABLE} WHERE asked = {number}), false)"
                if passing
                else "false"
            )
        return self._known[key]

    def _passing(
        self, test: values.Comparison | None, path: values.Path, column: int, *, plain: bool
    ) -> Iterator[str]:
        name, said = self._name(column), self._kind.columns[column]
        condition, words = _sieve(test, said, path, name)
        found = self._sql.execute(
            f"SELECT DISTINCT {name} FROM {self._view} WHERE {name} IS NOT NULL AND {condition}",
            words,
        )
        while rows := found.fetchmany(50_000):
            for (cell,) in rows:
                shown = cells.read(said, path, cell, plain=plain)
                if test is None:
                    passes = bool(shown)
                else:
                    passes = any(comparing.holds(test, each, expressions.found) for each in shown)
                if passes:
                    yield cell

    def _name(self, column: int) -> str:
        name = self._kind.columns[column].name.replace('"', '""')
        return f'"{name}"'


def _sieve(
    test: values.Comparison | None, column: Column, path: values.Path, name: str
) -> tuple[str, list[str | float]]:
    """Write what every cell that passes must meet, and its values. It never loses one."""
    everything: tuple[str, list[str | float]] = "true", []
    in_bytes = str(path.steps[-1]).endswith(("_hex", "_bin"))
    if test is None or test.negated or test.operator == Operator.UNEQUAL or in_bytes:
        return everything
    literal = test.literal
    unusual = f"strlen({name}) <> length({name}) OR contains({name}, ':')"
    if test.operator == Operator.MATCHES and cells.form(path) is None and not column.several:
        return f"({unusual} OR regexp_matches({name}, ?))", [str(literal)]
    wanted = literal if isinstance(literal, tuple) else (literal,)
    if test.operator not in (Operator.EQUAL, Operator.IN, Operator.LIKE):
        return everything
    if len(wanted) > MOST_WORDS or not all(isinstance(each, str) for each in wanted):
        return everything
    words: list[str | float] = [_longest(str(each), test.operator) for each in wanted]
    if not all(words):
        return everything
    sought = " OR ".join([f"contains(lower({name}), ?)"] * len(words))
    return f"({unusual} OR {sought or 'false'})", words


def _longest(text: str, operator: Operator) -> str:
    """Give the longest run that must be in a cell, in small letters, of ASCII alone.

    There may be spaces around the at sign of an email address.
    """
    wild = "@%_" if operator == Operator.LIKE else "@"
    kept = "".join(each if each.isascii() and each not in wild else "\0" for each in text)
    return max(kept.lower().split("\0"), key=len)


def _can_differ(test: values.Comparison) -> bool:
    """Say whether being of another type passes: it is unequal, but it has no order."""
    return test.operator not in values.ORDER


def _joined(word: Join | str, parts: Sequence[str]) -> str:
    if not parts:
        return "true" if word == Join.AND else "false"
    return parts[0] if len(parts) == 1 else f"({f' {word} '.join(parts)})"
