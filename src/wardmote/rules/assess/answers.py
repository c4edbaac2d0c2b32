"""What a council says of one outcome: its form, its limits, and what makes it sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from wardmote.rules.assess import judging
from wardmote.rules.assess.judging import Answer, Judgement
from wardmote.rules.frameworks.values import Level, Outcome
from wardmote.rules.refusal import Invalid

NOTES_LIMIT = 20_000
HOW_LIMIT = 4_000
REASON_LIMIT = 4_000
"""The longest texts. Units: characters."""

STATEMENT = "statement:"
"""What leads a statement's code in the name of a field."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to one statement; `how` says how it is met another way, or adds a word."""

    answer: Answer
    how: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """All that is said of an outcome; statements that are not answered are absent."""

    statements: Mapping[str, Reply] = field(default_factory=lambda: MappingProxyType({}))
    notes: str = ""
    judged: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. Shape: `field` is `notes`, `judged`, `reason` or `statement:CODE`."""

    field: str
    message: str


class Unsound(Invalid):
    """What was said has something to mend; `problems` holds all of it, and nothing was saved."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(each.message for each in problems), field=problems[0].field)


def from_stored(statements: Mapping[str, Any], notes: str, judged: str, reason: str) -> Said:
    """Read what was stored. Shape: `statements` maps codes to {"answer": ..., "how": ...}.

    Source: the shape of stored answers.
    """
    replies = {
        code: Reply(Answer(each["answer"]), each.get("how", ""))
        for code, each in statements.items()
    }
    return Said(replies, notes, judged, reason)


def to_stored(said: Said) -> dict[str, dict[str, str]]:
    """Write the replies as they are stored, in the order of their codes.

    Source: the shape of stored answers.
    """
    return {
        code: {"answer": reply.answer.value, "how": reply.how}
        for code, reply in sorted(said.statements.items())
    }


def judge(said: Said, outcome: Outcome, levels: Sequence[Level]) -> Judgement:
    """Give the indicative level of what was said.

    Source: NCSC CAF v3.2 and v4.0, as in `judging.judge`.
    """
    answers = {code: reply.answer for code, reply in said.statements.items()}
    return judging.judge(outcome, answers, levels)


def check(said: Said, outcome: Outcome, levels: Sequence[Level]) -> Judgement:
    """Refuse what is not sound, and judge what is.

    Raises: Unsound, with every problem.
    Source: CAF for local government: a judgement that differs from the indicators is explained,
    and so is a compensating measure, because the assurer must be able to follow both.
    """
    found = [*_statement_problems(said, outcome), *_text_problems(said)]
    known = [level.code for level in levels]
    if said.judged and said.judged not in known:
        found.append(Problem("judged", "Choose a judgement from the list."))
    if any(each.field.startswith(STATEMENT) for each in found):
        raise Unsound(found)
    judgement = judge(said, outcome, levels)
    if not found and said.judged and said.judged != judgement.level and not said.reason.strip():
        found.append(Problem("reason", _why(judgement, levels)))
    if found:
        raise Unsound(found)
    return judgement


def _why(judgement: Judgement, levels: Sequence[Level]) -> str:
    if judgement.level is None:
        return "Say why you judge this now, or answer the statements that could still change it."
    title = next(level.title for level in levels if level.code == judgement.level)
    return f"Say why your judgement differs from the indicative result, {title.lower()}."


def _statement_problems(said: Said, outcome: Outcome) -> list[Problem]:
    known = {statement.code for statement in outcome.statements}
    found = []
    for code, reply in said.statements.items():
        name = f"{STATEMENT}{code}"
        if code not in known:
            found.append(Problem(name, f"There is no statement {code[:40]!r} in {outcome.code}."))
        elif reply.answer is Answer.MET_ANOTHER_WAY and not reply.how.strip():
            found.append(Problem(name, f"Say how {code} is met another way."))
        else:
            found += _length(name, f"What you wrote under {code}", reply.how, HOW_LIMIT)
    return found


def _text_problems(said: Said) -> list[Problem]:
    return [
        *_length("notes", "Notes", said.notes, NOTES_LIMIT),
        *_length("reason", "The reason", said.reason, REASON_LIMIT),
    ]


def _length(name: str, title: str, text: str, limit: int) -> list[Problem]:
    if not text.isprintable() and not is_storable(text):
        return [Problem(name, f"{title} must not hold characters that cannot be shown.")]
    if len(text) > limit:
        over = len(text) - limit
        return [Problem(name, f"{title} must be {limit:,} characters or fewer: take out {over:,}.")]
    return []


def is_storable(text: str) -> bool:
    """Tell whether a text holds neither null characters nor halves of characters.

    Source: PostgreSQL's text type and UTF-8 hold neither.
    """
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)
