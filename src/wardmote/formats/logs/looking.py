"""Looks at what is in a file and says which kind of log it is, and how it is written."""

import itertools
from collections.abc import Container
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from wardmote.formats.logs import (
    kinds,
    naming,
    packing,
    parquet,
    reading,
    recognising,
    sentences,
    windows,
)
from wardmote.formats.logs.dialects import Dialect, Look, Unknown
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.recognising import Candidate, Sample
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting.values import Column, Holds, LogKind, Reader
from wardmote.rules.refusal import Refusal

HEAD = 512 * 1024
"""How much of a file is looked at, unpacked. Units: bytes."""

NEAR = 0.6
"""A kind whose confidence is this share of the best is named as runner-up."""

MOST_COLUMNS = 500
OURS = ("bad", "event", "line", "folded")
"""What the engine calls columns of its own."""
NOTHING = "it is of no kind that is known, and nothing in it can be compared with indicators"


def look(place: Place) -> Look | Unknown:
    """Say which kind of log a file is, by its content; its name counts for nothing.

    Cost: half a megabyte of the file, unpacked.
    """
    try:
        with packing.opened(place.path, place.member) as stream:
            head = _head(stream)
        with place.path.open("rb") as file:
            packed = packing.packing(file.read(8))
    except Refusal as refusal:
        return Unknown(refusal.message)
    except packing.Broken as broken:
        return Unknown(str(broken))
    except OSError as trouble:
        return Unknown(f"reading it ended: {trouble.strerror or 'the disk failed'}")
    if not head.startswith((packing.EVTX, packing.PARQUET)):
        return look_at(head, until=place.written, compression=packed)
    if packed:
        return Unknown("a packed EVTX or Parquet file: unpack it first")
    return _evtx(place) if head.startswith(packing.EVTX) else _parquet(place)


def look_at(head: bytes, *, until: datetime, compression: str = "") -> Look | Unknown:
    """Say which kind of log a text is by its beginning; `until` is when it was last written."""
    why_not = packing.binary(head) if head.strip(b"\0 \r\n") else "it holds nothing"
    if not why_not and packing.packing(head):
        why_not = "packed twice: unpack it first"
    if why_not:
        return Unknown(why_not)
    sample = recognising.sample(head, until=until, compression=compression)
    if not sample.lines:
        return Unknown(NOTHING)
    found = sorted(recognising.candidates(sample), key=lambda each: -each.confidence)
    for best in found:
        kind, doubt = _adapted(best, sample)
        if useful := _useful(kind):
            break
    else:
        return Unknown(NOTHING)
    why = [best.why, doubt]
    if best.kind.name in ("table", "json"):
        why.insert(1, f"What it holds: {', '.join(useful[:6])}.")
    said = " ".join(filter(None, why))
    return Look(kind, round(best.confidence, 2), best.dialect, said, _runner_up(found, best))


def _head(stream: BinaryIO) -> bytes:
    head = b""
    try:
        while len(head) < HEAD and (piece := stream.read(HEAD - len(head))):
            head += piece
    except packing.Broken:
        if not head:
            raise
    return head


def _runner_up(found: list[Candidate], best: Candidate) -> str:
    for each in found[1:]:
        near = each.confidence >= NEAR * best.confidence and each.kind.name != best.kind.name
        if near and each.kind.name not in recognising.GENERAL:
            return each.kind.name
    return ""


def _adapted(candidate: Candidate, sample: Sample) -> tuple[LogKind, str]:
    """Give the kind with the columns and clocks that the sample shows, and what is not certain."""
    kind, dialect = candidate.kind, candidate.dialect
    finish = reading.finisher(kind, until=sample.until)
    cells: dict[str, list[str]] = {name: [] for name in dialect.names}
    for count, row in enumerate(reading.taken(sample.stream(), kind, dialect)):
        if not isinstance(row, Unread):
            for name, cell in finish(row[1]).cells.items():
                cells.setdefault(name, []).append(cell)
        if count > recognising.MOST_ROWS:
            break
    if kind.reader is Reader.PAIRS:
        for line in sample.lines:
            for key, cell in sentences.pairs(line.text):
                cells.setdefault(key, [])
                if key not in {each.name for each in kind.columns}:
                    cells[key].append(cell)
    return _with_columns(kind, cells, sample.until)


def _with_columns(
    kind: LogKind, cells: dict[str, list[str]], until: datetime
) -> tuple[LogKind, str]:
    known = {each.name for each in kind.columns}
    apart = {*OURS, *(each.name.casefold() for each in kind.columns)}
    named = {name: cells[name] for name in known if name in cells}
    made: list[Column] = []
    for key, values in cells.items():
        if key in known or key == kind.inside or "#" in key or len(made) == MOST_COLUMNS:
            continue
        name = _apart(key, apart)
        apart.add(name.casefold())
        column = naming.column(key, values)
        made.append(replace(column, name=name, written=key) if name != key else column)
        named[name] = values
    extended, cells = replace(kind, columns=(*kind.columns, *made)), named
    if kind.columns:
        return naming.clocked(extended, cells, until=until, guessing=False)
    dated, with_dates = naming.dated(naming.sources(extended), cells, until=until)
    return naming.clocked(dated, with_dates, until=until, guessing=True)


def _apart(key: str, taken: Container[str]) -> str:
    """Give a name that differs from others by more than case: to SQL they would be one."""
    others = (f"{key}_{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([key], others) if each.casefold() not in taken)


def _useful(kind: LogKind) -> list[str]:
    return [
        f"{each.name} ({each.holds})"
        for each in kind.columns
        if each.holds not in (Holds.OTHER, Holds.TIME)
    ]


def _evtx(place: Place) -> Look | Unknown:
    first = next(windows.rows(place.path), None)
    if isinstance(first, Unread) and not first.line:
        return Unknown(first.reason)
    why = "It begins as Windows event logs do."
    return Look(kinds.kind("windows-evtx"), 1.0, Dialect(), why)


def _parquet(place: Place) -> Look | Unknown:
    cells: dict[str, list[str]] = {name: [] for name in parquet.names(place.path)}
    for count, row in enumerate(parquet.rows(place.path)):
        if isinstance(row, Unread):
            return Unknown(row.reason)
        for name, cell in row[1].items():
            cells.setdefault(name, []).append(cell)
        if count >= recognising.MOST_ROWS:
            break
    kind, doubt = _with_columns(kinds.PARQUET, cells, place.written)
    if not _useful(kind):
        return Unknown(NOTHING)
    why = f"It begins as Parquet does. What it holds: {', '.join(_useful(kind)[:6])}. {doubt}"
    return Look(kind, 1.0, Dialect(), why.strip())
