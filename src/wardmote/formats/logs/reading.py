"""Reads logs of every kind as events, line by line, whatever the lines are."""

import mmap
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

import re2

from wardmote.formats.logs import (
    clocks,
    delimited,
    objects,
    packing,
    parquet,
    sentences,
    texts,
    windows,
)
from wardmote.formats.logs.dialects import Dialect, Hurdle, Look
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.texts import Line, Unread
from wardmote.rules.hunting.values import Event, Holds, LogKind, Reader
from wardmote.rules.refusal import Refusal

PART = re.compile(r"\{([^{}]+)\}")
Rows = Iterator[tuple[int, dict[str, str]] | Unread]


def events(place: Place, look: Look) -> Iterator[Event | Unread]:
    """Read a log; what cannot be read is told by its line, and reading goes on behind it.

    Cost: memory for the longest line or record alone, whatever the file's size.
    """
    finish = finisher(look.kind, until=place.written)
    for row in rows(place, look):
        yield row if isinstance(row, Unread) else finish(row[1])


def rows(place: Place, look: Look) -> Rows:
    """Take a log apart: the number of each line with its cells, as they stand in the log."""
    match look.kind.reader:
        case Reader.EVTX:
            yield from windows.rows(place.path)
        case Reader.PARQUET:
            yield from parquet.rows(place.path)
        case _:
            try:
                with packing.opened(place.path, place.member) as stream:
                    yield from taken(stream, look.kind, look.dialect)
            except Refusal as refusal:
                yield Unread(0, refusal.message)
            except OSError as trouble:
                yield Unread(0, f"reading it ended: {trouble.strerror or 'the disk failed'}")


def hurdles(place: Place, look: Look) -> frozenset[Hurdle]:
    """Say what a faster reader must master to read this very file as `events` does.

    Cost: that of `steady`.
    """
    kind, dialect = look.kind, look.dialect
    in_columns = [each for each in kind.columns if each.holds is not Holds.OTHER]
    is_json = kind.reader is Reader.JSON_LINES
    there = {
        Hurdle.ARRAY: dialect.array is not None,
        Hurdle.CHANGING_COLUMNS: not steady(place, look),
        Hurdle.ENCODING: dialect.encoding == "windows-1252",
        Hurdle.INSIDE: bool(kind.inside),
        Hurdle.JSON_LISTS: is_json and any(each.several for each in in_columns),
        Hurdle.LINE_ENDS: dialect.line_end == "\r",
        Hurdle.PAIRS: kind.reader is Reader.PAIRS,
        Hurdle.RECORDS: kind.reader is Reader.EVTX,
        Hurdle.REWRITTEN: any(each.rewritten for each in in_columns),
        Hurdle.SEVERAL: any(each.several for each in in_columns),
        Hurdle.WRAPPED: dialect.wrapped,
        Hurdle.ZIP: dialect.compression == "zip",
    }
    return frozenset(hurdle for hurdle, is_there in there.items() if is_there)


def steady(place: Place, look: Look) -> bool:
    """Say whether a text with columns has the same columns to its end.

    A header within it, as IIS writes after each restart, may change them.

    Cost: one fast look through a text with such headers, slower where it is packed; else none.
    """
    if not look.kind.comment:
        return True
    try:
        if not place.member and not look.dialect.compression:
            return _steady_plain(place, look)
        with packing.opened(place.path, place.member) as stream:
            lines = texts.lines(stream, look.dialect.encoding, look.dialect.line_end)
            within = (delimited.fields(each.text) for each in lines if isinstance(each, Line))
            return all(names in (None, look.dialect.names) for names in within)
    except (Refusal, OSError, ValueError):
        return False


def _steady_plain(place: Place, look: Look) -> bool:
    with (
        place.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as all_,
    ):
        for mark in delimited.FIELDS:
            at = all_.find(mark.encode())
            while at >= 0:
                line = all_[at : max(all_.find(b"\n", at), at)].decode(look.dialect.encoding)
                if delimited.fields(line.rstrip("\r")) not in (None, look.dialect.names):
                    return False
                at = all_.find(mark.encode(), at + 1)
    return True


def taken(stream: BinaryIO, kind: LogKind, dialect: Dialect) -> Rows:
    """Take a text apart."""
    if kind.reader is Reader.JSON_LINES and dialect.array is not None:
        return _flat(objects.in_array(stream, dialect.encoding, dialect.array), kind)
    lines = texts.lines(stream, dialect.encoding, dialect.line_end)
    if kind.reader is Reader.JSON_LINES:
        return _flat(objects.in_lines(lines, wrapped=dialect.wrapped), kind)
    if kind.reader is Reader.DELIMITED:
        return _named(lines, kind, dialect)
    return sentences.rows(lines, kind, dialect.header_lines)


def finisher(kind: LogKind, *, until: datetime) -> Callable[[Mapping[str, str]], Event]:
    """Make what turns the cells of this kind of log into an event.

    Cells that hold nothing are left out, others are rewritten where their column says so, and
    those that are joined are added.
    """
    empty = {"", *kind.empty}
    rewritten = [
        (each.name, [(re2.compile(before), after) for before, after in each.rewritten])
        for each in kind.columns
        if each.rewritten
    ]
    written = [(each.written, each.name) for each in kind.columns if each.written]
    joined = [(name, template, PART.findall(template)) for name, template in kind.joined.items()]
    times = [
        (each.name, each.clock or kind.clock) for each in kind.columns if each.holds is Holds.TIME
    ]

    def finish(row: Mapping[str, str]) -> Event:
        cells = {name: cell for name, cell in row.items() if cell.strip() not in empty}
        for key, name in written:
            if key in cells:
                cells[name] = cells.pop(key)
        for name, changes in rewritten:
            for before, after in changes:
                if name in cells:
                    cells[name] = before.sub(after, cells[name])
        for name, template, parts in joined:
            if all(part in cells for part in parts):
                cells[name] = PART.sub(lambda part: cells[part[1]], template)
        found = (
            clocks.read(clock, cells[name], until=until) for name, clock in times if name in cells
        )
        return Event(next((time for time in found if time), None), cells)

    return finish


def _flat(found: Iterable[tuple[int, dict[str, object]] | Unread], kind: LogKind) -> Rows:
    several = {each.key: each.several for each in kind.columns if each.several}
    for each in found:
        if isinstance(each, Unread):
            yield each
            continue
        line, value = each
        inner = value.get(kind.inside) if kind.inside else None
        yield line, objects.flat(inner if isinstance(inner, dict) else value, several)


def _named(lines: Iterable[Line | Unread], kind: LogKind, dialect: Dialect) -> Rows:
    names, left = dialect.names, dialect.header_lines

    def is_sound(cells: Sequence[str]) -> bool:
        return delimited.fits(cells, names)

    for record in delimited.records(
        lines, dialect.delimiter, dialect.quote, kind.comment, is_sound
    ):
        if isinstance(record, Unread):
            yield record
        elif kind.comment and (record.cells[0]).startswith(kind.comment):
            within = delimited.fields(dialect.delimiter.join(record.cells))
            names = names if within is None else within
        elif record.line <= left or _is_header(record.cells, names):
            continue
        elif not is_sound(record.cells):
            yield _uneven(record, names)
        else:
            yield record.line, _opened(dict(zip(names, record.cells, strict=False)), kind)


def _is_header(cells: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return cells[0].strip() == names[0] and delimited.named(cells) == names


def _uneven(record: delimited.Record, names: tuple[str, ...]) -> Unread:
    if not record.whole:
        return Unread(record.line, "the last line is not finished")
    return Unread(record.line, f"it has {len(record.cells)} cells, not {len(names)}")


def _opened(cells: dict[str, str], kind: LogKind) -> dict[str, str]:
    """Add what is written as JSON inside a cell."""
    inner = objects.parsed(cells.get(kind.inside, "")) if kind.inside else None
    if inner is None:
        return cells
    start = f"{kind.inside}."
    several = {each.key.removeprefix(start): each.several for each in kind.columns if each.several}
    found = {start + path: cell for path, cell in objects.flat(inner, several).items()}
    return {**{name: cell for name, cell in cells.items() if name != kind.inside}, **found}
