"""Filled workbooks: what is taken, and all that is refused."""

import contextlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.frameworks import shipped
from wardmote.formats.workbooks import answers, sheets, template
from wardmote.formats.workbooks.sheets import Row, Sheet
from wardmote.rules.assess.judging import Answer
from wardmote.rules.frameworks.values import Part
from wardmote.rules.refusal import Invalid

CAF = shipped.framework("caf-4.0")


def sheet(*rows: tuple[str, ...], header: tuple[str, ...] = ("code", "answer", "how")) -> Sheet:
    numbered = enumerate((header, *rows), start=1)
    return Sheet("", tuple(Row(number, cells) for number, cells in numbered))


def taken(*parts: Sheet) -> dict[str, Answer]:
    read = answers.read(parts, CAF, "file.csv")
    return {code: each.answer for code, each in read.filled.items()}


def problems(*parts: Sheet) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        answers.read(parts, CAF, "file.csv")
    return [line.strip() for line in str(refusal.value).splitlines()[1:]]


def write(path: Path, rows: list[tuple[object, ...]], *more: list[tuple[object, ...]]) -> Path:
    """Write a workbook with one sheet for each list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for each in (rows, *more):
        made = book.create_sheet()
        for row in each:
            made.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Yes", Answer.YES),
        (" y ", Answer.YES),
        ("TRUE", Answer.YES),
        ("no", Answer.NO),
        ("0", Answer.NO),
        ("Met another way", Answer.MET_ANOTHER_WAY),
        ("met_another_way", Answer.MET_ANOTHER_WAY),
    ],
)
def test_an_answer_may_be_written_in_several_ways(word: str, expected: Answer) -> None:
    assert taken(sheet(("A1.a.NA.1", word, "how"))) == {"A1.a.NA.1": expected}


@pytest.mark.parametrize(
    "header",
    [
        ("Statement code", "Answer", "How it is met another way"),
        ("STATEMENT", "Response", "Comments"),
        ("igp", "met", "note"),
    ],
)
def test_headings_may_be_written_in_several_ways(header: tuple[str, ...]) -> None:
    rows = sheet(("A1.a.NA.1", "met another way", "By a lock."), header=header)
    read = answers.read((rows,), CAF, "file.csv")
    assert read.filled["A1.a.NA.1"].how == "By a lock."


def test_the_header_may_stand_below_a_title_and_columns_in_any_order() -> None:
    rows = (Row(1, ("My council",)), Row(3, ("how", "x", "answer", "code")))
    filled = Sheet("", (*rows, Row(4, ("", "", "yes", "a1.A.na.1"))))
    assert taken(filled) == {"A1.a.NA.1": Answer.YES}


def test_a_statement_in_two_columns_is_answered_under_either_index() -> None:
    shared = next(
        each for outcome in CAF.outcomes for each in outcome.statements if len(each.stands) > 1
    )
    outcome = shared.code.split(".PA.")[0]
    other = f"{outcome}.A.{shared.stands['achieved']}"
    assert taken(sheet((other, "yes", ""))) == {shared.code: Answer.YES}
    assert problems(sheet((other, "yes", ""), (shared.code, "no", ""))) == [
        f"row 3: {shared.code} has another answer in row 2."
    ]


def test_rows_without_an_answer_are_counted_not_refused() -> None:
    read = answers.read((sheet(("A1.a.NA.1", "", ""), ("", "", "")),), CAF, "file.csv")
    assert (read.filled, read.blank) == ({}, 2)


def test_every_problem_is_listed_with_its_row() -> None:
    wrong = sheet(
        ("A1.a.NA.1", "perhaps", ""),
        ("A1.a.NA.2", "met another way", ""),
        ("Z1.a.NA.1", "yes", ""),
        ("", "yes", ""),
        ("A1.a.NA.3", "", "but why"),
        ("A1.a.NA.4", "=1+1", ""),
        ("A1.a.A.1", "yes", ""),
    )
    assert problems(wrong) == [
        "row 2: the answer must be yes, no or met another way, not 'perhaps'.",
        "row 3: say how it is met another way.",
        "row 4: there is no statement 'Z1.a.NA.1'.",
        "row 5: the statement's code is missing.",
        "row 6: the answer is missing.",
        "row 7: the answer must be yes, no or met another way, not '=1+1'.",
    ]


def test_rows_for_another_framework_are_refused_once() -> None:
    header = ("framework", "code", "answer")
    wrong = sheet(("caf-3.2", "A1.a.NA.1", "yes"), ("caf-3.2", "A2.b.NA.1", "yes"), header=header)
    assert answers.framework_ref((wrong,)) == "caf-3.2"
    assert problems(wrong) == ["row 2: this row is for 'caf-3.2', not for caf-4.0 (and 1 more)."]


def test_a_sheet_without_a_header_is_refused() -> None:
    with pytest.raises(Invalid, match=r"^file\.csv: There is no header row\."):
        answers.read((Sheet("", (Row(1, ("A1.a.NA.1", "yes")),)),), CAF, "file.csv")


CELLS = st.text(max_size=12) | st.sampled_from(["yes", "no", "A1.a.NA.1", "code", "answer"])


@given(st.lists(st.lists(CELLS, max_size=4).map(tuple), max_size=8))
def test_any_cells_are_taken_or_refused(rows: list[tuple[str, ...]]) -> None:
    known = {each.code for outcome in CAF.outcomes for each in outcome.statements}
    with contextlib.suppress(Invalid):
        assert set(taken(sheet(*rows))) <= known


@pytest.mark.parametrize("part", [None, Part.ORGANISATION, Part.SYSTEM])
def test_a_template_that_is_filled_comes_back(tmp_path: Path, part: Part | None) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(template.xlsx_bytes(CAF, part))
    book = openpyxl.load_workbook(path)
    for row in book["Answers"].iter_rows(min_row=2):
        row[6].value = "Yes"
    book.save(path)
    outcomes = CAF.outcomes if part is None else CAF.part_outcomes(part)
    expected = {each.code: Answer.YES for outcome in outcomes for each in outcome.statements}
    read = sheets.read(path)
    assert taken(*read) == expected
    assert answers.framework_ref(read) == "caf-4.0"


def test_a_csv_template_that_is_filled_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "filled.csv"
    text = template.csv_text(CAF).replace(",,\r\n", ",no,\r\n")
    path.write_bytes(text.encode("utf-8-sig"))
    assert set(taken(*sheets.read(path)).values()) == {Answer.NO}
    assert len(taken(*sheets.read(path))) == 537


def test_formulas_are_text_and_numbers_are_read(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [("code", "answer"), ("=1+1", True), (None, None), (7, 0)]
    path = write(tmp_path / "f.xlsx", rows, [("second",)])
    assert sheets.read(path) == (
        Sheet(
            "Sheet",
            (Row(1, ("code", "answer")), Row(2, ("=1+1", "True")), Row(4, ("7", "0"))),
        ),
        Sheet("Sheet1", (Row(1, ("second",)),)),
    )


def test_a_csv_row_has_the_number_of_the_line_on_which_it_starts(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b'code;answer\n"a\nb";yes\n\nc;no\n')
    numbers = [(row.number, row.cells) for row in sheets.read(path)[0].rows]
    assert numbers == [(1, ("code", "answer")), (2, ("a\nb", "yes")), (5, ("c", "no"))]


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "/") + ".xml", data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"x" * 20_000_001, "over 20 MB", id="huge"),
        pytest.param(zipped(bomb=b" " * 61_000_000), "unpacks to 61 MB in 1 parts", id="zip bomb"),
        pytest.param(
            zipped(**{f"m{n}": b"" for n in range(1_001)}), "in 1,001 parts", id="many members"
        ),
        pytest.param(
            zipped(xl_workbook=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
            "declares a document type",
            id="entities",
        ),
        pytest.param(zipped(other=b"<a/>"), "cannot be read", id="no workbook"),
        pytest.param(b"PK\x03\x04 and nothing more", "cannot be read", id="cut off"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or a protected", id="xls"),
        pytest.param(b"\xff\xfea\x00", "not in UTF-8", id="encoding"),
        pytest.param(b"code,answer\n" + b"x" * 5_001, "more than 5,000 characters", id="long cell"),
        pytest.param(b"x\n" * 20_001, "more than 20,000 rows", id="many rows"),
        pytest.param(b'"' + b"x" * 200_000, "not valid CSV", id="endless quote"),
    ],
)
def test_a_hostile_file_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(data)
    with pytest.raises(Invalid, match=message):
        sheets.read(path)


def test_a_workbook_with_a_faraway_cell_is_read_up_to_the_limits(tmp_path: Path) -> None:
    path = write(tmp_path / "far.xlsx", [("code", "answer")])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["XFD1048576"] = "far"
    book.save(path)
    assert sheets.read(path) == (Sheet("Sheet", (Row(1, ("code", "answer")),)),)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"^gone\.csv: The file cannot be read: No such file"):
        sheets.read(tmp_path / "gone.csv")
