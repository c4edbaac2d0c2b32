"""CSV in which every cell is text: nothing that somebody else wrote is ever run.

Source: OWASP, CSV Injection: a cell that starts with = + - @, tab or return is led by an
apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Sequence

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutral(cell: str) -> str:
    """Make a cell of a CSV text, whatever a spreadsheet would make of it."""
    return (
        f"'{cell}"
        if cell.lstrip(" \u00a0\ufeff\u200b").startswith(RISKY) or cell[:1] in RISKY
        else cell
    )


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Write CSV that a spreadsheet opens as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")
