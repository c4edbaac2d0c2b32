"""Reads tables of indicators: CSV whose header names what stands where."""

import csv
import io
from collections.abc import Mapping
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
    "valid_from": ("valid_from", "first_seen", "first_seen_utc"),
    "valid_until": ("valid_until", "expires", "expires_at", "expiration"),
}
_LONGEST_LINE = 100_000
NO_KIND = "It is not said what kind of value it is, and it does not show."


def header(text: str) -> tuple[list[str], str] | None:
    """Give the words of the first line and what parts them, where it is a header that is known."""
    for line in text[:_LONGEST_LINE].splitlines():
        if line.strip() and not line.startswith("# "):
            break
    else:
        return None
    delimiter = max(",;\t|", key=line.count)
    try:
        words = next(csv.reader([line.lstrip("#")], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return None
    words = [word.strip().strip('"').lower().replace(" ", "_") for word in words]
    known = any(word in _FIELDS["value"] for word in words)
    typed = len(words) > 1 and sum(kinds.called(word) is not None for word in words) > 0
    return (words, delimiter) if known or typed else None


def read(text: str, words: list[str], delimiter: str, gathering: Gathering) -> None:
    """Take the values of a table under a header.

    Shape: a column `value` with a column `type`, or columns that are called after kinds, such as
    `domain` and `sha256`. Where the type is not said, the value shows it.
    """
    places = {
        field: words.index(next(name for name in names if name in words))
        for field, names in _FIELDS.items()
        if any(name in words for name in names)
    }
    columns = {} if "value" in places else _typed(words, places)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    seen_header = False
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            gathering.leave(f"This is not valid CSV: {error}.", line=rows.line_num)
            continue
        line, before = before + 1, rows.line_num
        if not any(row) or row[0].startswith("# "):
            continue
        if not seen_header:
            seen_header = True
            continue
        _row(row, line, places, columns, gathering)


def _typed(words: list[str], places: Mapping[str, int]) -> dict[int, Kind]:
    return {
        place: kind
        for place, word in enumerate(words)
        if place not in places.values() and (kind := kinds.called(word)) is not None
    }


def _row(
    row: list[str],
    line: int,
    places: Mapping[str, int],
    columns: Mapping[int, Kind],
    gathering: Gathering,
) -> None:
    def cell(field: str) -> str:
        place = places.get(field, len(row))
        return row[place].strip() if place < len(row) else ""

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
