"""Tables in which every cell is text."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.assessments import tables

CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\ufeff=1", "＝1"],
)
def test_what_a_spreadsheet_would_run_is_led_by_an_apostrophe(cell: str) -> None:
    assert tables.neutral(cell) == f"'{cell}"


def test_other_text_stays_as_it_is() -> None:
    assert [tables.neutral(cell) for cell in ("", "a=1", "1-2", "'x")] == ["", "a=1", "1-2", "'x"]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_csv_comes_back_and_no_cell_can_be_run(rows: list[list[str]]) -> None:
    text = tables.csv_bytes(rows).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert back == [[tables.neutral(cell) for cell in row] for row in rows]
    assert not any(cell.startswith(tables.RISKY) for row in back for cell in row)


def test_a_workbook_holds_strings_alone_and_cuts_what_is_too_long() -> None:
    long = "x" * 40_000
    sent = tables.xlsx_bytes({"One": [("Head", "More"), ("=1+1", long), ("a\x00\x1bb", "")]})
    sheet = openpyxl.load_workbook(io.BytesIO(sent))["One"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["A2"].value == "=1+1"
    assert len(sheet["B2"].value) == tables.LONGEST_CELL
    assert sheet["B2"].value.endswith(tables.CUT)
