"""Matching a file with the known shape of a framework."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.frameworks import packs
from wardmote.rules.frameworks.readings import Fault, Reading, Row
from wardmote.rules.frameworks.values import (
    Framework,
    Level,
    Objective,
    Outcome,
    Part,
    Principle,
    Statement,
)
from wardmote.rules.refusal import Invalid

LOW, HIGH = Level("low", "Not there"), Level("high", "Is there")
OUTCOME = Outcome(
    "X1.a",
    "Title",
    "Summary.",
    (
        Statement("X1.a.NT.1", "We lack one.", {"low": 1}),
        Statement("X1.a.NT.2", "We have both.", {"low": 2, "high": 1}),
        Statement("X1.a.IT.2", "We have two.", {"high": 2}),
    ),
)
KNOWN = Framework(
    "x",
    "1",
    "Test framework",
    "Nobody",
    "ours",
    "",
    "2020-01-01",
    (LOW, HIGH),
    (Objective("X", "X", "", Part.SYSTEM, (Principle("X1", "X1", "", (OUTCOME,)),)),),
)
PUBLISHED = {
    "X1.a.NT.1": packs.fingerprint("There is no one."),
    "X1.a.NT.2": packs.fingerprint("There is both."),
    "X1.a.IT.1": packs.fingerprint("There is both."),
    "X1.a.IT.2": packs.fingerprint("There are two."),
}
ROWS = (
    Row("X1.a", "low", 1, "There is no one.", 2),
    Row("X1.a", "low", 2, "There is both.", 3),
    Row("X1.a", "high", 1, "There is both.", 4),
    Row("X1.a", "high", 2, "There are two.", 5),
)


def reading(*rows: Row, ref: str = "") -> Reading:
    return Reading("test", ref, "Test", rows)


def faults(*rows: Row) -> list[tuple[int, Fault, str]]:
    report = packs.check(KNOWN, reading(*rows), PUBLISHED)
    assert report.complete is False
    return [(each.line, each.fault, each.statement) for each in report.problems]


def test_a_complete_file_gives_the_framework_in_its_wording() -> None:
    report = packs.check(KNOWN, reading(*ROWS), PUBLISHED)
    reworded = packs.reword(KNOWN, report, "Official", "a file")
    assert (report.complete, report.matched, report.expected, report.published) == (True, 4, 4, 4)
    assert [each.text for each in reworded.outcomes[0].statements] == [
        "There is no one.",
        "There is both.",
        "There are two.",
    ]
    assert (reworded.wording, reworded.source, reworded.ref) == ("Official", "a file", "x-1")
    assert [each.stands for each in reworded.outcomes[0].statements] == [
        each.stands for each in OUTCOME.statements
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(ROWS[1:], [(3, Fault.MISSING, "X1.a.NT.1")], id="missing"),
        pytest.param(
            (*ROWS, Row("X1.a", "high", 3, "More.", 9)),
            [(9, Fault.SURPLUS, "X1.a.IT.3")],
            id="surplus",
        ),
        pytest.param(
            (*ROWS, Row("X1.a", "high", 2, "There are two.", 9)),
            [(9, Fault.DUPLICATE, "X1.a.IT.2")],
            id="duplicate",
        ),
        pytest.param(
            (*ROWS, Row("Y1.a", "high", 1, "Text.", 9)), [(9, Fault.UNKNOWN, "")], id="outcome"
        ),
        pytest.param(
            (*ROWS, Row("X1.a", "middle", 1, "Text.", 9)), [(9, Fault.UNKNOWN, "")], id="level"
        ),
        pytest.param(
            (*ROWS[:3], replace(ROWS[3], text=" ")), [(5, Fault.EMPTY, "X1.a.IT.2")], id="empty"
        ),
        pytest.param(
            (*ROWS[:3], replace(ROWS[3], text="x" * 1001)),
            [(5, Fault.TOO_LONG, "X1.a.IT.2")],
            id="too long",
        ),
        pytest.param(
            (replace(ROWS[1], position=1), replace(ROWS[0], position=2), *ROWS[2:]),
            [
                (2, Fault.MISPLACED, "X1.a.NT.2"),
                (3, Fault.MISPLACED, "X1.a.NT.1"),
                (4, Fault.TWO_TEXTS, "X1.a.NT.2"),
            ],
            id="numbered in the wrong order",
        ),
        pytest.param(
            (ROWS[0], replace(ROWS[1], text="Another text."), *ROWS[2:]),
            [(4, Fault.TWO_TEXTS, "X1.a.NT.2")],
            id="two texts for one statement",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    rows: tuple[Row, ...], expected: list[tuple[int, Fault, str]]
) -> None:
    assert faults(*rows) == expected


def test_an_empty_file_lacks_everything() -> None:
    assert [each[2] for each in faults()] == ["X1.a.NT.1", "X1.a.NT.2", "X1.a.IT.1", "X1.a.IT.2"]


@pytest.mark.parametrize("level", ["low", "LOW", "Not there", "not-there", "nt"])
def test_a_level_may_be_named_in_any_way(level: str) -> None:
    rows = [replace(row, level=level) if row.level == "low" else row for row in ROWS]
    rows = [replace(row, outcome="x1.A") for row in rows]
    assert packs.check(KNOWN, reading(*rows), PUBLISHED).complete is True


@given(st.permutations(ROWS))
def test_unnumbered_rows_of_published_text_find_their_place_in_any_order(
    rows: list[Row],
) -> None:
    unnumbered = [replace(row, position=0) for row in rows]
    report = packs.check(KNOWN, reading(*unnumbered), PUBLISHED)
    assert report.texts == {
        "X1.a.NT.1": "There is no one.",
        "X1.a.NT.2": "There is both.",
        "X1.a.IT.2": "There are two.",
    }
    assert report.complete is True


def test_unnumbered_rows_of_unknown_text_keep_their_order() -> None:
    rows = [
        Row("X1.a", "low", 0, "a", 1),
        Row("X1.a", "low", 0, "b", 2),
        Row("X1.a", "high", 0, "b", 3),
        Row("X1.a", "high", 0, "c", 4),
    ]
    report = packs.check(KNOWN, reading(*rows), PUBLISHED)
    assert report.texts == {"X1.a.NT.1": "a", "X1.a.NT.2": "b", "X1.a.IT.2": "c"}
    assert report.published == 0
    assert report.differing == ("X1.a.NT.1", "X1.a.NT.2", "X1.a.IT.1", "X1.a.IT.2")


def test_an_incomplete_report_is_never_loaded() -> None:
    report = packs.check(KNOWN, reading(*ROWS[1:]), PUBLISHED)
    with pytest.raises(Invalid, match="3 of 4 statements match and 1 problems are left"):
        packs.reword(KNOWN, report, "Official", "a file")


def test_a_report_on_another_framework_is_never_loaded() -> None:
    report = packs.check(replace(KNOWN, version="2"), reading(*ROWS), PUBLISHED)
    with pytest.raises(Invalid, match="does not hold all of Test framework 1"):
        packs.reword(KNOWN, report, "Official", "a file")


def test_the_closest_framework_is_found_where_the_file_names_none() -> None:
    bigger = replace(KNOWN, version="2", levels=(LOW, HIGH, Level("top", "On top")))
    fewer = replace(OUTCOME, statements=OUTCOME.statements[:1])
    principle = Principle("X1", "X1", "", (fewer,))
    smaller = replace(
        KNOWN, version="3", objectives=(Objective("X", "X", "", Part.SYSTEM, (principle,)),)
    )
    report = packs.closest((smaller, bigger, KNOWN), reading(*ROWS), {"x-1": PUBLISHED})
    assert (report.framework, report.complete) == ("x-1", True)


def test_a_framework_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Invalid, match="holds y-1, which Wardmote does not know"):
        packs.closest((KNOWN,), reading(*ROWS, ref="y-1"), {})


def test_a_whole_framework_that_nobody_knows_is_reported_by_its_form() -> None:
    read = Reading("test", "x-1", "Test", ROWS, framework=KNOWN)
    report = packs.closest((), read, {})
    assert (report.known, report.complete, report.matched, report.published) == (False, True, 4, 0)


@given(st.text(max_size=30), st.sampled_from(["  ", "\n", " - ", '" ', "\t"]))
def test_a_fingerprint_ignores_case_spacing_and_punctuation(text: str, gap: str) -> None:
    ascii_text = text.encode("ascii", "ignore").decode()
    spaced = gap.join(["", *ascii_text.split(), ""])
    assert packs.fingerprint(spaced.upper()) == packs.fingerprint(ascii_text)
    assert packs.fingerprint(ascii_text + " more") != packs.fingerprint(ascii_text)
