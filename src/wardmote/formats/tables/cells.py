"""CSV in which every cell is text: nothing that somebody else wrote is ever run.

Source: OWASP, CSV Injection: a cell that starts with = + - @, tab or return is led by an
apostrophe, also where white space that a spreadsheet drops stands before the sign.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

RISKY = re.compile(r"[\t\r\n]|[\s\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def neutral(cell: str) -> str:
    """Make a cell of a CSV text, whatever a spreadsheet would make of it."""
    return f"'{cell}" if RISKY.match(cell) else cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Write CSV that a spreadsheet opens as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")
