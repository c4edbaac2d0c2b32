"""A framework as a plain CSV: one row a statement, with its outcome, its level and its text."""

import csv
import io
import re

from wardmote.rules.frameworks import readings
from wardmote.rules.frameworks.readings import Reading, Row
from wardmote.rules.refusal import Invalid

FORMAT = "CSV"
MOST_BYTES = 20_000_000
MOST_ROWS = 20_000

_NAMES = {
    "outcome": ("outcome", "contributing outcome", "outcome code"),
    "level": ("level", "target", "column", "achievement", "status"),
    "statement": ("statement", "text", "indicator", "igp", "description"),
    "position": ("position", "number", "no", "index", "ncsc index"),
}
_NUMBER = re.compile(r"(?:^|\.)([1-9][0-9]{0,3})$")


def read(data: bytes, source: str) -> Reading:
    """Read all rows under a header that names outcome, level and statement in any order.

    Raises: Invalid, where it is no such table.
    """
    return Reading(FORMAT, "", "", _rows(data, source, ("outcome", "level", "statement")))


def targets(data: bytes, source: str) -> tuple[Row, ...]:
    """Read all rows under a header that names outcome and level; their texts are empty.

    Raises: Invalid, where it is no such table.
    """
    return _rows(data, source, ("outcome", "level"))


def places(data: bytes, source: str) -> dict[str, int]:
    """Say in which column of the table each thing stands that it has a column for.

    Raises: Invalid, where it is no table.
    """
    numbered = _records(data, source)
    return _places(numbered[0][1]) if numbered else {}


def _rows(data: bytes, source: str, needed: tuple[str, ...]) -> tuple[Row, ...]:
    numbered = _records(data, source)
    if not numbered:
        raise Invalid("The file is empty.", source=source)
    line, header = numbered[0]
    places = _places(header)
    missing = [name for name in needed if name not in places]
    if missing:
        raise Invalid(
            f"The first line must name the columns. There is none for: {', '.join(missing)}.",
            line=line,
            source=source,
        )

    def cell(record: list[str], name: str) -> str:
        place = places.get(name, len(record))
        return readings.clean(record[place]) if place < len(record) else ""

    rows = []
    for line, record in numbered[1:]:
        number = _NUMBER.search(cell(record, "position"))
        position = int(number[1]) if number else 0
        said = (cell(record, "outcome"), cell(record, "level"), position)
        rows.append(Row(*said, cell(record, "statement"), line))
    return tuple(rows)


def _places(header: list[str]) -> dict[str, int]:
    """Find each column by any of its names; the first name that is there wins."""
    plain = [" ".join(re.findall(r"[a-z0-9]+", name.lower())) for name in header]
    return {
        field: plain.index(found[0])
        for field, names in _NAMES.items()
        if (found := [name for name in names if name in plain])
    }


def _records(data: bytes, source: str) -> list[tuple[int, list[str]]]:
    """Read the rows that hold anything, each with the line on which it starts."""
    if len(data) > MOST_BYTES:
        raise Invalid(
            f"The file has {len(data) / 1e6:.0f} MB; the most that is read is 20 MB.", source=source
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(
            "The file is not in UTF-8. In Excel, save it as 'CSV UTF-8'.", source=source
        ) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = []
    start = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                records.append((start, record))
            if len(records) > MOST_ROWS + 1:
                raise Invalid(f"There are more than {MOST_ROWS:,} rows.", line=start, source=source)
            start = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(f"This is not valid CSV: {error}.", line=start, source=source) from None
    return records
