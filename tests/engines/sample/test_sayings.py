"""What councils say agrees with the level that they give it."""

import json
from collections.abc import Mapping
from random import Random

import pytest

from tests.engines.sample.frameworks import CURRENT, HIGH, LOW, MIDDLE, PREVIOUS
from wardmote.engines.sample import sayings
from wardmote.engines.sample.values import Said
from wardmote.rules.assess import judging
from wardmote.rules.frameworks.values import Framework, Outcome

MADE = {
    framework.ref: sayings.of_framework(Random(7), framework) for framework in (CURRENT, PREVIOUS)
}
BOTH = pytest.mark.parametrize("framework", [CURRENT, PREVIOUS], ids=lambda each: each.ref)


def plainly_judged(outcome: Outcome, answers: Mapping[str, str]) -> str:
    """Judge as the CAF says it: a slow and clear twin of the rule."""
    if any(answers[each.code] == "yes" for each in outcome.column(LOW)):
        return LOW
    for level in (HIGH, MIDDLE):
        column = outcome.column(level)
        if column and all(answers[each.code] != "no" for each in column):
            return level
    return LOW


@BOTH
def test_the_rule_gives_the_same(framework: Framework) -> None:
    for outcome in framework.outcomes:
        for pool in MADE[framework.ref][outcome.code].whole:
            for said in pool:
                given = {code: answer for code, answer, _ in said.statements}
                judgement = judging.judge(outcome, given, framework.levels)
                assert (judgement.level, judgement.missing) == (said.indicative, ())


def answers(said: Said) -> dict[str, str]:
    return {code: answer for code, answer, _ in said.statements}


@BOTH
def test_each_saying_gives_the_level_of_its_pool(framework: Framework) -> None:
    wrong = [
        (outcome.code, said)
        for outcome in framework.outcomes
        for pool in MADE[framework.ref][outcome.code].whole
        for said in pool
        if plainly_judged(outcome, answers(said)) != said.indicative
        or {said.indicative} != {each.indicative for each in pool}
    ]
    assert wrong == []


@BOTH
def test_each_statement_is_answered_once(framework: Framework) -> None:
    for outcome in framework.outcomes:
        codes = sorted(statement.code for statement in outcome.statements)
        for pool in MADE[framework.ref][outcome.code].whole:
            assert {tuple(sorted(answers(said))) for said in pool} == {tuple(codes)}


def test_only_levels_that_answers_can_give_have_a_pool() -> None:
    levels = {
        code: [pool[0].indicative for pool in made.whole] for code, made in MADE["caf-4.0"].items()
    }
    three = [LOW, MIDDLE, HIGH]
    assert levels == {
        **dict.fromkeys(MADE["caf-4.0"], three),
        "A1.a": [LOW, HIGH],
        "B2.b": [LOW, HIGH],
        "C2.a": [LOW, HIGH],
        "D2.a": [LOW, HIGH],
    }


@BOTH
def test_a_judgement_that_differs_has_a_reason_and_only_then(framework: Framework) -> None:
    all_said = [
        said for made in MADE[framework.ref].values() for pool in made.whole for said in pool
    ]
    assert [
        said for said in all_said if (said.judged != said.indicative) != bool(said.reason)
    ] == []
    differing = sum(1 for said in all_said if said.reason)
    assert 0 < differing < len(all_said) * sayings.DIFFERS_SHARE * 1.5


@BOTH
def test_json_says_the_same_as_the_statements(framework: Framework) -> None:
    for made in MADE[framework.ref].values():
        for said in (*made.begun, *(each for pool in made.whole for each in pool)):
            assert json.loads(said.as_json) == {
                code: {"answer": answer, "how": how} if how else {"answer": answer}
                for code, answer, how in said.statements
            }
            assert [
                code
                for code, answer, how in said.statements
                if bool(how) != (answer == "met_another_way")
            ] == []


@BOTH
def test_what_is_only_begun_is_not_judged(framework: Framework) -> None:
    begun = [said for made in MADE[framework.ref].values() for said in made.begun]
    assert {(said.indicative, said.judged, said.reason) for said in begun} == {("", "", "")}
