"""The cells of a hunt: which columns are looked at, and what of a cell is looked up."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from wardmote.engines.hunting import packs, quoting, sources, telling
from wardmote.rules.hunting.values import Column, Holds

AUTHORITY = (
    "CASE WHEN prefix({0}, 'https://') OR prefix({0}, 'http://') THEN split_part({0}, '/', 3)"
    " WHEN contains({0}, '://') OR prefix({0}, '/') THEN {0} ELSE split_part({0}, '/', 1) END"
)
"""What decides of which host a URL is: all of it where it is written in no usual way."""


@dataclass(frozen=True, slots=True)
class Hunt:
    """One hunt under way."""

    database: duckdb.DuckDBPyConnection
    pack: packs.Pack
    log: sources.Log
    columns: tuple[Column, ...]
    times: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """Give the names of all columns that are read."""
        return tuple(dict.fromkeys((*self.times, *(each.name for each in self.columns))))

    @property
    def event(self) -> str:
        """Name what tells events in `kept` apart: where cells hold several values, not the row."""
        return "event" if sources.several(self.log, self.wanted) else "rowid"


def key(column: Column) -> str:
    """Give what is looked up of a cell: the host of a URL, else all of it."""
    named = quoting.name(column.name)
    return AUTHORITY.format(named) if column.holds is Holds.URL else named


def families(columns: Sequence[Column]) -> dict[str, list[int]]:
    """Give the places of columns by the family of what they hold."""
    found: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        found.setdefault(telling.family_of(column.holds), []).append(at)
    return found


def query(table: str, keys: Sequence[str]) -> str:
    """Give a query of all texts that expressions make of a table."""
    return " UNION ALL ".join(f"SELECT {key} AS raw FROM {table}" for key in keys)


def tell(under_way: Hunt, family: str, texts: str) -> None:
    """Tell of all different texts of a query."""
    telling.tell(under_way.database, family, texts, under_way.pack, under_way.log.layout.empty)
