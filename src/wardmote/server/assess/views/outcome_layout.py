"""Lays out one outcome for its page: columns, statements, result and what may be judged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wardmote.rules.assess import answers as rules
from wardmote.rules.assess import merging
from wardmote.rules.assess.answers import Problem, Reply, Said
from wardmote.rules.assess.judging import Answer
from wardmote.rules.frameworks.values import (
    Framework,
    Level,
    Outcome,
    Principle,
    Profile,
    Statement,
)
from wardmote.rules.frameworks.values import Part as PartKind
from wardmote.server.assess.queries import assessments

if TYPE_CHECKING:
    from wardmote.server.assess import models

POSITIVE = (
    (Answer.YES.value, "Yes"),
    (Answer.NO.value, "No"),
    (Answer.MET_ANOTHER_WAY.value, "Met another way"),
)
NEGATIVE = (
    (Answer.YES.value, "Yes, true of us"),
    (Answer.NO.value, "No"),
    (Answer.MET_ANOTHER_WAY.value, "True, but something makes up for it"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One statement with what was answered and what is wrong with that."""

    code: str
    text: str
    answer: str
    how: str
    also: str
    """The other column that it stands in, if any."""
    error: str


@dataclass(frozen=True, slots=True)
class Column:
    """One level's statements: those asked here, and those that were asked further up."""

    level: Level
    choices: Sequence[tuple[str, str]]
    how_label: str
    intro: str
    asked: Sequence[Asked]
    above: Sequence[Statement] = field(default_factory=tuple)


def columns(
    framework: Framework, outcome: Outcome, said: Said, problems: Sequence[Problem]
) -> list[Column]:
    """Lay the statements out by column, the highest first.

    What good looks like is read first: it makes the lower columns quick to answer, because those
    below are weaker forms of it or its opposite. So a statement that stands in two columns is
    asked in the higher, and the lower says that it was answered above.
    """
    errors = {each.field: each.message for each in problems}
    titles = {level.code: level.title for level in framework.levels}
    seen: set[str] = set()
    laid = []
    for level in reversed(framework.levels):
        statements = outcome.column(level.code)
        asked = [
            _asked(statement, level, titles, said, errors)
            for statement in statements
            if statement.code not in seen
        ]
        above = [statement for statement in statements if statement.code in seen]
        seen |= {statement.code for statement in statements}
        if statements:
            laid.append(_column(framework, level, asked, above))
    return laid


def _column(
    framework: Framework, level: Level, asked: Sequence[Asked], above: Sequence[Statement]
) -> Column:
    if level == framework.levels[0]:
        intro = f"If any of these is true of you, the outcome is {level.title.lower()}."
        how = "What makes up for it?"
        return Column(level, NEGATIVE, how, intro, asked, above)
    intro = f"All of these must be met for {level.title.lower()}."
    return Column(level, POSITIVE, "How is it met?", intro, asked, above)


def _asked(
    statement: Statement, level: Level, titles: dict[str, str], said: Said, errors: dict[str, str]
) -> Asked:
    reply = said.statements.get(statement.code)
    others = [titles[code] for code in statement.stands if code != level.code]
    return Asked(
        code=statement.code,
        text=statement.text,
        answer=reply.answer.value if reply else "",
        how=reply.how if reply else "",
        also=others[0] if others else "",
        error=errors.get(f"{rules.STATEMENT}{statement.code}", ""),
    )


def result(framework: Framework, outcome: Outcome, said: Said) -> dict[str, Any]:
    """Give the indicative result with the statements that decided it, or could still."""
    judgement = rules.judge(said, outcome, framework.levels)
    texts = {statement.code: statement for statement in outcome.statements}
    level = framework.level(judgement.level) if judgement.level else None
    return {
        "level": level,
        "because": [_decided(texts[code], said, framework) for code in judgement.because],
        "missing": [texts[code] for code in judgement.missing],
        "answered": len(said.statements),
        "of": len(outcome.statements),
    }


def _decided(statement: Statement, said: Said, framework: Framework) -> dict[str, str]:
    reply = said.statements.get(statement.code)
    negative = framework.levels[0].code in statement.stands
    return {"code": statement.code, "text": statement.text, "answer": words(reply, negative)}


def words(reply: Reply | None, negative: bool) -> str:
    """Say an answer in the words of its column."""
    if reply is None:
        return "Not answered"
    return dict(NEGATIVE if negative else POSITIVE)[reply.answer.value]


def target(
    profile: Profile | None, framework: Framework, outcome: Outcome
) -> dict[str, Any] | None:
    """Say what the profile asks of the outcome, if there is a profile."""
    if profile is None:
        return None
    wanted = profile.targets.get(outcome.code)
    return {
        "profile": profile.title,
        "official": profile.official,
        "level": framework.level(wanted) if wanted else None,
        "named": outcome.code in profile.targets,
    }


def judgeable(framework: Framework, outcome: Outcome) -> list[Level]:
    """List the levels that the outcome can be judged at, the highest first."""
    lowest = framework.levels[0]
    return [
        level
        for level in reversed(framework.levels)
        if level == lowest or outcome.column(level.code)
    ]


def neighbours(row: "models.Answer") -> tuple[Outcome | None, Outcome | None]:
    """Give the outcomes before and after this one in its part."""
    kind = PartKind(row.part.kind)
    listed = assessments.framework(row.assessment).part_outcomes(kind)
    place = [each.code for each in listed].index(row.outcome)
    return (
        listed[place - 1] if place else None,
        listed[place + 1] if place + 1 < len(listed) else None,
    )


def principle(framework: Framework, outcome: Outcome) -> Principle:
    """Give the principle that an outcome belongs to."""
    return next(
        each
        for objective in framework.objectives
        for each in objective.principles
        if outcome in each.outcomes
    )


def short_title(field: str) -> str:
    """Name a field in a word: a statement by its code."""
    names = {merging.NOTES: "notes", merging.JUDGEMENT: "judgement"}
    return names.get(field, field.removeprefix(rules.STATEMENT))


def title(field: str, outcome: Outcome) -> str:
    """Name a field for a reader: a statement by its text."""
    if field == merging.NOTES:
        return "Notes"
    if field == merging.JUDGEMENT:
        return "Judgement and reason"
    code = field.removeprefix(rules.STATEMENT)
    found = [each.text for each in outcome.statements if each.code == code]
    return f"{code}: {found[0]}" if found else code


def choice(field: str, code: str, framework: Framework, outcome: Outcome) -> str:
    """Say the choice in a field in words; the notes have none."""
    if field == merging.NOTES:
        return ""
    if field == merging.JUDGEMENT:
        titles = {level.code: level.title for level in framework.levels}
        return titles.get(code, "Not judged yet")
    name = field.removeprefix(rules.STATEMENT)
    negative = name in {each.code for each in outcome.column(framework.levels[0].code)}
    return words(Reply(Answer(code)) if code else None, negative)
