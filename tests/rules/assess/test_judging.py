"""The judging rule against a naive oracle, and its promises."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.assess import judging
from wardmote.rules.assess.judging import Answer, Judgement
from wardmote.rules.frameworks.values import Level, Outcome, Statement

NA, PA, A = "not_achieved", "partially_achieved", "achieved"
LEVELS = (Level(NA, "Not achieved"), Level(PA, "Partially achieved"), Level(A, "Achieved"))
RANK = {level.code: rank for rank, level in enumerate(LEVELS)}
YES, NO, OTHER = Answer.YES, Answer.NO, Answer.MET_ANOTHER_WAY


def outcome(**stands: tuple[str, ...]) -> Outcome:
    """Make an outcome whose statements stand in the named columns."""
    seen = dict.fromkeys(RANK, 0)
    statements = []
    for code, columns in stands.items():
        for column in columns:
            seen[column] += 1
        statements.append(Statement(code, code, {column: seen[column] for column in columns}))
    return Outcome("X1.a", "Title", "", tuple(statements))


FULL = outcome(n1=(NA,), n2=(NA,), p1=(PA,), both=(PA, A), a1=(A,))
NO_PARTIAL = outcome(n1=(NA,), a1=(A,), a2=(A,))
GOOD = {"n1": NO, "n2": NO}


def oracle(subject: Outcome, answers: Mapping[str, Answer]) -> str:
    """Say it again as the guidance does, for the three levels of the CAF."""
    if any(answers[each.code] == YES for each in subject.column(NA)):
        return NA
    met = {code for code, answer in answers.items() if answer in (YES, OTHER)}
    for level in (A, PA):
        wanted = {each.code for each in subject.statements if level in each.stands}
        if wanted and wanted <= met:
            return level
    return NA


@pytest.mark.parametrize(
    ("subject", "answers", "expected"),
    [
        pytest.param(
            FULL,
            {"n1": NO, "n2": YES, "p1": YES, "both": YES, "a1": YES},
            Judgement(NA, ("n2",), ()),
            id="one statement of the lowest column blocks all",
        ),
        pytest.param(
            FULL,
            {"n1": YES, "n2": YES, "p1": NO},
            Judgement(NA, ("n1", "n2"), ()),
            id="every blocking statement is named",
        ),
        pytest.param(
            FULL,
            {"n1": OTHER, "n2": NO, "p1": NO, "both": YES, "a1": OTHER},
            Judgement(A, ("both", "a1"), ()),
            id="a compensating measure offsets a block and meets a statement",
        ),
        pytest.param(
            FULL,
            GOOD | {"p1": YES, "both": YES, "a1": NO},
            Judgement(PA, ("p1", "both", "a1"), ()),
            id="partial: what is met, and what kept it from more",
        ),
        pytest.param(
            FULL,
            GOOD | {"p1": YES, "both": NO, "a1": YES},
            Judgement(NA, ("both",), ()),
            id="a statement in two columns fails both",
        ),
        pytest.param(
            FULL,
            GOOD | {"p1": NO, "both": YES, "a1": NO},
            Judgement(NA, ("p1", "a1"), ()),
            id="nothing blocks, but no column is met",
        ),
        pytest.param(
            NO_PARTIAL,
            {"n1": NO, "a1": YES, "a2": NO},
            Judgement(NA, ("a2",), ()),
            id="no partial column to fall back on",
        ),
        pytest.param(FULL, {"n1": YES}, Judgement(NA, ("n1",), ()), id="one answer can decide"),
        pytest.param(
            FULL,
            GOOD | {"both": YES, "a1": YES},
            Judgement(A, ("both", "a1"), ()),
            id="achieved without an answer to the partial column",
        ),
        pytest.param(
            FULL,
            {"n1": NO, "both": NO},
            Judgement(NA, ("both",), ()),
            id="decided although a blocking statement is unanswered",
        ),
        pytest.param(
            FULL,
            {},
            Judgement(None, (), ("n1", "n2", "p1", "both", "a1")),
            id="nothing answered",
        ),
        pytest.param(
            FULL,
            GOOD | {"p1": YES, "a1": NO},
            Judgement(None, (), ("both",)),
            id="only what can still change it is missing",
        ),
        pytest.param(
            FULL,
            GOOD | {"p1": NO, "both": YES},
            Judgement(None, (), ("a1",)),
            id="a failed column asks no more",
        ),
        pytest.param(
            outcome(n1=(NA,)), {"n1": NO}, Judgement(NA, (), ()), id="only a lowest column"
        ),
        pytest.param(
            FULL,
            {"n1": YES, "elsewhere": YES},
            Judgement(NA, ("n1",), ()),
            id="answers to other outcomes are passed over",
        ),
    ],
)
def test_an_outcome_is_judged(
    subject: Outcome, answers: dict[str, Answer], expected: Judgement
) -> None:
    assert judging.judge(subject, answers, LEVELS) == expected


STANDS = st.sampled_from([(NA,), (PA,), (A,), (PA, A)])
OUTCOMES = st.lists(STANDS, min_size=1, max_size=6).map(
    lambda columns: outcome(**{f"s{number}": column for number, column in enumerate(columns)})
)


@st.composite
def answered(draw: st.DrawFn, *, complete: bool) -> tuple[Outcome, dict[str, Answer]]:
    subject = draw(OUTCOMES)
    codes = [each.code for each in subject.statements]
    drawn = draw(st.lists(st.sampled_from(Answer), min_size=len(codes), max_size=len(codes)))
    keep = st.just(True) if complete else st.booleans()
    return subject, {code: a for code, a in zip(codes, drawn, strict=True) if draw(keep)}


def completions(subject: Outcome, answers: Mapping[str, Answer]) -> list[dict[str, Answer]]:
    left = [each.code for each in subject.statements if each.code not in answers]
    return [
        {**answers, **dict(zip(left, chosen, strict=True))}
        for chosen in product((YES, NO), repeat=len(left))
    ]


@given(answered(complete=True))
def test_complete_answers_agree_with_the_oracle(case: tuple[Outcome, dict[str, Answer]]) -> None:
    subject, answers = case
    judgement = judging.judge(subject, answers, LEVELS)
    assert (judgement.level, judgement.missing) == (oracle(subject, answers), ())


@given(answered(complete=False))
def test_incomplete_answers_are_decided_only_if_every_completion_agrees(
    case: tuple[Outcome, dict[str, Answer]],
) -> None:
    subject, answers = case
    possible = {oracle(subject, each) for each in completions(subject, answers)}
    judgement = judging.judge(subject, answers, LEVELS)
    assert judgement.level == (possible.pop() if len(possible) == 1 else None)


@given(answered(complete=False))
def test_missing_is_just_what_could_change_the_level(
    case: tuple[Outcome, dict[str, Answer]],
) -> None:
    subject, answers = case
    every = completions(subject, answers)
    can_change = tuple(
        each.code
        for each in subject.statements
        if each.code not in answers
        and any(
            oracle(subject, {**done, each.code: YES}) != oracle(subject, {**done, each.code: NO})
            for done in every
        )
    )
    assert judging.judge(subject, answers, LEVELS).missing == can_change


@given(answered(complete=False))
def test_because_alone_decides_the_same(case: tuple[Outcome, dict[str, Answer]]) -> None:
    subject, answers = case
    judgement = judging.judge(subject, answers, LEVELS)
    lowest = {each.code for each in subject.column(NA)}
    if judgement.level is not None and not (judgement.level == NA and not judgement.because):
        settled = dict.fromkeys(lowest & answers.keys(), NO)
        kept = settled | {code: answers[code] for code in judgement.because}
        assert judging.judge(subject, kept, LEVELS).level == judgement.level


@given(answered(complete=False), st.data())
def test_a_better_answer_never_lowers_the_level(
    case: tuple[Outcome, dict[str, Answer]], data: st.DataObject
) -> None:
    subject, answers = case
    before = judging.judge(subject, answers, LEVELS).level
    code = data.draw(st.sampled_from([each.code for each in subject.statements]))
    blocks = code in {each.code for each in subject.column(NA)}
    better = {**answers, code: data.draw(st.sampled_from((NO if blocks else YES, OTHER)))}
    # What is met may open a higher column, so the level may be undecided again, but never lower.
    after = {oracle(subject, each) for each in completions(subject, better)}
    assert before is None or min(RANK[level] for level in after) >= RANK[before]


@given(answered(complete=False))
def test_order_of_answers_does_not_matter(case: tuple[Outcome, dict[str, Answer]]) -> None:
    subject, answers = case
    assert judging.judge(subject, dict(reversed(list(answers.items()))), LEVELS) == judging.judge(
        subject, answers, LEVELS
    )


def test_two_and_five_levels_are_judged_alike() -> None:
    five = tuple(Level(code, code) for code in "abcde")
    subject = Outcome(
        "Y1.a", "Title", "", tuple(Statement(code, code, {code: 1}) for code in "abcde")
    )
    answers = {"a": NO, "b": YES, "c": YES, "d": NO, "e": NO}
    assert judging.judge(subject, answers, five) == Judgement("c", ("c", "d", "e"), ())
    assert judging.judge(subject, answers, five[:2]) == Judgement("b", ("b",), ())
