"""The fewest statements that close a gap."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.rules.assess import gaps, judging
from wardmote.rules.assess.judging import Answer
from wardmote.rules.frameworks.values import Level, Outcome, Statement

LEVELS = (
    Level("not_achieved", "Not achieved"),
    Level("partially_achieved", "Partially achieved"),
    Level("achieved", "Achieved"),
)
COLUMNS = st.sampled_from(
    [("not_achieved",), ("partially_achieved",), ("achieved",), ("partially_achieved", "achieved")]
)


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    chosen = [("not_achieved",), ("achieved",), *draw(st.lists(COLUMNS, max_size=5))]
    seen: dict[str, int] = {}
    statements = []
    for number, columns in enumerate(chosen):
        stands = {}
        for column in columns:
            seen[column] = seen.get(column, 0) + 1
            stands[column] = seen[column]
        statements.append(Statement(f"X.{number}", f"Statement {number}", stands))
    return Outcome("X", "An outcome", "", tuple(statements))


def answers_for(outcome: Outcome) -> st.SearchStrategy[dict[str, Answer]]:
    codes = [each.code for each in outcome.statements]
    return st.dictionaries(st.sampled_from(codes), st.sampled_from(list(Answer)))


def is_reached(outcome: Outcome, answers: dict[str, Answer], target: str) -> bool:
    order = [level.code for level in LEVELS]
    level = judging.judge(outcome, answers, LEVELS).level
    return level is not None and order.index(level) >= order.index(target)


@settings(max_examples=60)
@given(data=st.data())
def test_settling_a_gap_reaches_the_target_and_nothing_smaller_does(data: st.DataObject) -> None:
    outcome = data.draw(outcomes())
    answers = data.draw(answers_for(outcome))
    target = data.draw(st.sampled_from(["partially_achieved", "achieved"]))
    found = gaps.gap(outcome, answers, LEVELS, target)
    needed = (*found.stop, *found.meet, *found.answer)
    assert len(set(needed)) == found.size
    blocking = {each.code for each in outcome.column("not_achieved")}

    codes = [each.code for each in outcome.statements]

    def after(settled: tuple[str, ...]) -> dict[str, Answer]:
        """Settle some statements, and count what nobody answered as not met."""
        worst = {code: Answer.YES if code in blocking else Answer.NO for code in codes}
        best = {code: Answer.NO if code in blocking else Answer.YES for code in settled}
        return worst | answers | best

    assert is_reached(outcome, after(needed), target)
    for size in range(found.size):
        for fewer in combinations(codes, size):
            assert not is_reached(outcome, after(fewer), target)


def test_the_nearest_come_first() -> None:
    def sized(code: str, size: int) -> gaps.Gap:
        return gaps.Gap(code, "achieved", tuple(str(one) for one in range(size)), (), ())

    ordered = gaps.fewest_first([(1, sized("B", 2)), (0, sized("C", 2)), (0, sized("A", 5))])
    assert [(part, one.outcome) for part, one in ordered] == [(0, "C"), (1, "B"), (0, "A")]


def test_a_target_of_the_lowest_level_has_no_gap() -> None:
    outcome = Outcome("X", "x", "", (Statement("X.1", "x", {"not_achieved": 1}),))
    assert gaps.gap(outcome, {"X.1": Answer.YES}, LEVELS, "not_achieved").size == 0
