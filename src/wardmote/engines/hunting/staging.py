"""Puts the events of a log into a table, for what is asked of whole events: patterns and rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import duckdb

from wardmote.engines.hunting import counting, quoting, sources
from wardmote.formats.logs import clocks
from wardmote.rules.hunting.values import Clock, Event, LogKind

VIEW = "events"


def stage(
    database: duckdb.DuckDBPyConnection,
    log: sources.Log,
    wanted: Sequence[str],
    *,
    written: datetime,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Make the table `events`: a column of text for each of the kind's, and `time`.

    Shape: only the columns in `wanted` are filled; `written` is when the file was last written.
    The connection's time zone must be UTC. An event whose time cannot be read is kept.
    Raises: Misread.
    """
    there = sources.available(log)
    times = sources.time_columns(log)
    names = tuple(dict.fromkeys((*times, *(each for each in wanted if each in there))))
    inner = rows(database, log, names)
    cells = ", ".join(_cell(each.name, names, log.layout.empty) for each in log.kind.columns)
    moments = [moment(log.kind, each, written) for each in times]
    time = f"coalesce({', '.join(moments)})" if moments else "NULL::TIMESTAMPTZ"
    database.execute(
        f"CREATE OR REPLACE TABLE {VIEW} AS SELECT * FROM"
        f" (SELECT {time} AS time{', ' if cells else ''}{cells} FROM ({inner}) WHERE NOT bad)"
        " WHERE time IS NULL OR (time >= coalesce($1::TIMESTAMPTZ, '-infinity')"
        " AND time < coalesce($2::TIMESTAMPTZ, 'infinity'))",
        [since, until],
    )
    counting.check(database, log)
    database.execute("DROP TABLE IF EXISTS staged")


def moment(kind: LogKind, column: str, written: datetime) -> str:
    """Write how SQL reads a column of time, as `formats.logs.clocks` reads it."""
    clock = next((each.clock for each in kind.columns if each.name == column), None) or kind.clock
    text = f"trim({quoting.name(column)})"
    form = clocks.FORMS[Clock(clock)]
    made = []
    if form.per_second:
        made.append(f"to_timestamp(try_cast({text} AS DECIMAL(20, 6)) / {form.per_second})")
    if form.strptime:
        dated = f"'{written.year} ' || {text}" if form.yearless else text
        made.append(f"try_strptime({dated}, {list(form.strptime)})::TIMESTAMPTZ")
    if form.casts:
        made.append(f"try_cast({text} AS TIMESTAMPTZ)")
    read = f"coalesce({', '.join(made)})"
    if not form.yearless:
        return read
    late = quoting.literal((written + clocks.AHEAD).isoformat())
    return f"CASE WHEN {read} > {late}::TIMESTAMPTZ THEN {read} - INTERVAL 1 YEAR ELSE {read} END"


def _cell(name: str, names: Sequence[str], empty: Sequence[str]) -> str:
    if name not in names:
        return f"NULL::VARCHAR AS {quoting.name(name)}"
    nothing = ", ".join(quoting.literal(each) for each in ("", *empty))
    column = quoting.name(name)
    return f"CASE WHEN trim({column}) IN ({nothing}) THEN NULL ELSE {column} END AS {column}"


def rows(database: duckdb.DuckDBPyConnection, log: sources.Log, wanted: Sequence[str]) -> str:
    """Give a query for some of a log's columns, after staging what DuckDB cannot read itself."""
    if log.events is None:
        return sources.relation(log, wanted)
    names = [*map(quoting.name, wanted), "bad", "event"]
    kinds = ["VARCHAR"] * len(wanted) + ["BOOLEAN", "BIGINT"]
    columns = ", ".join(f"{each} {kind}" for each, kind in zip(names, kinds, strict=True))
    database.execute(f"CREATE TABLE staged ({columns})")
    signs = sources.several(log, wanted)
    events = (event for path in log.paths for event in log.events(path))
    for some in counting.chunks(_staged(events, wanted, signs)):
        values = ", ".join(f"unnest(${at + 1}::{kind}[])" for at, kind in enumerate(kinds))
        lists = [list(column) for column in zip(*some, strict=True)]
        database.execute(f"INSERT INTO staged SELECT {values}", lists)
    cells = ", ".join(f"coalesce({each}, '') AS {each}" for each in names[:-2])
    numbered = ", event" if signs else ""
    return f"SELECT {cells}, bad{numbered} FROM staged"


def _staged(
    events: Iterable[Event | None], wanted: Sequence[str], signs: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """Give the rows of events that DuckDB could not read itself, with the number of each event.

    Shape: `signs` says what stands between values, for columns whose cells are taken apart.
    """
    for number, event in enumerate(events):
        if event is None:
            yield (*(None for _ in wanted), True, number)
            continue
        found = [event.cells.get(each) for each in wanted]
        if not signs:
            yield (*found, False, number)
            continue
        apart = [
            (cell or "").split(signs[each]) if each in signs else None
            for each, cell in zip(wanted, found, strict=True)
        ]
        for at in range(max(len(values) for values in apart if values is not None)):
            row = (
                cell if values is None else values[at] if at < len(values) else None
                for cell, values in zip(found, apart, strict=True)
            )
            yield (*row, False, number)
