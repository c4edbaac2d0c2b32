"""Counts: how many events were read, which could not be, and what was found in the others."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import duckdb

from wardmote.engines.hunting import cells, quoting, sources
from wardmote.rules.hunting.values import Clock, Find, Reader

CHUNK = 20_000
LINES = (Reader.DELIMITED, Reader.PATTERN, Reader.PAIRS)
PLAIN_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z?"
"""A time that SQL and Python read alike, in UTC."""


class Misread(Exception):
    """DuckDB has read marks of quotation otherwise than they stand: read it row by row."""


def chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Give rows some thousands at a time."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def scanned(profile: str) -> int:
    """Give how many rows a query read from the log, from what DuckDB says of it.

    A filter right above the reading leaves out empty lines and comments, which are no events.
    """

    def below(
        operators: list[dict[str, Any]], above: dict[str, Any]
    ) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        for operator in operators:
            yield operator, above
            yield from below(operator.get("children", []), operator)

    found = json.loads(profile)
    return sum(
        int((above if above.get("type") == "FILTER" else each)["intermediate_rows"])
        for each, above in below(found.get("operator") or found.get("children", []), {})
        if _reads_a_log(each)
    )


def staged(database: duckdb.DuckDBPyConnection) -> int:
    """Give how many events were staged; one whose cells hold several values is several rows."""
    found = database.execute("SELECT count(DISTINCT event) FROM staged").fetchall()[0][0]
    return int(found)


def _reads_a_log(operator: dict[str, Any]) -> bool:
    told = operator.get("extra_info", {})
    if str(told.get("Function", "")).startswith(("READ_", "PARQUET_SCAN")):
        return True
    return str(told.get("Table", "")).rpartition(".")[2] == "staged"


def check(database: duckdb.DuckDBPyConnection, log: sources.Log) -> None:
    """Be sure that no mark of quotation has swallowed what follows it.

    Raises: Misread, where the last query met one that is not closed, or not around a whole cell,
    or one that is closed in another line of a record that has not the columns.
    """
    if log.events is not None or log.kind.reader is not Reader.DELIMITED or not log.layout.quote:
        return
    swallowed = database.execute(
        "SELECT count(*) FROM rejects WHERE scan_id = (SELECT max(scan_id) FROM rejects_scan)"
        " AND (contains(csv_line, chr(10)) OR error_type = 'LINE SIZE OVER MAXIMUM'"
        " OR error_type = 'UNQUOTED VALUE' AND NOT regexp_full_match(csv_line, $1))",
        [_cut_off(log.layout.delimiter)],
    ).fetchall()
    if swallowed[0][0]:
        raise Misread


def _cut_off(delimiter: str) -> str:
    """Write a line that ends within a cell in marks of quotation, as one does that is unfinished.

    Where it is the last one, nothing was swallowed.
    """
    sign = re.escape(delimiter)
    text = '"(?:[^"]|"")*'
    return f'(?: *(?:{text}" *|[^" {sign}][^{sign}]*)?{sign})* *{text}'


def unparsed(database: duckdb.DuckDBPyConnection, log: sources.Log) -> int:
    """Count the lines of text that DuckDB could not take apart; comments and blanks are none."""
    if log.events is not None or not (log.kind.reader in LINES or log.layout.wrapped):
        return 0
    comment = log.layout.comment
    left_out = f" AND NOT starts_with(csv_line, {quoting.literal(comment)})" if comment else ""
    return int(
        database.execute(
            "SELECT count(*) FROM (SELECT DISTINCT file_path, line FROM rejects JOIN rejects_scan"
            " USING (scan_id, file_id) WHERE scan_id = (SELECT max(scan_id) FROM rejects_scan)"
            f" AND regexp_matches(csv_line, '[^ \\t\\r\\f\\x1a]'){left_out})"
        ).fetchall()[0][0]
    )


def bad(database: duckdb.DuckDBPyConnection, log: sources.Log) -> int:
    """Count the rows of `kept` that are no events, and put them away."""
    marked = int(database.execute("SELECT count(*) FROM kept WHERE bad").fetchall()[0][0])
    if marked:
        database.execute("DELETE FROM kept WHERE bad")
    return _no_objects(database, log) if marked and _is_json(log) else marked


def _is_json(log: sources.Log) -> bool:
    is_plain = log.events is None and not log.layout.wrapped
    return is_plain and log.kind.reader is Reader.JSON_LINES


def _no_objects(database: duckdb.DuckDBPyConnection, log: sources.Log) -> int:
    """Count the lines that are no object of JSON, by reading the log again."""
    paths = "[" + ", ".join(quoting.literal(str(path)) for path in log.paths) + "]"
    compression = log.layout.compression or "uncompressed"
    return int(
        database.execute(
            "SELECT count(*) FROM read_json_objects("
            f"{paths}, format = 'newline_delimited', ignore_errors = true,"
            f" compression = '{compression}', maximum_object_size = {sources.LONGEST_LINE})"
            " WHERE json IS NULL OR json_type(json) <> 'OBJECT'"
        ).fetchall()[0][0]
    )


def finds(
    under_way: cells.Hunt,
    shows: str,
    since: datetime | None,
    until: datetime | None,
) -> tuple[Find, ...]:
    """Count each event once for each indicator that it shows, and read the time of these alone."""
    database = under_way.database
    database.execute(f"CREATE TABLE shows AS {shows}")
    _read_times(under_way)
    rows = database.execute(
        "SELECT refs.ref, min(time), max(time), count(*) FROM ("
        "SELECT DISTINCT event, shows.ref, time FROM shows LEFT JOIN times USING (event)"
        " WHERE time IS NULL OR (time >= coalesce(greatest(valid_from, $1), '-infinity')"
        " AND time < coalesce(least(valid_until, $2), 'infinity'))) AS counted"
        " JOIN pack.refs ON counted.ref = refs.id GROUP BY refs.ref ORDER BY refs.ref",
        [since, until],
    ).fetchall()
    return tuple(Find(ref, _utc(first), _utc(last), count) for ref, first, last, count in rows)


def _utc(time: datetime | None) -> datetime | None:
    return None if time is None else time.astimezone(UTC)


def _read_times(under_way: cells.Hunt) -> None:
    """Make `times`: of each event that shows something, the first time that can be read."""
    database, log, event = under_way.database, under_way.log, under_way.event
    texts = ", ".join(f"t{at}" for at in range(len(under_way.times))) or "NULL"
    database.execute(
        f"CREATE TABLE texts AS SELECT {event} AS event, unnest([{texts}]) AS text,"
        f" generate_subscripts([{texts}], 1) AS place"
        f" FROM kept WHERE {event} IN (SELECT event FROM shows)"
    )
    database.execute("CREATE TABLE clock (text VARCHAR, time TIMESTAMPTZ)")
    plain = "false"
    if log.kind.clock is Clock.ISO or log.events is not None:
        plain = f"regexp_full_match(text, '{PLAIN_TIME}')"
        database.execute(
            "INSERT INTO clock SELECT DISTINCT text, try_cast(text AS TIMESTAMPTZ) FROM texts"
            f" WHERE {plain}"
        )
    odd = database.execute(
        f"SELECT DISTINCT text FROM texts WHERE text IS NOT NULL AND NOT {plain}"
    ).fetchall()
    for rows in chunks((text, log.read_time(text)) for (text,) in odd):
        database.execute(
            "INSERT INTO clock SELECT unnest($1::VARCHAR[]), unnest($2::TIMESTAMPTZ[])",
            [[text for text, _ in rows], [time for _, time in rows]],
        )
    database.execute(
        "CREATE TABLE times AS SELECT event, arg_min(time, place) FILTER (WHERE time IS NOT NULL)"
        " AS time FROM texts JOIN clock USING (text) GROUP BY event"
    )
