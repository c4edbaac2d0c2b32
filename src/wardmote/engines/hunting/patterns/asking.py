"""Writes what stands in square brackets as a condition of SQL over the columns of a log.

Where SQL means the same as STIX, it compares itself. Else a comparison is first asked of each
different cell of its column: SQL leaves out cells that cannot pass, and the clear rule
(`rules.patterns.comparing`) looks at those that may. Cells that pass go into a table, and the
condition on an event asks whether its cell is there.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import duckdb

from wardmote.engines.hunting import addresses, expressions, quoting
from wardmote.engines.hunting.patterns import cells, sieving
from wardmote.engines.hunting.patterns.cells import Thing
from wardmote.rules.hunting.values import LogKind
from wardmote.rules.indicators import writing
from wardmote.rules.patterns import comparing, values
from wardmote.rules.patterns.values import Join, Operator

TABLE = "pattern_cells"


class Asker:
    """Writes conditions for the patterns that are run on one view."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, view: str, kind: LogKind) -> None:
        self._sql = connection
        self._view = view
        self._kind = kind
        self._things = cells.things(kind)
        self._known: dict[tuple[object, ...], str] = {}
        self._numbers = count()
        self._tabulated: set[int] = set()
        self._plain: frozenset[values.Path] = frozenset()
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {TABLE} (asked INTEGER, cell VARCHAR)")

    def forget(self) -> None:
        """Take the tables away."""
        for table in (TABLE, *(f"{TABLE}_{column}" for column in self._tabulated)):
            self._sql.execute(f"DROP TABLE IF EXISTS {table}")

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
        key = (repr(test), path, column, path in self._plain)
        if key not in self._known:
            self._known[key] = f"coalesce({self._passes(test, path, column)}, false)"
        return self._known[key]

    def _passes(self, test: values.Comparison | None, path: values.Path, column: int) -> str:
        said, name = self._kind.columns[column], self._name(column)
        network = test and sieving.network(test, path, said)
        if network:
            return f"{name} IN (SELECT text FROM {self._addresses(column)} WHERE {network})"
        exact = test and path not in self._plain and sieving.exact(test, path, said, name)
        if exact:
            others = self._listed(test, path, column, sieving.is_unusual(name), [])
            return f"CASE WHEN {sieving.is_unusual(name)} THEN {others} ELSE {exact} END"
        return self._listed(test, path, column, *sieving.sieve(test, path, said, name))

    def _listed(
        self,
        test: values.Comparison | None,
        path: values.Path,
        column: int,
        condition: str,
        words: list[str],
    ) -> str:
        """List the cells that pass, of those that meet a condition."""
        name, number = self._name(column), next(self._numbers)
        found = self._sql.execute(
            f"SELECT DISTINCT {name} FROM {self._view} WHERE {name} IS NOT NULL AND {condition}",
            words,
        )
        passing: list[str] = []
        while rows := found.fetchmany(50_000):
            passing += (cell for (cell,) in rows if self._holds(test, path, column, cell))
        if not passing:
            return "false"
        self._sql.execute(f"INSERT INTO {TABLE} SELECT ?, unnest(?::VARCHAR[])", [number, passing])
        return f"{name} IN (SELECT cell FROM {TABLE} WHERE asked = {number})"

    def _holds(
        self, test: values.Comparison | None, path: values.Path, column: int, cell: str
    ) -> bool:
        said = self._kind.columns[column]
        shown = cells.read(said, path, cell, plain=path in self._plain)
        if test is None:
            return bool(shown)
        return any(comparing.holds(test, each, expressions.found) for each in shown)

    def _addresses(self, column: int) -> str:
        """Make a table of the addresses in a column, once."""
        table = f"{TABLE}_{column}"
        if column not in self._tabulated:
            self._tabulated.add(column)
            addresses.tabulate(self._sql, self._view, self._name(column), table, _digits)
        return table

    def _name(self, column: int) -> str:
        return quoting.name(self._kind.columns[column].name)


def _digits(cell: str) -> str | None:
    found = writing.address(cell)
    return found and addresses.digits(found)


def _can_differ(test: values.Comparison) -> bool:
    """Say whether being of another type passes: it is unequal, but it has no order."""
    return test.operator not in values.ORDER


def _joined(word: Join | str, parts: Sequence[str]) -> str:
    if not parts:
        return "true" if word == Join.AND else "false"
    return parts[0] if len(parts) == 1 else f"({f' {word} '.join(parts)})"
