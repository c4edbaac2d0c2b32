"""Says of a log that was looked at how the engine reads it: by DuckDB, or else row by row."""

import mmap
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from wardmote.engines.hunting import sources
from wardmote.engines.hunting.sources import Layout, Log
from wardmote.formats.logs import clocks, reading
from wardmote.formats.logs.dialects import Dialect, Look
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting.values import Clock, Event, Holds, LogKind, Reader

FIELDS = b"#Fields:"
"""A line of the W3C format that says anew what the columns are."""


def log(places: Sequence[Place], look: Look, unread: Callable[[Place, Unread], None]) -> Log:
    """Give the log that files of one kind and one dialect are.

    Shape: `unread` is told of each line that could not be taken apart, where rows are read one
    by one; where DuckDB reads, the engine counts them.
    """
    read_time = _clock(look.kind, places[0].written)
    by_path = {place.path: place for place in places}
    if all(is_plain(place, look) for place in places):
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
    kind, dialect = look.kind, look.dialect
    return (
        kind.reader in sources.SQL_READERS
        and not place.member
        and not kind.inside
        and not any(each.rewritten or each.several for each in kind.columns)
        and _is_plain_text(kind, dialect)
        and not _says_columns_anew(place.path, kind, dialect)
    )


def _is_plain_text(kind: LogKind, dialect: Dialect) -> bool:
    if kind.reader is Reader.PARQUET:
        return True
    return (
        dialect.encoding in ("utf-8", "utf-8-sig")
        and dialect.compression in ("", "gzip", "zstd")
        and dialect.line_end in ("\n", "\r\n")
        and dialect.array is None
        and not dialect.wrapped
    )


def _says_columns_anew(path: Path, kind: LogKind, dialect: Dialect) -> bool:
    if kind.name != "w3c":
        return False
    if dialect.compression:
        return True
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        first = text.find(FIELDS)
        begin = first
        while begin >= 0:
            if text[begin : text.find(b"\n", begin)] != text[first : text.find(b"\n", first)]:
                return True
            begin = text.find(FIELDS, begin + 1)
    return False


def _layout(look: Look) -> Layout:
    dialect = look.dialect
    return Layout(
        names=dialect.names,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        header_lines=dialect.header_lines,
        compression=dialect.compression if dialect.compression != "zip" else "",
        comment=look.kind.comment,
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
