"""What stands between an outcome and its target, and which gaps close with the fewest statements.

The number of statements says how many answers must change, not how hard that is: one statement
can mean a new supplier. It orders a list to talk about; it is no plan and no measure of risk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wardmote.rules.assess.judging import Answer
from wardmote.rules.frameworks.values import Level, Outcome, Statement

RULE = "caf-gaps-1"
MET = (Answer.YES, Answer.MET_ANOTHER_WAY)


@dataclass(frozen=True, slots=True)
class Gap:
    """The fewest statements that must be settled for an outcome to reach its target.

    Shape: `stop` are true statements of the lowest column, which block; `meet` are not met in the
    column that is nearest; `answer` are not answered yet in either column. All in the outcome's
    order. Empty where the answers reach the target already and the judgement alone is lower.
    """

    outcome: str
    target: str
    stop: tuple[str, ...]
    meet: tuple[str, ...]
    answer: tuple[str, ...]
    rule: str = RULE

    @property
    def size(self) -> int:
        """Count the statements to settle."""
        return len(self.stop) + len(self.meet) + len(self.answer)


def gap(
    outcome: Outcome, answers: Mapping[str, Answer], levels: Sequence[Level], target: str
) -> Gap:
    """Find the fewest statements to settle so that the answers alone reach the target.

    Source: NCSC CAF: no statement of the lowest column is true, and all of the target's column or
    of a higher one are met, as in `judging.judge`; where two columns are equally near, the lower.
    """
    lowest = levels[0].code
    wanted = [level.code for level in levels].index(target)
    if wanted == 0:
        return Gap(outcome.code, target, (), (), ())
    blocking = outcome.column(lowest)
    columns = [outcome.column(level.code) for level in levels[wanted:]]
    column = min(
        (each for each in columns if each),
        key=lambda each: sum(answers.get(one.code) not in MET for one in each),
        default=(),
    )
    stop = [one.code for one in blocking if answers.get(one.code) == Answer.YES]
    meet = [one.code for one in column if answers.get(one.code) == Answer.NO]
    unanswered = [one.code for one in (*blocking, *column) if one.code not in answers]
    order = [one.code for one in outcome.statements]
    return Gap(
        outcome=outcome.code,
        target=target,
        stop=_in_order(stop, order),
        meet=_in_order(meet, order),
        answer=_in_order(unanswered, order),
    )


def _in_order(codes: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    found = set(codes)
    return tuple(code for code in order if code in found)


def fewest_first(gaps: Iterable[tuple[int, Gap]]) -> list[tuple[int, Gap]]:
    """Order gaps by how few statements close them, then by part and outcome.

    Shape: pairs of a part's number and a gap.
    Source: CAF for local government: a plan says what happens in which quarter; what is nearly
    met is worth seeing first. The order is ours and is no order of importance.
    """
    return sorted(gaps, key=lambda each: (each[1].size, each[0], each[1].outcome))


def texts(outcome: Outcome, codes: Iterable[str]) -> tuple[Statement, ...]:
    """Give the statements behind codes, in the outcome's order.

    Source: the framework's own statements.
    """
    wanted = set(codes)
    return tuple(one for one in outcome.statements if one.code in wanted)
