"""The form of a framework."""

from dataclasses import replace

import pytest

from tests.rules.frameworks.test_packs import KNOWN, OUTCOME
from wardmote.rules.frameworks import structure
from wardmote.rules.frameworks.values import (
    Framework,
    Level,
    Objective,
    Outcome,
    Part,
    Principle,
    Statement,
)


def with_outcomes(*outcomes: Outcome) -> Framework:
    principle = Principle("X1", "X1", "", outcomes)
    return replace(KNOWN, objectives=(Objective("X", "X", "", Part.SYSTEM, (principle,)),))


def with_statements(*statements: Statement) -> Framework:
    return with_outcomes(replace(OUTCOME, statements=statements))


def test_a_framework_of_right_form_has_no_problems() -> None:
    assert structure.problems(KNOWN, {}) == ()


@pytest.mark.parametrize(
    ("framework", "messages"),
    [
        (replace(KNOWN, version=""), ["The framework has no version."]),
        (with_outcomes(), ["The framework has no outcomes."]),
        (
            replace(KNOWN, levels=(Level("low", "A b"), Level("high", "Also bad"))),
            ["Each level needs a title with its own initials."],
        ),
        (
            with_outcomes(OUTCOME, replace(OUTCOME, statements=())),
            ["The code 'X1.a' is used twice."],
        ),
        (with_outcomes(replace(OUTCOME, title="")), ["X1.a has no title."]),
        (
            with_outcomes(replace(OUTCOME, title="x" * 201)),
            ["X1.a has a title of more than 200 characters."],
        ),
        (with_statements(Statement("s", "", {"low": 1})), ["s has no text."]),
        (with_statements(Statement("", "Text.", {"low": 1})), ["Something has no code."]),
        (with_statements(Statement("s", "Text.", {})), ["s stands in no column."]),
        (with_statements(Statement("s", "Text.", {"top": 1})), ["s: there is no level 'top'."]),
        (
            with_statements(Statement("s", "Text.", {"low": 2})),
            ["X1.a: 'Not there' is not numbered from 1 without a gap."],
        ),
    ],
)
def test_what_is_wrong_with_the_form_is_said(framework: Framework, messages: list[str]) -> None:
    assert [each.message for each in structure.problems(framework, {})] == messages


@pytest.mark.parametrize("count", [1, 11])
def test_too_few_or_too_many_levels_are_refused(count: int) -> None:
    levels = (KNOWN.levels[0], *(Level(f"l{n}", f"{chr(n + 97)}") for n in range(1, count)))
    framework = replace(with_statements(Statement("s", "Text.", {"low": 1})), levels=levels)
    messages = [each.message for each in structure.problems(framework, {})]
    assert messages == ["The framework needs 2 to 10 levels."]


def test_problems_come_in_the_order_of_their_lines() -> None:
    framework = with_statements(Statement("s", "", {"low": 1}), Statement("t", "", {"low": 2}))
    found = structure.problems(framework, {"s": 9, "t": 4})
    assert [(each.line, each.statement) for each in found] == [(4, "t"), (9, "s")]
