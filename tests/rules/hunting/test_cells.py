"""A cell with several values gives each of them."""

import pytest

from wardmote.rules.hunting import cells
from wardmote.rules.hunting.values import Column, Holds


@pytest.mark.parametrize(
    ("several", "cell", "values"),
    [
        ("", "a.example,b.example", ("a.example,b.example",)),
        (",", "a.example, b.example,", ("a.example", "b.example")),
        (";", "cdn.example;203.0.113.9;", ("cdn.example", "203.0.113.9")),
        (",", " , ", ()),
        ("", "", ()),
    ],
)
def test_a_cell_gives_its_values(several: str, cell: str, values: tuple[str, ...]) -> None:
    assert cells.values(Column("answers", Holds.HOST, several=several), cell) == values
