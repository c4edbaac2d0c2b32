"""CSV and XLSX as plain text cells. Nothing is evaluated: a formula is the text that it is."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook

from wardmote.rules.refusal import Invalid

MOST_BYTES = 20_000_000
MOST_UNPACKED_BYTES = 60_000_000
MOST_MEMBERS = 1_000
MOST_SHEETS = 50
MOST_ROWS = 20_000
MOST_COLUMNS = 50
MOST_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet, numbered as a spreadsheet numbers it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet and its rows that hold anything; a CSV is one sheet without a name."""

    name: str
    rows: tuple[Row, ...]


def read(path: Path) -> tuple[Sheet, ...]:
    """Read a CSV or XLSX file.

    Raises: Invalid, for a file that is malformed, too big, or not of these kinds.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Invalid(f"The file cannot be read: {error.strerror}.", source=path.name) from None
    if len(data) > MOST_BYTES:
        raise Invalid("The file is over 20 MB, which is too big to read.", source=path.name)
    if data[:4] == b"PK\x03\x04":
        return _workbook(data, path.name)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Invalid(
            "This is an old or a protected Excel file. Save it as .xlsx without a password.",
            source=path.name,
        )
    return (Sheet("", tuple(_table(data, path.name))),)


def _table(data: bytes, source: str) -> Iterator[Row]:
    """Read a CSV; a row has the number of the line on which it starts."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(
            "The file is not in UTF-8. In Excel, save it as 'CSV UTF-8' or as .xlsx.", source=source
        ) from None
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    line, count = 1, 0
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                count += 1
                yield _row(line, record, count, source)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(f"This is not valid CSV: {error}.", line=line, source=source) from None


def _workbook(data: bytes, source: str) -> tuple[Sheet, ...]:
    """Read an XLSX file, once it is known that unpacking it is safe."""
    try:
        _weigh(data, source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl does not know
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, keep_links=False, rich_text=False
            )
            return _sheets(book, source)
    except Invalid:
        raise
    except Exception:  # openpyxl raises whatever it trips over in a broken or hostile file
        raise Invalid(
            "This workbook cannot be read. Open it in a spreadsheet and save it again as .xlsx.",
            source=source,
        ) from None


def _weigh(data: bytes, source: str) -> None:
    """Refuse a workbook that would unpack to too much, or that declares entities.

    Raises: Invalid.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED_BYTES:
            raise Invalid(
                f"The workbook unpacks to {unpacked / 1e6:,.0f} MB in {len(members):,} parts, "
                f"which is too much to read (at most {MOST_UNPACKED_BYTES / 1e6:.0f} MB).",
                source=source,
            )
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    if b"<!DOCTYPE" in part.read():
                        raise Invalid(
                            "The workbook declares a document type, which no spreadsheet does. "
                            "It was not read.",
                            source=source,
                        )


def _sheets(book: Workbook, source: str) -> tuple[Sheet, ...]:
    sheets = book.worksheets
    if len(sheets) > MOST_SHEETS:
        raise Invalid(f"There are more than {MOST_SHEETS} sheets.", source=source)
    read = []
    count = 0
    for sheet in sheets:
        rows = []
        lines = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
        for number, values in enumerate(lines, start=1):
            cells = ["" if value is None else str(value) for value in values]
            if any(cell.strip() for cell in cells):
                count += 1
                rows.append(_row(number, cells, count, source))
        if len(rows) > MOST_ROWS:
            raise Invalid(f"There are more than {MOST_ROWS:,} rows.", source=source)
        read.append(Sheet(sheet.title, tuple(rows)))
    book.close()
    return tuple(read)


def _row(number: int, cells: list[str], count: int, source: str) -> Row:
    """Make a row, unless the file has too many of them or a cell is too long.

    Raises: Invalid.
    """
    if count > MOST_ROWS:
        raise Invalid(f"There are more than {MOST_ROWS:,} rows.", line=number, source=source)
    kept = cells[:MOST_COLUMNS]
    if any(len(cell) > MOST_CHARACTERS for cell in kept):
        raise Invalid(
            f"A cell has more than {MOST_CHARACTERS:,} characters. Shorten it.",
            line=number,
            source=source,
        )
    while kept and not kept[-1].strip():
        kept.pop()
    return Row(number, tuple(cell.strip() for cell in kept))
