"""Says of a log that was looked at how the engine reads it: by DuckDB, or else row by row."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import duckdb

from wardmote.engines.hunting import counting, sources
from wardmote.engines.hunting.sources import Layout, Log
from wardmote.formats.logs import clocks, packing, reading
from wardmote.formats.logs.dialects import Hurdle, Look
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting.values import Clock, Event, Holds, LogKind

MASTERED = {
    *(Hurdle.SEVERAL, Hurdle.PAIRS, Hurdle.JSON_LISTS, Hurdle.REWRITTEN, Hurdle.WRAPPED),
}
"""What SQL reads as `formats.logs.reading` does."""


GIVEN_UP = (duckdb.InvalidInputException, duckdb.IOException, counting.Misread)
"""What says that DuckDB cannot read a log, and that it is to be read row by row."""


def log(
    places: Sequence[Place],
    look: Look,
    unread: Callable[[Place, Unread], None],
    *,
    by_rows: bool = False,
) -> Log:
    """Give the log that files of one kind and one dialect are.

    Shape: `unread` is told of each line that could not be taken apart, where rows are read one
    by one, as `by_rows` asks; where DuckDB reads, the engine counts them.
    """
    read_time = _clock(look.kind, places[0].written)
    by_path = {place.path: place for place in places}
    if not by_rows and all(is_plain(place, look) for place in places):
        return Log(tuple(by_path), look.kind, _layout(look), read_time)

    def events(path: Path) -> Iterator[Event | None]:
        for each in reading.events(by_path[path], look):
            if isinstance(each, Unread):
                unread(by_path[path], each)
                yield None
            else:
                yield each

    return Log(tuple(by_path), look.kind, _layout(look), read_time, events)


def is_plain(place: Place, look: Look) -> bool:
    """Tell whether DuckDB reads a file as `formats.logs.reading` does."""
    return (
        look.kind.reader in sources.SQL_READERS
        and look.dialect.encoding in sources.ENCODINGS
        and look.dialect.line_end != "mixed"
        and not reading.hurdles(place, look) - MASTERED
        and _is_utf8(place.path)
        # DuckDB stops where a gzip file is damaged and does not say so.
        and (look.dialect.compression != "gzip" or _is_whole(place))
    )


def _is_utf8(path: Path) -> bool:
    """Tell whether DuckDB can open a path, which may be any bytes."""
    return "\N{REPLACEMENT CHARACTER}" not in os.fsencode(path).decode("utf-8", "replace")


@lru_cache(maxsize=10_000)
def _is_whole(place: Place) -> bool:
    return packing.is_whole(place.path)


def _layout(look: Look) -> Layout:
    dialect = look.dialect
    return Layout(
        names=dialect.names,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        header_lines=dialect.header_lines,
        encoding=dialect.encoding,
        compression=dialect.compression if dialect.compression != "zip" else "",
        comment=look.kind.comment,
        wrapped=dialect.wrapped,
        empty=look.kind.empty,
    )


def _clock(kind: LogKind, until: datetime) -> Callable[[str], datetime | None]:
    """Make what reads a time as any of the columns of time writes it."""
    known: dict[Clock, None] = {
        each.clock or kind.clock: None for each in kind.columns if each.holds is Holds.TIME
    }

    def read(text: str) -> datetime | None:
        found = (clocks.read(clock, text, until=until) for clock in known)
        return next((time for time in found if time), None)

    return read
