"""Cuts a log that is read line by line into parts that are read apart as they are read together.

What a line says never hangs on another line, but for two things: the lines at the top, which the
first part keeps, and marks of quotation that are opened in one line and closed in another. Where
these are, a file cannot be cut.
"""

import codecs
import mmap
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import re2

from wardmote.formats.logs import packing, reading, texts
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place
from wardmote.rules.hunting.values import Reader

LINEWISE = (Reader.DELIMITED, Reader.JSON_LINES, Reader.PATTERN, Reader.PAIRS)
ENCODINGS = ("utf-8", "utf-8-sig", "windows-1252")
"""Those in which the byte of a line's end stands for nothing else."""


class Torn(Exception):
    """A part cannot be read apart: its file must be read as a whole."""


@dataclass(frozen=True, slots=True)
class Split:
    """A part of a file: whole lines. Units: bytes, from `start` until before `end`."""

    start: int
    end: int


def splits(place: Place, look: Look, most_bytes: int) -> tuple[Split, ...]:
    """Cut a file at the ends of lines into parts of about so much; none where it stays whole.

    Cost: a few bytes of the file for each part, and that of `reading.steady`.
    """
    if not 0 < most_bytes < place.size or not _is_linewise(place, look):
        return ()
    count = -(-place.size // most_bytes)
    with (
        place.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        starts = [0]
        top = _below(text, 0, look.dialect.header_lines)
        for number in range(1, count):
            start = _below(text, max(top, place.size * number // count) - 1, 1)
            while text[start : start + 3] == codecs.BOM_UTF8:  # it is no mark but at the very top
                start = _below(text, start, 1)
            if starts[-1] < start < place.size:
                starts.append(start)
    ends = [*starts[1:], place.size]
    return tuple(map(Split, starts, ends)) if starts[1:] else ()


def alone(place: Place, look: Look, split: Split, folder: Path) -> tuple[Place, Look]:
    """Copy a part into a folder, as a file that is read as the part would be.

    Raises: Torn, where a mark of quotation is not closed in its line; OSError.
    """
    path = folder / "split"
    closed = _closed(look.dialect.delimiter) if _has_quotes(look) else None
    with place.path.open("rb") as file, path.open("wb") as copy:
        file.seek(split.start)
        rest, left = b"", split.end - split.start
        while left and (piece := file.read(min(packing.PIECE, left))):
            copy.write(piece)
            left -= len(piece)
            if closed:
                lines, end, rest = (rest + piece).rpartition(b"\n")
                is_closed = b'"' not in lines or closed.fullmatch(lines + end)
                if not is_closed or len(rest) > texts.LONGEST_LINE:
                    raise Torn
    header_lines = 0 if split.start else look.dialect.header_lines
    dialect = replace(look.dialect, header_lines=header_lines)
    size = split.end - split.start
    return replace(place, path=path, size=size), replace(look, dialect=dialect)


def _is_linewise(place: Place, look: Look) -> bool:
    dialect = look.dialect
    return (
        look.kind.reader in LINEWISE
        and not place.member
        and not dialect.compression
        and dialect.array is None
        and dialect.encoding in ENCODINGS
        and dialect.line_end != "\r"
        and reading.steady(place, look)
    )


def _below(text: mmap.mmap, at: int, lines: int) -> int:
    """Give where the line begins that is so many ends of lines below a place."""
    for _ in range(lines):
        end = text.find(b"\n", at)
        at = len(text) if end < 0 else end + 1
    return at


def _has_quotes(look: Look) -> bool:
    return look.kind.reader is Reader.DELIMITED and bool(look.dialect.quote)


@lru_cache(maxsize=100)
def _closed(delimiter: str) -> Any:
    """Make what tells that marks of quotation stand around whole cells, each within its line."""
    sign = re2.escape(delimiter)
    cell = f'(?:[^"{sign}\\r\\n]*|"(?:[^"\\r\\n]|"")*")'
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # bytes, whatever they are
    return re2.compile(f"(?:{cell}(?:{sign}{cell})*\\r?\\n)*".encode(), options)
