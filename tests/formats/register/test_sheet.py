"""The register's CSV file: what is read, what is refused and where."""

from pathlib import Path

import pytest
from hypothesis import given, strategies

from tests.rules.register.organisations import council, registers
from wardmote.formats.register import sheet
from wardmote.rules.refusal import Invalid
from wardmote.rules.register.values import Kind, Organisation, Region

HEADER = "code,name,short_name,kind"


def problems(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    return [str(problem) for problem in sheet.read(content, source="x.csv").problems]


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        sheet.read(content, source="x.csv")
    return str(refused.value)


@given(registers())
def test_what_is_written_is_read_back(register: tuple[Organisation, ...]) -> None:
    reading = sheet.read(sheet.write(register).encode(), source="x.csv")
    assert reading.organisations == register
    assert [problem.message for problem in reading.problems if problem.field != "gss_code"] == []


@given(registers())
def test_no_written_cell_is_a_formula(register: tuple[Organisation, ...]) -> None:
    for each in register:
        for text in (each.name, each.short_name):
            cell = sheet._cell(text)
            assert cell[0] not in sheet.FORMULA_STARTS


def test_a_formula_is_text() -> None:
    text = '=HYPERLINK("https://evil.example")'
    register = (council("A", name=text, short_name="'=1"),)
    written = sheet.write(register)
    assert written.splitlines()[1].startswith('A,"\'=HYPERLINK(""https://evil.example"")",\'\'=1,')
    assert sheet.read(written.encode(), source="x.csv").organisations == register


def test_every_problem_is_told_with_its_line() -> None:
    text = (
        f"{HEADER},gss_code,population,starts_on,successors,region,latitude\n"
        "A,Alderby,Alderby,district,E07000001,many,2023-4-1,,north,\n"
        '"B","Two\nlines",Two,district,,,,,,\n'
        "C,C,C,parish,,,,,,\n"
        "D,D,D,district\n"
        "E,E,E,district,,,,,,51\n"
        "E,E,E,district,,,,,,\n"
        "E,E,E,district,,,,,,\n"
        "F,F,F,district,,,,NOPE,,\n"
    )
    regions = ", ".join(Region)
    kinds = ", ".join(Kind)
    assert problems(text) == [
        "x.csv:2: Give population as a number, not 'many'.",
        "x.csv:2: Give starts_on as year, month, day, such as 2023-04-01, not '2023-4-1'.",
        f"x.csv:2: There is no region 'north'. Use one of: {regions}.",
        "x.csv:3: Remove the invisible characters from the name.",
        f"x.csv:5: There is no kind 'parish'. Use one of: {kinds}.",
        "x.csv:6: This line has 4 cells; the first line has 10.",
        "x.csv:7: Give latitude and longitude, or neither.",
        "x.csv:8: Use each code once.",
        "x.csv:9: Use each code once.",
        "x.csv:10: Give the last day of an organisation that has successors.",
    ]


def test_a_link_may_lead_to_what_is_known() -> None:
    text = f"{HEADER},part_of\nA,A,A,district,COU\n".encode()
    assert [str(problem) for problem in sheet.read(text, source="x.csv").problems] == [
        "x.csv:2: No organisation has the code 'COU'. Add it or mend it."
    ]
    known = [council("COU")]
    assert sheet.read(text, source="x.csv", known=known).problems == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"",
            "x.csv:1: The first line must name the columns. Missing: code, kind, name, short_name.",
        ),
        (b"\xff\xfe\x00", "x.csv:1: Save the file as CSV in UTF-8."),
        (b"code,name\nA,\xff\n", "x.csv:2: Save the file as CSV in UTF-8."),
        (b"a\n\x00", "x.csv:2: This is not a text file. Save it as CSV."),
        (b"PK\x03\x04\x14\x00", "x.csv:1: This is not a text file. Save it as CSV."),
        (
            f"{HEADER},password\n".encode(),
            "x.csv:1: Remove the columns that the register does not have: 'password'.",
        ),
        (f"{HEADER},code\n".encode(), "x.csv:1: Name each column once."),
        (
            f'{HEADER}\nA,"x"y,B,district\n'.encode(),
            "x.csv:2: This line is not CSV (',' expected after '\"'). Check its quotation marks.",
        ),
        (
            f'{HEADER}\nA,"open\n'.encode(),
            "x.csv:2: This line is not CSV (unexpected end of data). Check its quotation marks.",
        ),
        (
            f"{HEADER}\nA,{'x' * 200_000},A,district\n".encode(),
            "x.csv:2: This line is not CSV (field larger than field limit (131072)). "
            "Check its quotation marks.",
        ),
    ],
)
def test_what_is_no_register_file_is_refused(content: bytes, message: str) -> None:
    assert refusal(content) == message


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_BYTES", 1024 * 1024)
    assert refusal(b"x" * 1_100_000) == "x.csv: Split the file: it is larger than 1 MB."
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    rows = "A,A,A,district\n" * 3
    assert refusal(f"{HEADER}\n{rows}".encode()) == "x.csv: Split the file: it has over 2 rows."


@given(strategies.binary(max_size=300) | strategies.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for whole in (content, f"{HEADER}\n".encode() + content):
        try:
            told = sheet.read(whole, source="x.csv").problems
        except Invalid as refused:
            told = (refused,)
        assert [problem for problem in told if problem.source != "x.csv"] == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_byte_order_mark_blank_lines_and_spaces_are_no_matter(line_end: str) -> None:
    text = f"\ufeff{HEADER}\n\n ,,, \n A , Alderby ,Alderby, district \n".replace("\n", line_end)
    reading = sheet.read(text.encode(), source="x.csv")
    assert reading.problems == ()
    assert reading.organisations == (council("A", name="Alderby", short_name="Alderby"),)


def test_many_problems_are_one_refusal() -> None:
    text = f"{HEADER}\n" + "?,A,A,district\n" * 150
    with pytest.raises(Invalid) as refused:
        sheet.accepted(sheet.read(text.encode(), source="x.csv"))
    lines = str(refused.value).splitlines()
    assert lines[0] == "150 problems. Mend them and try again."
    assert lines[1] == "x.csv:2: Give a code of up to 20 letters, digits and hyphens."
    assert lines[-1] == "and 50 more."


def test_one_problem_is_the_refusal() -> None:
    with pytest.raises(Invalid) as refused:
        sheet.accepted(sheet.read(f"{HEADER}\n?,A,A,district\n".encode(), source="x.csv"))
    assert str(refused.value) == "x.csv:2: Give a code of up to 20 letters, digits and hyphens."


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        sheet.read_file(tmp_path / "none.csv")
    assert str(refused.value) == "none.csv: The file cannot be read: No such file or directory."
