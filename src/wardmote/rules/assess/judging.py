"""How the answers to an outcome's statements give an indicative level.

The result is indicative: a person sets the final judgement, and gives a reason where it differs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wardmote.rules.frameworks.values import Level, Outcome, Statement

RULE = "caf-judge-1"


class Answer(StrEnum):
    """What a person says of a statement.

    In the lowest column, `MET_ANOTHER_WAY` means that a compensating measure offsets it.
    """

    YES = "yes"
    NO = "no"
    MET_ANOTHER_WAY = "met_another_way"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The indicative level of an outcome, and why.

    Shape: `level` is None while statements in `missing` could still change it; `because` holds
    the statements that decided it, in the outcome's order, and is empty while nothing is decided.
    """

    level: str | None
    because: tuple[str, ...]
    missing: tuple[str, ...]
    rule: str = RULE


def judge(outcome: Outcome, answers: Mapping[str, Answer], levels: Sequence[Level]) -> Judgement:
    """Judge an outcome from its answers, as far as they decide it.

    Shape: `answers` maps statement codes to answers and may hold those of other outcomes;
    `levels` go from the lowest to the highest.
    Source: NCSC CAF v3.2 and v4.0, using the indicators of good practice tables: any
    not-achieved statement that is true means not achieved; achieved or partially achieved needs
    all statements of its column; NCSC CAF guidance: a compensating measure can stand in.
    """
    columns = [outcome.column(level.code) for level in levels]
    codes = [statement.code for statement in outcome.statements]
    best = _level(columns, answers, unanswered_met=True)
    worst = _level(columns, answers, unanswered_met=False)
    if best == worst:
        because = _because(columns, answers, best)
        return Judgement(levels[best].code, _in_order(because, codes), ())
    return Judgement(None, (), _in_order(_open(columns, answers), codes))


def _level(
    columns: Sequence[Sequence[Statement]],
    answers: Mapping[str, Answer],
    *,
    unanswered_met: bool,
) -> int:
    """Judge with every unanswered statement at its best, or at its worst."""
    lowest_default = Answer.NO if unanswered_met else Answer.YES
    default = Answer.YES if unanswered_met else Answer.NO
    if any(answers.get(each.code, lowest_default) == Answer.YES for each in columns[0]):
        return 0
    for index in range(len(columns) - 1, 0, -1):
        column = columns[index]
        if column and all(answers.get(each.code, default) != Answer.NO for each in column):
            return index
    return 0


def _because(
    columns: Sequence[Sequence[Statement]], answers: Mapping[str, Answer], level: int
) -> set[str]:
    """Name the statements that block; or else those that carry the level and fail the higher."""
    blocking = {each.code for each in columns[0] if answers.get(each.code) == Answer.YES}
    if blocking:
        return blocking
    carrying = {each.code for each in columns[level]} if level else set()
    failed = {
        each.code
        for column in columns[level + 1 :]
        for each in column
        if answers.get(each.code) == Answer.NO
    }
    return carrying | failed


def _open(columns: Sequence[Sequence[Statement]], answers: Mapping[str, Answer]) -> set[str]:
    """Name the unanswered statements that could change the level; at least two are possible.

    A statement of a higher column matters only if its column can still be met without that
    completing a column above it.
    """
    unanswered = [{each.code for each in column} - answers.keys() for column in columns]
    reachable = [
        bool(column) and all(answers.get(each.code) != Answer.NO for each in column)
        for column in columns
    ]
    matter = set(unanswered[0])
    for index in range(1, len(columns)):
        if reachable[index]:
            above = [
                unanswered[higher] for higher in range(index + 1, len(columns)) if reachable[higher]
            ]
            matter |= {
                code
                for code in unanswered[index]
                if not any(rest <= unanswered[index] - {code} for rest in above)
            }
    return matter


def _in_order(found: Iterable[str], codes: Sequence[str]) -> tuple[str, ...]:
    wanted = set(found)
    return tuple(code for code in codes if code in wanted)
