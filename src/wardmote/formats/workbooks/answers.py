"""The answers in a filled workbook, and all that is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wardmote.formats.workbooks.sheets import Row, Sheet
from wardmote.rules.assess.judging import Answer
from wardmote.rules.frameworks.values import Framework
from wardmote.rules.refusal import Invalid

HEADINGS = {
    "statement": ("statement code", "code", "statement", "indicator", "igp", "ref", "id", "index"),
    "answer": ("answer", "response", "met", "status", "yes or no"),
    "how": ("how it is met another way", "how", "how met", "comment", "comments", "note", "notes"),
    "framework": ("framework", "framework version"),
}
WORDS = {
    Answer.YES: ("yes", "y", "true", "1", "met"),
    Answer.NO: ("no", "n", "false", "0", "not met"),
    Answer.MET_ANOTHER_WAY: (
        "met another way",
        "another way",
        "met in another way",
        "alternative",
        "compensating measure",
    ),
}
_MEANING = {word: answer for answer, words in WORDS.items() for word in words}
_HEADER_ROWS = 30
"""How far down a sheet its header may stand."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One answer, and where it stands."""

    answer: Answer
    how: str
    place: str


@dataclass(frozen=True)
class Answers:
    """All answers of a workbook by statement code, and the number of rows that were blank."""

    filled: Mapping[str, Filled]
    blank: int


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    filled: dict[str, Filled] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    blank: int = 0


def framework_ref(sheets: Sequence[Sheet]) -> str:
    """Give the framework that the workbook says it is for; empty where it does not say."""
    for sheet in sheets:
        places, rows = _header(sheet)
        if "framework" in places:
            for row in rows:
                ref = _cell(row, places, "framework")
                if ref:
                    return ref.lower()
    return ""


def read(sheets: Sequence[Sheet], framework: Framework, source: str) -> Answers:
    """Read the answers of all sheets that have a header with a statement's code and an answer.

    Raises: Invalid, with every problem of the workbook in its message, each with its row.
    """
    codes = _codes(framework)
    found = _Found()
    headed = False
    for sheet in sheets:
        places, rows = _header(sheet)
        headed = headed or bool(places)
        for row in rows:
            place = f"row {row.number}" + (f" of {sheet.name!r}" if sheet.name else "")
            ref = _cell(row, places, "framework").lower()
            if ref and ref != framework.ref:
                found.strangers.append(f"{place}: this row is for {ref[:40]!r}")
            else:
                problems = _row(row, places, place, codes, found)
                found.problems += [f"{place}: {message}" for message in problems]
    if not headed:
        raise Invalid(
            "There is no header row. One row must name the columns: 'Statement code' and 'Answer'. "
            f"Make a workbook with: wardmote caf template --framework {framework.ref}.",
            source=source,
        )
    _refuse(found, framework, source)
    return Answers(found.filled, found.blank)


def _refuse(found: _Found, framework: Framework, source: str) -> None:
    """Refuse the workbook if anything is wrong with it.

    Raises: Invalid.
    """
    problems = list(found.problems)
    if found.strangers:
        rest = f" (and {len(found.strangers) - 1:,} more)" if len(found.strangers) > 1 else ""
        problems.insert(0, f"{found.strangers[0]}, not for {framework.ref}{rest}.")
    if problems:
        things = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
        shown = "\n".join(f"  {problem}" for problem in problems)
        raise Invalid(f"{things} to mend. Nothing was judged.\n{shown}", source=source)


def _codes(framework: Framework) -> dict[str, str]:
    """Map each index at which a statement stands to its one code, whatever the case."""
    return {
        f"{outcome.code}.{level.short}.{statement.stands[level.code]}".casefold(): statement.code
        for outcome in framework.outcomes
        for level in framework.levels
        for statement in outcome.column(level.code)
    }


def _header(sheet: Sheet) -> tuple[dict[str, int], tuple[Row, ...]]:
    """Find the header row, and give its columns and the rows below it; empty where none is."""
    for number, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        plain = [_plain(cell) for cell in row.cells]
        places = {
            name: plain.index(found[0])
            for name, headings in HEADINGS.items()
            if (found := [heading for heading in headings if heading in plain])
        }
        if "statement" in places and "answer" in places:
            return places, sheet.rows[number + 1 :]
    return {}, ()


def _row(
    row: Row, places: Mapping[str, int], place: str, codes: Mapping[str, str], found: _Found
) -> Iterator[str]:
    """Take the answer of one row; yield what is wrong with it."""
    given = _cell(row, places, "statement")
    word = _cell(row, places, "answer")
    how = _cell(row, places, "how")
    if not word and not how:
        found.blank += 1
        return
    code = codes.get(given.casefold())
    answer = _MEANING.get(_plain(word))
    if code is None:
        yield (
            f"there is no statement {given[:40]!r}."
            if given
            else "the statement's code is missing."
        )
    if not word:
        yield "the answer is missing."
    elif answer is None:
        yield f"the answer must be yes, no or met another way, not {word[:40]!r}."
    if answer == Answer.MET_ANOTHER_WAY and not how:
        yield "say how it is met another way."
    if code is None or answer is None:
        return
    earlier = found.filled.setdefault(code, Filled(answer, how, place))
    if earlier.answer != answer:
        yield f"{code} has another answer in {earlier.place}."


def _cell(row: Row, places: Mapping[str, int], name: str) -> str:
    place = places.get(name, len(row.cells))
    return row.cells[place] if place < len(row.cells) else ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
