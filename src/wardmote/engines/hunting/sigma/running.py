"""Runs many compiled rules over a log at once.

Rows that are alike in all columns that matter are looked at once. A rule with needles is asked
of those rows alone in which one of them stands; needles are found by their rarest four letters,
so that the number of rules hardly counts. The other rules are asked of every row, many at a time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import duckdb

from wardmote.engines.hunting import addresses, quoting
from wardmote.engines.hunting.sigma.compiling import Rule
from wardmote.engines.hunting.sigma.predicates import SHORTEST_NEEDLE, Needle
from wardmote.rules.hunting.values import Find, LogKind

CHUNK = 25
"""Rules that are asked in one query."""

WIDELY = 30
"""A rule whose needles stand in more than one row of so many is asked of every row."""

SAMPLE = 3_000
"""Values from which it is learnt which letters are rare."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TABLES = ("rows", "needles", "sought", "hits", "candidates", "address")


def hunt(
    connection: duckdb.DuckDBPyConnection, view: str, kind: LogKind, rules: Sequence[Rule]
) -> list[Find]:
    """Ask every rule of a log, and give those that were seen, in the order of the rules.

    Shape: the view has the kind's columns as text, and `time` as TIMESTAMPTZ.
    """
    run = _Run(connection, rules)
    try:
        run.collect(view, kind)
        some, all_ = run.candidates()
        found: dict[int, Find] = {}
        for chunk in _chunks(some):
            found.update(run.ask_some(chunk))
        for chunk in _chunks(all_):
            found.update(run.ask_all(chunk))
    finally:
        for table in _TABLES:
            connection.execute(f"DROP TABLE IF EXISTS sigma_{table}")
    return [found[number] for number in sorted(found)]


class _Run:
    """One run of many rules over one log; its tables are temporary and begin with `sigma_`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
        self._sql = connection
        self._rules = rules
        self._columns = sorted({column for rule in rules for column in rule.columns})
        self._lower = "".join(f", lower(c{each}) AS l{each}" for each in self._columns)

    def collect(self, view: str, kind: LogKind) -> None:
        """Make one row of all events that are alike in every column that a rule asks about."""
        cells = "".join(
            f", {quoting.name(kind.columns[each].name)} AS c{each}" for each in self._columns
        )
        self._sql.execute(
            "CREATE TEMP TABLE sigma_rows AS SELECT row_number() OVER () AS id, * FROM ("
            "SELECT count(*) AS n, min(epoch_us(time)) AS first, max(epoch_us(time)) AS last"
            f"{cells} FROM {view} GROUP BY ALL)"
        )
        for column in sorted({each for rule in self._rules for each in rule.addresses}):
            addresses.tabulate(self._sql, "sigma_rows", f"c{column}", "sigma_address")
            self._sql.execute(
                f"CREATE OR REPLACE TEMP TABLE sigma_rows AS SELECT r.*, digits AS a{column}"
                f" FROM sigma_rows AS r LEFT JOIN sigma_address ON c{column} = text"
            )

    def candidates(self) -> tuple[list[int], list[int]]:
        """Find which rules to ask of some rows, and which of all; the rest cannot hold."""
        self._look_up()
        for column in {each.column for rule in self._rules for each in rule.needles or ()}:
            self._find_needles(column)
        total = self._sql.execute("SELECT count(*) FROM sigma_rows").fetchall()[0][0]
        reach = dict(
            self._sql.execute(
                "SELECT rule, count(*) FROM sigma_hits JOIN sigma_sought USING (needle)"
                " GROUP BY rule"
            ).fetchall()
        )
        wide = {rule for rule, rows in reach.items() if rows * WIDELY > total}
        self._sql.execute(
            "CREATE TEMP TABLE sigma_candidates AS SELECT DISTINCT rule, id FROM sigma_hits"
            " JOIN sigma_sought USING (needle) WHERE NOT list_contains(?::INTEGER[], rule)"
            " ORDER BY rule",
            [sorted(wide)],
        )
        blind = {number for number, rule in enumerate(self._rules) if rule.needles is None}
        return sorted(set(reach) - wide), sorted(wide | blind)

    def ask_some(self, chunk: Sequence[int]) -> Iterator[tuple[int, Find]]:
        """Ask rules of those rows in which a needle stands."""
        cases = " ".join(f"WHEN {each} THEN {self._rules[each].sql}" for each in chunk)
        answers = self._sql.execute(
            "SELECT rule, sum(n)::BIGINT, min(first), max(last) FROM ("
            f"SELECT *{self._lower} FROM sigma_candidates JOIN sigma_rows USING (id)"
            f" WHERE rule BETWEEN {chunk[0]} AND {chunk[-1]})"
            f" WHERE CASE rule {cases} ELSE false END GROUP BY rule"
        ).fetchall()
        for rule, count, first, last in answers:
            yield rule, Find(self._rules[rule].ref, _time(first), _time(last), count)

    def ask_all(self, chunk: Sequence[int]) -> Iterator[tuple[int, Find]]:
        """Ask rules of every row."""
        asked = ", ".join(f"{self._rules[each].sql} AS b{each}" for each in chunk)
        told = ", ".join(
            f"sum(n) FILTER (WHERE b{each})::BIGINT, min(first) FILTER (WHERE b{each}),"
            f" max(last) FILTER (WHERE b{each})"
            for each in chunk
        )
        answer = self._sql.execute(
            f"SELECT {told} FROM (SELECT n, first, last, {asked}"
            f" FROM (SELECT *{self._lower} FROM sigma_rows))"
        ).fetchall()[0]
        for place, rule in enumerate(chunk):
            count, first, last = answer[3 * place : 3 * place + 3]
            if count:
                yield rule, Find(self._rules[rule].ref, _time(first), _time(last), count)

    def _look_up(self) -> None:
        """Make tables of all needles, and of which rule seeks which."""
        needles: dict[Needle, int] = {}
        pairs = [
            (number, needles.setdefault(needle, len(needles)))
            for number, rule in enumerate(self._rules)
            for needle in rule.needles or ()
        ]
        grams = self._rarest(needles)
        self._fill("sought", {"rule": [a for a, _ in pairs], "needle": [b for _, b in pairs]})
        self._fill(
            "needles",
            {
                "needle": list(needles.values()),
                "place": [each.column for each in needles],
                "gram": grams,
                "word": [each.text for each in needles],
            },
        )
        self._sql.execute("CREATE TEMP TABLE sigma_hits (needle INTEGER, id BIGINT)")

    def _find_needles(self, column: int) -> None:
        """Find the rows in which needles of one column stand, looking at each value once."""
        size = SHORTEST_NEEDLE
        self._sql.execute(
            f"""
            INSERT INTO sigma_hits
            WITH cells AS (
              SELECT lower(c{column}) AS cell, list(id) AS ids FROM sigma_rows
              WHERE length(c{column}) >= {size} GROUP BY cell
            ), grams AS (
              SELECT cell, ids, unnest(list_distinct(list_transform(
                range(1, length(cell) - {size - 2}), lambda i: substring(cell, i, {size})))) AS gram
              FROM cells
            )
            SELECT needle, unnest(ids) FROM grams JOIN sigma_needles USING (gram)
            WHERE place = {column} AND contains(cell, word)
            """
        )

    def _rarest(self, needles: Iterable[Needle]) -> list[str]:
        """Choose for each needle the letters in it that are rarest in its column."""
        known = {column: self._common(column) for column in {each.column for each in needles}}
        return [min(_grams(each.text), key=known[each.column].__getitem__) for each in needles]

    def _common(self, column: int) -> Counter[str]:
        sample = self._sql.execute(
            f"SELECT lower(c{column}) FROM sigma_rows WHERE c{column} IS NOT NULL"
            f" USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (1)"
        ).fetchall()
        return Counter(gram for (cell,) in sample for gram in _grams(cell[:1000]))

    def _fill(self, table: str, columns: dict[str, list[int] | list[str]]) -> None:
        named = ", ".join(
            f"unnest(?::{'VARCHAR' if name in ('gram', 'word') else 'INTEGER'}[]) AS {name}"
            for name in columns
        )
        self._sql.execute(
            f"CREATE TEMP TABLE sigma_{table} AS SELECT {named}",
            list(columns.values()),
        )


def _grams(text: str) -> set[str]:
    return {text[at : at + SHORTEST_NEEDLE] for at in range(len(text) - SHORTEST_NEEDLE + 1)}


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK))


def _time(micros: int | None) -> datetime | None:
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)
