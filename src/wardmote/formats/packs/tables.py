"""Reads tables of indicators: CSV whose header names what stands where."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmote.formats.packs import gathering as gatherings
from wardmote.formats.packs import kinds
from wardmote.formats.packs.gathering import Gathering
from wardmote.formats.pasted import telling
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind

_FIELDS = {
    "value": ("value", "indicator", "ioc", "observable", "indicator_value", "ioc_value", "data"),
    "kind": ("type", "kind", "indicator_type", "ioc_type", "observable_type"),
    "name": ("name", "title", "description", "comment", "threat", "malware", "tags"),
    "ref": ("id", "ref", "stix_id"),
    "valid_from": ("valid_from",),
    "valid_until": ("valid_until", "expires", "expires_at", "expiration"),
}
_LONGEST_LINE = 100_000
NO_KIND = "It is not said what kind of value it is, and it does not show."


@dataclass(frozen=True, slots=True)
class Header:
    """The words of a header, what parts them, and whether it stands in a comment."""

    words: tuple[str, ...]
    delimiter: str
    in_comment: bool


def header(text: str) -> Header | None:
    """Give the header of a table, where it names what is known; many feeds write it as a comment.

    A comment counts as a header only if it has as many cells as the first row.
    """
    comments: list[str] = []
    for line in text[:_LONGEST_LINE].splitlines():
        if line.startswith("#"):
            comments.append(line.lstrip("# "))
        elif line.strip():
            break
    else:
        return _header(comments[-1], True) if comments else None
    for comment in reversed(comments[-3:]):
        found = _header(comment, True)
        if found and len(found.words) == len(_cells(line, found.delimiter)):
            return found
    return _header(line, False)


def _header(line: str, in_comment: bool) -> Header | None:
    delimiter = max(",;\t|", key=line.count)
    cells = [cell.strip().strip('"').lower().replace(" ", "_") for cell in _cells(line, delimiter)]
    known = any(word in _FIELDS["value"] for word in cells)
    typed = len(cells) > 1 and any(kinds.called(word) is not None for word in cells)
    return Header(tuple(cells), delimiter, in_comment) if known or typed else None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []


def read(text: str, header: Header, gathering: Gathering) -> None:
    """Take the values of a table under a header.

    Shape: a column `value` with a column `type`, or columns that are called after kinds, such as
    `domain` and `sha256`. Where the type is not said, the value shows it.
    """
    words = header.words
    places = {
        field: words.index(next(name for name in names if name in words))
        for field, names in _FIELDS.items()
        if any(name in words for name in names)
    }
    columns = {} if "value" in places else _typed(words, places)
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=header.delimiter, skipinitialspace=True)
    before = 0
    waiting = not header.in_comment
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            gathering.leave(f"This is not valid CSV: {error}.", line=rows.line_num)
            continue
        line, before = before + 1, rows.line_num
        if not any(row) or (row[0].startswith("#") and not waiting):
            continue
        if waiting:
            waiting = row[0].startswith("# ")
            continue
        _row(row, line, places, columns, gathering)


def _typed(words: Sequence[str], places: Mapping[str, int]) -> dict[int, Kind]:
    found = {
        place: kind
        for place, word in enumerate(words)
        if place not in places.values() and (kind := kinds.called(word)) is not None
    }
    if Kind.HASH in found.values():  # a file's name adds nothing to its hash
        found = {place: kind for place, kind in found.items() if kind is not Kind.FILE_NAME}
    return found


def _row(
    row: list[str],
    line: int,
    places: Mapping[str, int],
    columns: Mapping[int, Kind],
    gathering: Gathering,
) -> None:
    def cell(field: str) -> str:
        place = places.get(field, len(row))
        # An apostrophe leads a cell that a spreadsheet would else have run.
        return row[place].strip().removeprefix("'") if place < len(row) else ""

    ref = cell("ref") if cell("ref").startswith("indicator--") else ""
    since, until = gatherings.moment(cell("valid_from")), gatherings.moment(cell("valid_until"))
    times: dict[str, datetime | None] = {"valid_from": since, "valid_until": until}
    for place, kind in columns.items():
        if place < len(row) and row[place].strip():
            gathering.add(kind, row[place], line=line, ref=ref, name=cell("name"), **times)
    if columns:
        return
    value = cell("value")
    told = kinds.called(cell("kind")) or (value and _shown(value)) or None
    if value and told:
        gathering.add(told, value, line=line, ref=ref, name=cell("name"), **times)
    elif value:
        gathering.leave(NO_KIND, value, line)


def _shown(value: str) -> Kind | None:
    told = telling.tell(writing.refanged(value.strip()))
    return told.kind if told else None
