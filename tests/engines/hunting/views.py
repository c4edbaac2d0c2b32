"""Makes a small log in DuckDB, as the readers of logs hand it over."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import duckdb

from wardmote.rules.hunting.values import LogKind

START = datetime(2026, 3, 1, tzinfo=UTC)


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """Give the one connection that tests share, as opening many is slow."""
    return duckdb.connect(config={"threads": 1})


def view(
    kind: LogKind, rows: Sequence[Mapping[str, str]], seconds: Sequence[float] | None = None
) -> duckdb.DuckDBPyConnection:
    """Give a connection with the rows as a table called `log`; a missing cell is NULL."""
    names = [column.name for column in kind.columns]
    at = [START + timedelta(seconds=each) for each in (seconds or range(len(rows)))]
    cells = [[row.get(name) for row in rows] for name in names]
    columns = "".join(f', unnest(?::VARCHAR[]) AS "{name}"' for name in names)
    connection().execute(
        f"CREATE OR REPLACE TABLE log AS SELECT unnest(?::TIMESTAMPTZ[]) AS time{columns}",
        [at, *cells],
    )
    return connection()
