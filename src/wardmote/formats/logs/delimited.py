"""Text with columns: its records, its delimiter, its header, and the headers within.

Source: RFC 4180; W3C, Extended Log File Format (`#Fields`); the Zeek manual (`#fields`).
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from wardmote.formats.logs import clocks, contents, kinds
from wardmote.formats.logs.texts import Line, Unread

DELIMITERS = (",", "\t", ";", "|", " ")
EVEN = 0.95
"""The share of lines that must have the same number of words before these are columns."""

MOST_LINES = 200
"""How many lines one record may go over."""

_FAR = datetime(2200, 1, 1, tzinfo=UTC)
FIELDS = ("#fields", "#Fields:")


@dataclass(frozen=True, slots=True)
class Record:
    """A record: the line on which it begins, its cells, and whether its last line has an end."""

    line: int
    cells: tuple[str, ...]
    whole: bool = True


def fits(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a record has a cell for each column; what is beyond these must be empty."""
    return len(cells) >= len(names) and not any(cells[len(names) :])


def records(
    found: Iterable[Line | Unread],
    delimiter: str,
    quote: str = '"',
    comment: str = "",
    is_sound: Callable[[Sequence[str]], bool] = bool,
) -> Iterator[Record | Unread]:
    """Put lines together to records and take these apart.

    A mark of quotation that is never closed costs its own line alone, and so does one that is
    closed in another line, where the record would not be sound.
    """
    source = iter(found)
    waiting: deque[Line | Unread] = deque()
    while True:
        first = waiting.popleft() if waiting else next(source, None)
        if first is None:
            return
        if isinstance(first, Unread):
            yield first
        elif not quote or quote not in first.text or (comment and first.text.startswith(comment)):
            yield Record(first.number, tuple(first.text.split(delimiter)), first.whole)
        else:
            yield _record(first, _Lines(first, source, waiting), delimiter, quote, is_sound)


class _Lines:
    """The lines of one record, as many as it asks for; they can be put back."""

    def __init__(
        self, first: Line, source: Iterator[Line | Unread], waiting: deque[Line | Unread]
    ) -> None:
        self.last, self.source, self.waiting = first, source, waiting
        self.taken: list[Line | Unread] = []

    def __iter__(self) -> Iterator[str]:
        yield _ended(self.last)
        while len(self.taken) < MOST_LINES:
            more = self.waiting.popleft() if self.waiting else next(self.source, None)
            if more is not None:
                self.taken.append(more)
            if not isinstance(more, Line):
                return
            self.last = more
            yield _ended(more)

    def put_back(self) -> None:
        self.waiting.extendleft(reversed(self.taken))


def _record(
    first: Line,
    lines: _Lines,
    delimiter: str,
    quote: str,
    is_sound: Callable[[Sequence[str]], bool],
) -> Record | Unread:
    is_open = False

    def alone() -> Iterator[str]:
        nonlocal is_open
        yield _ended(first)
        is_open = True  # more is asked for

    try:
        cells = _cells(alone(), delimiter, quote)
        if not is_open:
            return Record(first.number, cells, first.whole)
        if delimiter == " ":
            return Record(first.number, tuple(first.text.split(delimiter)), first.whole)
    except csv.Error as trouble:
        return Unread(first.number, f"the line is not text with columns ({trouble})")
    with suppress(csv.Error):
        # As DuckDB does, blanks behind marks of quotation are passed over, before the next cell.
        behind = re.compile(f"(?<={quote}) +(?={re.escape(delimiter)}|\n)")
        parts = (behind.sub("", each) for each in lines)
        cells = _cells(parts, delimiter, quote, strict=True)
        if is_sound(cells):
            return Record(first.number, cells, lines.last.whole)
    lines.put_back()
    return Unread(first.number, "a mark of quotation is opened and never closed")


def _ended(line: Line) -> str:
    return line.text.replace("\r", " ") + "\n"


def _cells(
    lines: Iterable[str], delimiter: str, quote: str, *, strict: bool = False
) -> tuple[str, ...]:
    """Take one record apart. As DuckDB does, blanks before marks of quotation are passed over."""
    rows = csv.reader(
        lines,
        delimiter=delimiter,
        quotechar=quote,
        skipinitialspace=delimiter != " ",
        strict=strict,
    )
    return tuple(next(rows))


def delimiter(lines: Sequence[Line]) -> tuple[str, float]:
    """Say what stands between cells, with the share of records that have the same number of cells.

    Empty where no sign makes at least two columns.
    """
    best = ("", 0.0, 0)
    for sign in DELIMITERS:
        counts = [len(each.cells) for each in records(lines, sign) if isinstance(each, Record)]
        if not counts:
            continue
        usual = max(set(counts), key=lambda count: (counts.count(count), count))
        share = counts.count(usual) / len(counts)
        if sign == " " and (best[0] or share < EVEN or usual < 4):
            continue  # words of a sentence are no columns
        if usual > 1 and (round(share, 1), usual) > (round(best[1], 1), best[2]):
            best = (sign, share, usual)
    return best[0], best[1]


def header(rows: Sequence[Record]) -> int | None:
    """Say in which row the header is, or that there is none.

    Lines before the header, such as a title, have fewer cells.
    """
    counts = [len(row.cells) for row in rows]
    usual = max(set(counts), key=lambda count: (counts.count(count), count))
    first = counts.index(usual)
    names = [cell.strip() for cell in rows[first].cells]
    if any(_is_value(name) for name in names):
        return None
    known = sum(kinds.plain(name) in kinds.by_header() for name in names)
    below = [row.cells for row in rows[first + 1 :] if len(row.cells) == usual]
    if not below:
        return first if known else None
    differs = sum(any(_is_value(cells[place]) for cells in below[:50]) for place in range(usual))
    return first if known or (differs and len(set(names)) == len(names)) else None


def named(names: Iterable[str]) -> tuple[str, ...]:
    """Give each column a name of its own: an empty one or one that is there twice gets a number.

    Names that differ by case alone are one to SQL, so they count as the same.
    """
    made: list[str] = []
    known: set[str] = set()
    for place, name in enumerate(names, 1):
        given = name.strip().lstrip("\ufeff") or f"column{place}"
        made.append(given if given.casefold() not in known else f"{given}_{place}")
        known.add(given.casefold())
    return tuple(made)


def fields(text: str) -> tuple[str, ...] | None:
    """Read a header within the text, as Zeek and the W3C form have it; None where it is none."""
    for start in FIELDS:
        if text.startswith(start):
            rest = text.removeprefix(start)
            return named(rest.strip("\t\r\n").split("\t") if start == "#fields" else rest.split())
    return None


def _is_value(text: str) -> bool:
    cell = text.strip()
    if not cell:
        return False
    if cell.replace(".", "", 1).replace("-", "", 1).isdecimal() or contents.is_ip(cell):
        return True
    held, _ = contents.holds([cell])
    return held.value != "other" or bool(clocks.fitting([cell], until=_FAR))
