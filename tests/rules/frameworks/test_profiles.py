"""Whether a profile fits its framework, and finding statements by words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.frameworks import shipped
from wardmote.rules.frameworks import finding, profiles
from wardmote.rules.frameworks.profiles import Row
from wardmote.rules.frameworks.values import Outcome

CAF = shipped.framework("caf-4.0")
CODES = [each.code for each in CAF.outcomes]


def test_a_target_may_be_named_by_code_title_or_initials() -> None:
    rows = [Row("a1.a", "Achieved", 2), Row("A2.a", "pa", 3), Row("A1.b", "n/a", 4)]
    assert profiles.check(CAF, rows) == (
        {"A1.a": "achieved", "A1.b": None, "A2.a": "partially_achieved"},
        (),
    )


def test_each_thing_that_is_wrong_is_said_with_its_line() -> None:
    rows = [
        Row("A1.a", "achieved", 2),
        Row("A1.a", "achieved", 3),
        Row("Z9.z", "achieved", 4),
        Row("A1.b", "excellent", 5),
        Row("A1.c", "partially achieved", 6),
    ]
    targets, problems = profiles.check(CAF, rows)
    assert targets == {"A1.a": "achieved"}
    assert [(each.line, each.message) for each in problems] == [
        (3, "A1.a is there already, on line 2."),
        (4, "Cyber Assessment Framework 4.0 has no outcome 'Z9.z'."),
        (
            5,
            "A1.b: there is no level 'excellent'. Use one of: NA (Not achieved), "
            "PA (Partially achieved), A (Achieved), or n/a.",
        ),
        (6, "A1.c has no column 'Partially achieved'."),
    ]


def test_a_profile_without_targets_is_none() -> None:
    assert [each.message for each in profiles.check(CAF, [])[1]] == [
        "The profile has no target at all."
    ]


@given(st.lists(st.tuples(st.sampled_from(CODES) | st.text(max_size=9), st.text(max_size=20))))
def test_a_row_is_a_target_or_a_problem(pairs: list[tuple[str, str]]) -> None:
    rows = [Row(code, level, line) for line, (code, level) in enumerate(pairs, start=2)]
    targets, problems = profiles.check(CAF, rows)
    assert len(targets) + len(problems) == max(len(rows), 1)


def test_shipped_profiles_fit() -> None:
    for framework in shipped.frameworks():
        for one in shipped.profiles(framework.ref):
            rows = [Row(code, level or "", 1) for code, level in one.targets.items()]
            assert profiles.check(framework, rows) == (one.targets, ())


@given(st.sampled_from(CAF.outcomes), st.data())
def test_a_statement_is_found_by_the_beginnings_of_its_words(
    outcome: Outcome, data: st.DataObject
) -> None:
    statement = data.draw(st.sampled_from(outcome.statements))
    words = re.findall(r"[a-z]{5,}", statement.text.lower())
    asked = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4)) if words else []
    text = " ".join([statement.code, *(word[:4].upper() for word in asked)])
    assert statement in [each.statement for each in finding.find(CAF, text)]


def test_a_word_that_is_nowhere_finds_nothing() -> None:
    assert [finding.find(CAF, text) for text in (" .!", "board zebra", "\0")] == [(), (), ()]


def test_a_code_finds_its_statement() -> None:
    assert [each.statement.code for each in finding.find(CAF, "a1.a.na.1")] == ["A1.a.NA.1"]
    assert len(finding.find(CAF, "a")) == finding.MOST_FOUND
