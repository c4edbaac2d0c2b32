"""CSV in which every cell is text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.tables import cells

CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u2003=1",
        "\u200b\ufeff@1",
        "\u00a0=1",
        "\ufeff=1",
        "＝1",
    ],
)
def test_what_a_spreadsheet_would_run_is_led_by_an_apostrophe(cell: str) -> None:
    assert cells.neutral(cell) == f"'{cell}"


def test_other_text_stays_as_it_is() -> None:
    assert [cells.neutral(cell) for cell in ("", "a=1", "1-2", "'x")] == ["", "a=1", "1-2", "'x"]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_csv_comes_back_and_no_cell_can_be_run(rows: list[list[str]]) -> None:
    text = cells.csv_bytes(rows).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert back == [[cells.neutral(cell) for cell in row] for row in rows]
    assert not any(cells.RISKY.match(cell) for row in back for cell in row)
