"""Workbooks in which every cell is text: each is written as a string, so none is ever run."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
"""The most that a cell of a workbook holds. Units: characters."""
CUT = " [cut: the whole text is in the JSON file]"
Row = Sequence[str]


def xlsx_bytes(sheets: Mapping[str, Sequence[Row]], widths: Sequence[int] = ()) -> bytes:
    """Write a workbook; the first row of each sheet is its header.

    Shape: `sheets` maps names, of at most 31 characters and each once, to rows.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, _fits(cell), body if number else head)
            if rows:
                sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    return out.getvalue()


def _fits(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - len(CUT)] + CUT
