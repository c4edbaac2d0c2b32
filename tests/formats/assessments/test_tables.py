"""Workbooks in which every cell is text."""

import io

import openpyxl

from wardmote.formats.assessments import tables


def test_a_workbook_holds_strings_alone_and_cuts_what_is_too_long() -> None:
    long = "x" * 40_000
    sent = tables.xlsx_bytes({"One": [("Head", "More"), ("=1+1", long), ("a\x00\x1bb", "")]})
    sheet = openpyxl.load_workbook(io.BytesIO(sent))["One"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["A2"].value == "=1+1"
    assert len(sheet["B2"].value) == tables.LONGEST_CELL
    assert sheet["B2"].value.endswith(tables.CUT)
