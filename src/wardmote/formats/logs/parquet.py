"""Parquet, by its columns.

Source: Apache Parquet, file format.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from wardmote.formats.logs import objects
from wardmote.formats.logs.texts import Unread

PIECE = 2_000


def names(path: Path) -> tuple[str, ...]:
    """Name the columns of a file, in their order; empty where it is no file that can be read."""
    try:
        with duckdb.connect() as database:
            asked = database.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)])
            return tuple(each[0] for each in asked.description or ())
    except duckdb.Error:
        return ()


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]] | Unread]:
    """Give the rows of a file, from 1; a struct's fields are named with dots."""
    number = 0
    try:
        with duckdb.connect(config={"threads": 1}) as database:
            database.execute("SET TimeZone = 'UTC'")
            asked = database.execute(
                "SELECT to_json(row)::VARCHAR FROM read_parquet(?) AS row", [str(path)]
            )
            while piece := asked.fetchmany(PIECE):
                for (text,) in piece:
                    number += 1
                    yield number, objects.flat(objects.parsed(text) or {})
    except duckdb.Error as trouble:
        said = str(trouble).splitlines()[0][:120]
        yield Unread(number + 1, f"the file is no Parquet that can be read ({said})")
