"""The empty workbook that a person fills: one row a statement."""

import csv
import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wardmote.rules.frameworks.values import Framework, Part

HEADER = (
    "Framework",
    "Outcome",
    "Title",
    "Level",
    "Statement code",
    "What it says",
    "Answer",
    "How it is met another way",
)
WIDTHS = (11, 9, 28, 20, 15, 80, 17, 40)
ANSWERS = ("Yes", "No", "Met another way")
GUIDE = (
    "Answer each statement: Yes, No or Met another way.",
    "Met another way: something else you do has the same effect. Say what, in the last column.",
    "Under the lowest level, Met another way means that something else offsets the weakness.",
    "Leave an answer empty where you do not know yet.",
    "A statement that counts towards two levels has one row.",
    "When done, run: wardmote caf judge FILE",
)


def csv_text(framework: Framework, part: Part | None = None) -> str:
    """Write the template as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_rows(framework, part))
    return out.getvalue()


def xlsx_bytes(framework: Framework, part: Part | None = None) -> bytes:
    """Write the template as a workbook with a list of answers to choose from."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    guide.title = "Read me"
    guide.append([framework.name])
    guide["A1"].font = Font(bold=True, size=14)
    for line in (*GUIDE, framework.source):
        guide.append([line])
    guide.column_dimensions["A"].width = 100
    sheet = book.create_sheet("Answers")
    sheet.append(HEADER)
    for row in _rows(framework, part):
        sheet.append(row)
    _dress(sheet)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(framework: Framework, part: Part | None) -> Iterator[tuple[str, ...]]:
    outcomes = framework.outcomes if part is None else framework.part_outcomes(part)
    titles = {level.code: level.title for level in framework.levels}
    for outcome in outcomes:
        for statement in outcome.statements:
            levels = " and ".join(titles[level] for level in statement.stands)
            head = (framework.ref, outcome.code, outcome.title, levels)
            yield (*head, statement.code, statement.text, "", "")


def _dress(sheet: Worksheet) -> None:
    """Make the sheet readable: widths, wrapping, a header that stays, a list of answers."""
    for cell, letter, width in zip(sheet[1], "ABCDEFGH", WIDTHS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    choice = DataValidation(type="list", formula1=f'"{",".join(ANSWERS)}"', allow_blank=True)
    choice.error = "Choose Yes, No or Met another way."
    sheet.add_data_validation(choice)
    choice.add(f"G2:G{sheet.max_row}")
