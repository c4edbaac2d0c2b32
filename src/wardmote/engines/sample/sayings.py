"""What a council can say of an outcome at each level, made once and drawn many times.

Source: NCSC CAF, using the indicators of good practice: any not-achieved statement that is true
means not achieved; a level above needs all statements of its column, and none above it whole.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from wardmote.engines.sample import words
from wardmote.engines.sample.values import Said
from wardmote.rules.assess.judging import Answer
from wardmote.rules.frameworks.values import Framework, Objective, Outcome, Statement

POOL = 48
"""How many different sayings there are for each outcome and level."""
DIFFERS_SHARE = 0.06
"""The share of judgements that differ from the indicative result, with a reason."""
ANOTHER_WAY_SHARE = 0.05
TAIL_SHARE = 0.6
"""The share of notes that end with where the judgement comes from."""

Columns = tuple[tuple[Statement, ...], ...]


@dataclass(frozen=True, slots=True)
class Sayings:
    """All that can be said of one outcome.

    Shape: `whole` holds pools of judged sayings from the lowest level that can be reached to the
    highest; `begun` are sayings that are not judged yet.
    """

    outcome: str
    principle: str
    objective: int
    whole: tuple[tuple[Said, ...], ...]
    begun: tuple[Said, ...]


NOTHING = Said((), "{}", "", "", "", "")
"""What is said of an outcome that nobody has looked at."""


def of_framework(random: Random, framework: Framework) -> Mapping[str, Sayings]:
    """Make all sayings for a framework, by outcome.

    Cost: statements x levels x POOL, about a second for the CAF.
    """
    return {
        outcome.code: _of_outcome(random, framework, number, objective, principle.code, outcome)
        for number, objective in enumerate(framework.objectives)
        for principle in objective.principles
        for outcome in principle.outcomes
    }


def _of_outcome(
    random: Random,
    framework: Framework,
    number: int,
    objective: Objective,
    principle: str,
    outcome: Outcome,
) -> Sayings:
    codes = [level.code for level in framework.levels]
    columns = tuple(outcome.column(code) for code in codes)
    reachable = [level for level in range(len(codes)) if _is_reachable(columns, level)]
    notes = _notes(principle, objective.code)
    whole = tuple(
        tuple(_judged(random, columns, codes, reachable, level, notes) for _ in range(POOL))
        for level in reachable
    )
    begun = tuple(_begun(random, said) for pool in whole for said in pool[: POOL // 4])
    return Sayings(outcome.code, principle, number, whole, begun)


def _is_reachable(columns: Columns, level: int) -> bool:
    """Tell whether answers exist that give a level; not if they would always give a higher."""
    if level == 0:
        return True
    inside = {statement.code for statement in columns[level]}
    above = [{statement.code for statement in column} for column in columns[level + 1 :] if column]
    return bool(inside) and all(column - inside for column in above)


def _judged(
    random: Random,
    columns: Columns,
    codes: list[str],
    reachable: list[int],
    level: int,
    notes: Mapping[str, list[str]],
) -> Said:
    answers = _answers(random, columns, level)
    judged, reason = level, ""
    if len(reachable) > 1 and random.random() < DIFFERS_SHARE:
        judged = words.pick(random, [other for other in reachable if abs(other - level) <= 2])
        if judged != level:
            said = words.load("notes")["said"]
            reason = words.pick(random, said["lower" if judged < level else "higher"])
    height = "low" if judged == 0 else "high" if judged == reachable[-1] else "middle"
    sentences = words.some(random, notes[height], 0.6)
    if random.random() < TAIL_SHARE:
        sentences.append(words.pick(random, words.load("notes")["said"]["tail"]))
    text = " ".join(sentences)
    return _said(answers, text, codes[level], codes[judged], reason)


def _answers(random: Random, columns: Columns, level: int) -> dict[str, Answer]:
    """Answer all statements so that they give the level."""
    lowest = [statement.code for statement in columns[0]]
    chance = (0.25, 0.75, 0.95)[min(level, 2)]
    answers = {
        statement.code: Answer.YES if random.random() < chance else Answer.NO
        for column in columns[1:]
        for statement in column
    }
    answers |= dict.fromkeys(lowest, Answer.NO)
    if level == 0 and lowest:
        answers |= dict.fromkeys(words.some(random, lowest, 0.4), Answer.YES)
    inside = [statement.code for statement in columns[level]] if level else []
    for code in inside:
        answers[code] = (
            Answer.MET_ANOTHER_WAY if random.random() < ANOTHER_WAY_SHARE else Answer.YES
        )
    first_above = level + 1 if level or not lowest else len(columns)
    for column in columns[first_above:]:
        outside = [statement.code for statement in column if statement.code not in inside]
        if outside:
            answers |= dict.fromkeys(words.some(random, outside, 0.4), Answer.NO)
    return answers


def _begun(random: Random, said: Said) -> Said:
    kept = {code: answer for code, answer, _ in said.statements if random.random() < 0.5}
    return _said(kept, said.notes if random.random() < 0.4 else "", "", "", "")


def _said(
    answers: dict[str, Answer], notes: str, indicative: str, judged: str, reason: str
) -> Said:
    hows = words.load("notes")["said"]["how"]
    statements = tuple(
        (
            code,
            answer,
            hows[len(code + notes) % len(hows)] if answer == Answer.MET_ANOTHER_WAY else "",
        )
        for code, answer in answers.items()
    )
    content = {
        code: {"answer": answer, "how": how} if how else {"answer": answer}
        for code, answer, how in statements
    }
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return Said(statements, text, notes, indicative, judged, reason)


def _notes(principle: str, objective: str) -> Mapping[str, list[str]]:
    known = words.load("notes")
    found: Mapping[str, list[str]] = known.get(principle) or known.get(objective) or known["other"]
    return found
