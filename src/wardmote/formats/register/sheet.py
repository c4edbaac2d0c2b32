"""Reads and writes the register's own CSV file.

Source: `data/register/SOURCES.md` says what each column holds and where the facts are from.
"""

import csv
import io
import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from wardmote.rules.refusal import Invalid
from wardmote.rules.register import validation
from wardmote.rules.register.values import Kind, Organisation, Region

COLUMNS = (
    "code",
    "name",
    "short_name",
    "kind",
    "gss_code",
    "region",
    "latitude",
    "longitude",
    "hexagon_q",
    "hexagon_r",
    "population",
    "website",
    "starts_on",
    "ends_on",
    "successors",
    "part_of",
    "wikidata",
    "source",
)
NEEDED = frozenset(COLUMNS[:4])
MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_PROBLEMS = 100
LONGEST_CELL = 2_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, and all that is wrong with it, by line."""

    organisations: tuple[Organisation, ...]
    problems: tuple[Invalid, ...]


def england() -> tuple[Organisation, ...]:
    """Give the register of England that ships with Wardmote."""
    shipped = files("wardmote") / "data" / "register" / "england.csv"
    return accepted(read(shipped.read_bytes(), source="england.csv"))


def read_file(path: Path, *, known: Iterable[Organisation] = ()) -> Reading:
    """Read a file of the register; a link may lead to an organisation already `known`.

    Raises: Invalid, where the file cannot be read at all.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path.name)
        content = path.read_bytes()
    except OSError as trouble:
        raise Invalid(
            f"The file cannot be read: {trouble.strerror}.", source=path.name
        ) from trouble
    return read(content, source=path.name, known=known)


def read(content: bytes, *, source: str, known: Iterable[Organisation] = ()) -> Reading:
    """Read the bytes of a register file; a link may lead to an organisation already `known`.

    Raises: Invalid, where it is no register file at all or too large.
    Cost: linear in bytes.
    """
    problems: list[Invalid] = []
    found: list[Organisation] = []
    lines: list[int] = []
    for line, row in _rows(content, source):
        organisation, troubles = _organisation(row)
        problems.extend(_at(trouble, source, line) for trouble in troubles)
        if organisation is not None:
            found.append(organisation)
            lines.append(line)
    listed = {organisation.code for organisation in found}
    others = [organisation for organisation in known if organisation.code not in listed]
    for position, trouble in validation.problems_between([*found, *others]):
        if position < len(found):
            problems.append(_at(trouble, source, lines[position]))
    problems.sort(key=lambda problem: problem.line)
    return Reading(tuple(found), tuple(problems))


def accepted(reading: Reading) -> tuple[Organisation, ...]:
    """Give the organisations of a file that has nothing wrong.

    Raises: Invalid, naming every problem, or the first hundred.
    """
    if not reading.problems:
        return reading.organisations
    count = len(reading.problems)
    if count == 1:
        raise reading.problems[0]
    shown = [str(problem) for problem in reading.problems[:MOST_PROBLEMS]]
    if count > MOST_PROBLEMS:
        shown.append(f"and {count - MOST_PROBLEMS:,} more.")
    raise Invalid(f"{count:,} problems. Mend them and try again.\n" + "\n".join(shown))


def write(organisations: Iterable[Organisation]) -> str:
    """Give the text of a register file; what a spreadsheet would run as a formula is kept text."""
    return "".join(lines(organisations))


def lines(organisations: Iterable[Organisation]) -> Iterator[str]:
    """Give the lines of a register file as `write` does, each as soon as it is known."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    rows = ([_cell(getattr(one, column)) for column in COLUMNS] for one in organisations)
    for row in itertools.chain([COLUMNS], rows):
        writer.writerow(row)
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _rows(content: bytes, source: str) -> list[tuple[int, dict[str, str] | Invalid]]:
    if len(content) > MOST_BYTES:
        raise _too_large(source)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content.count(b"\n", 0, trouble.start) + 1
        raise Invalid("Save the file as CSV in UTF-8.", source=source, line=line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Invalid("This is not a text file. Save it as CSV.", source=source, line=line)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, str] | Invalid]] = []
    try:
        header = _header(next(reader, []), source)
        start = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((start, _row(header, cells)))
            if len(rows) > MOST_ROWS:
                raise Invalid(f"Split the file: it has over {MOST_ROWS:,} rows.", source=source)
            start = reader.line_num + 1
    except csv.Error as trouble:
        message = f"This line is not CSV ({trouble}). Check its quotation marks."
        raise Invalid(message, source=source, line=reader.line_num) from None
    return rows


def _header(cells: list[str], source: str) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    missing = sorted(NEEDED - set(header))
    if missing:
        message = f"The first line must name the columns. Missing: {', '.join(missing)}."
        raise Invalid(message, source=source, line=1)
    surplus = [repr(name[:40]) for name in header if name not in COLUMNS]
    if surplus:
        message = f"Remove the columns that the register does not have: {', '.join(surplus)[:400]}."
        raise Invalid(message, source=source, line=1)
    if len(header) != len(set(header)):
        raise Invalid("Name each column once.", source=source, line=1)
    return header


def _row(header: list[str], cells: list[str]) -> dict[str, str] | Invalid:
    if len(cells) != len(header):
        return Invalid(f"This line has {len(cells)} cells; the first line has {len(header)}.")
    return dict(zip(header, (cell.strip() for cell in cells), strict=True))


def _organisation(row: dict[str, str] | Invalid) -> tuple[Organisation | None, list[Invalid]]:
    if isinstance(row, Invalid):
        return None, [row]
    problems: list[Invalid] = []
    values: dict[str, object] = {}
    for column, cell in row.items():
        try:
            values[column] = _value(column, cell)
        except ValueError as trouble:
            problems.append(Invalid(str(trouble), field=column))
    if problems:
        return None, problems
    organisation = Organisation(**values)  # type: ignore[arg-type]  # _value gives each its type
    problems.extend(validation.problems_of(organisation))
    return (None if problems else organisation), problems


def _value(column: str, cell: str) -> object:
    if len(cell) > LONGEST_CELL:
        raise ValueError(f"Shorten the {column} to {LONGEST_CELL:,} characters.")
    if column == "kind":
        return _member(Kind, column, cell)
    if column in ("successors", "part_of"):
        return tuple(cell.split())
    if column in ("code", "name", "short_name", "gss_code", "website", "wikidata", "source"):
        return _untick(cell)
    if not cell:
        return None
    if column == "region":
        return _member(Region, column, cell)
    if column in ("starts_on", "ends_on"):
        return _date(column, cell)
    return _number(column, cell)


def _member(kind: type[Kind] | type[Region], column: str, cell: str) -> Kind | Region:
    try:
        return kind(cell)
    except ValueError:
        known = ", ".join(kind)
        raise ValueError(f"There is no {column} {cell[:40]!r}. Use one of: {known}.") from None


def _date(column: str, cell: str) -> date:
    try:
        if len(cell) != len("2023-04-01"):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        message = f"Give {column} as year, month, day, such as 2023-04-01, not {cell[:40]!r}."
        raise ValueError(message) from None


def _number(column: str, cell: str) -> float | int:
    try:
        if column in ("latitude", "longitude"):
            number = float(cell)
            if not math.isfinite(number):
                raise ValueError
            return number
        if not cell.lstrip("-").isdecimal() or len(cell) > 12:
            raise ValueError
        return int(cell)
    except ValueError:
        raise ValueError(f"Give {column} as a number, not {cell[:40]!r}.") from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " ".join(value)
    text = str(value)
    if isinstance(value, str) and text.startswith((*FORMULA_STARTS, "'")):
        return f"'{text}"
    return text


def _untick(cell: str) -> str:
    """Take off the mark that `write` put before a text that looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*FORMULA_STARTS, "'") else cell


def _at(problem: Invalid, source: str, line: int) -> Invalid:
    return Invalid(problem.message, field=problem.field, source=source, line=line)


def _too_large(source: str) -> Invalid:
    megabytes = MOST_BYTES // 1024 // 1024
    return Invalid(f"Split the file: it is larger than {megabytes} MB.", source=source)
