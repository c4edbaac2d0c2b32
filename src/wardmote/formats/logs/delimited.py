"""Text with columns: its records, its delimiter, its header, and the headers within.

Source: RFC 4180; W3C, Extended Log File Format (`#Fields`); the Zeek manual (`#fields`).
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
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


def records(
    found: Iterable[Line | Unread], delimiter: str, quote: str = '"', comment: str = ""
) -> Iterator[Record | Unread]:
    """Put lines together to records and take these apart.

    A mark of quotation that is never closed costs its own line alone.
    """
    source = iter(found)
    waiting: deque[Line | Unread] = deque()
    while True:
        first = waiting.popleft() if waiting else next(source, None)
        if first is None:
            return
        if isinstance(first, Unread):
            yield first
        elif not quote or (comment and first.text.startswith(comment)):
            yield Record(first.number, tuple(first.text.split(delimiter)), first.whole)
        else:
            yield _record(first, source, waiting, delimiter, quote)


def _record(
    first: Line,
    source: Iterator[Line | Unread],
    waiting: deque[Line | Unread],
    delimiter: str,
    quote: str,
) -> Record | Unread:
    parts, taken, last = [first.text.replace("\r", " ")], [], first
    while _is_open(parts, delimiter, quote):
        more = waiting.popleft() if waiting else next(source, None)
        if more is not None:
            taken.append(more)
        if not isinstance(more, Line) or len(taken) > MOST_LINES or delimiter == " ":
            waiting.extendleft(reversed(taken))
            if delimiter == " ":
                return Record(first.number, tuple(first.text.split(delimiter)), first.whole)
            return Unread(first.number, "a mark of quotation is opened and never closed")
        parts[-1] += "\n"
        parts.append(more.text.replace("\r", " "))
        last = more
    try:
        [cells] = csv.reader(parts, delimiter=delimiter, quotechar=quote)
    except (csv.Error, ValueError) as trouble:
        return Unread(first.number, f"the line is not text with columns ({trouble})")
    return Record(first.number, tuple(cells), last.whole)


def _is_open(parts: list[str], delimiter: str, quote: str) -> bool:
    if sum(part.count(quote) for part in parts) % 2 == 0:
        return False
    try:
        list(csv.reader(parts, delimiter=delimiter, quotechar=quote, strict=True))
    except csv.Error as trouble:
        return "end of data" in str(trouble)
    return False


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
