"""Whether a file holds a framework as it is known, statement by statement.

Source: NCSC Cyber Assessment Framework v3.2 and v4.0: the number of indicators of good practice
in each column of each outcome, which copies in circulation have had wrong.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wardmote.rules.frameworks.readings import (
    Fault,
    Problem,
    Reading,
    Report,
    Row,
    level_names,
    levels,
    plain,
)
from wardmote.rules.frameworks.values import Framework, Outcome, Statement
from wardmote.rules.refusal import Invalid

LONGEST_TEXT = 1000
"""Characters that a statement may have; the longest published one has 386."""


def fingerprint(text: str) -> str:
    """Tell one text from another whatever its case, spacing and punctuation."""
    words = " ".join(re.findall(r"[a-z0-9]+", text.lower()))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def check(known: Framework, reading: Reading, published: Mapping[str, str]) -> Report:
    """Match a file with the known shape and say all that is wrong, in the order of its lines.

    Shape: `published` maps an index such as `A1.a.NA.1` to the fingerprint of the published
    text; it places unnumbered statements, and finds those that stand in the wrong place.
    """
    columns = _columns(known)
    found, strangers = _sort(known, reading.rows)
    problems = [*reading.problems, *strangers]
    texts: dict[str, list[str]] = {}
    matched = 0
    differing = []
    for key, column in columns.items():
        placed, trouble = _place(key, column, found[key], published)
        problems += trouble
        matched += len(placed)
        for position, row in placed.items():
            if fingerprint(row.text) != published.get(column.index(position)):
                differing.append(column.index(position))
            statement = column.statements[position - 1]
            earlier = texts.setdefault(statement.code, [])
            earlier.append(row.text)
            if fingerprint(earlier[0]) != fingerprint(row.text):
                problems.append(_two_texts(statement, row))
    return Report(
        framework=known.ref,
        format=reading.format,
        known=True,
        expected=sum(len(column.statements) for column in columns.values()),
        matched=matched,
        published=matched - len(differing),
        differing=tuple(differing) if published else (),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        note=reading.note,
        texts={code: given[0] for code, given in texts.items()},
    )


def closest(
    known: Iterable[Framework], reading: Reading, published: Mapping[str, Mapping[str, str]]
) -> Report:
    """Check a file against the framework that it names, else against each, and keep the best.

    A whole framework that is not known is reported by its form alone.
    Raises: Invalid, where the file names a framework that is not known and does not hold all of it.
    """
    candidates = [each for each in known if reading.ref in ("", each.ref)]
    if candidates:
        reports = [check(each, reading, published.get(each.ref, {})) for each in candidates]
        return max(reports, key=lambda each: (each.published, each.matched, -len(each.problems)))
    if reading.framework is None and not reading.problems:
        raise Invalid(
            f"The file says that it holds {reading.ref[:40]}, which Wardmote does not know. "
            "Say which framework to compare it with."
        )
    count = len(reading.rows)
    return Report(reading.ref, reading.format, False, count, count, 0, (), reading.problems)


def reword(known: Framework, report: Report, wording: str, source: str) -> Framework:
    """Give the known framework in the wording of a file that is complete.

    Raises: Invalid, where anything is missing or wrong.
    """
    if not report.complete or report.framework != known.ref:
        raise Invalid(
            f"The file does not hold all of {known.name}: {report.matched} of "
            f"{report.expected} statements match and {len(report.problems)} problems are left."
        )

    def worded(outcome: Outcome) -> Outcome:
        statements = (replace(each, text=report.texts[each.code]) for each in outcome.statements)
        return replace(outcome, statements=tuple(statements))

    objectives = tuple(
        replace(
            objective,
            principles=tuple(
                replace(principle, outcomes=tuple(worded(each) for each in principle.outcomes))
                for principle in objective.principles
            ),
        )
        for objective in known.objectives
    )
    return replace(known, wording=wording, source=source, objectives=objectives)


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of one outcome of the known framework."""

    prefix: str
    title: str
    statements: tuple[Statement, ...]

    def index(self, position: int) -> str:
        return f"{self.prefix}.{position}"


def _columns(known: Framework) -> dict[tuple[str, str], _Column]:
    return {
        (outcome.code, level.code): _Column(
            f"{outcome.code}.{level.short}", level.title, outcome.column(level.code)
        )
        for outcome in known.outcomes
        for level in known.levels
    }


def _sort(
    known: Framework, rows: Iterable[Row]
) -> tuple[dict[tuple[str, str], list[Row]], list[Problem]]:
    """Put each row under its outcome and level, whatever its case and however it names them."""
    outcomes = {outcome.code.casefold(): outcome.code for outcome in known.outcomes}
    named = levels(known)
    found: dict[tuple[str, str], list[Row]] = {
        (outcome, level.code): [] for outcome in outcomes.values() for level in known.levels
    }
    strangers = []
    for row in rows:
        outcome = outcomes.get(row.outcome.casefold(), "")
        level = named.get(plain(row.level))
        if outcome and level:
            found[outcome, level.code].append(row)
        else:
            strangers.append(_stranger(known, row, outcome))
    return found, strangers


def _place(
    key: tuple[str, str], column: _Column, rows: Sequence[Row], published: Mapping[str, str]
) -> tuple[dict[int, Row], list[Problem]]:
    """Give each row of a column its position, and say what is wrong with the column."""
    home = {
        published[column.index(position)]: position
        for position in range(1, len(column.statements) + 1)
        if column.index(position) in published
    }
    homes = {home[mark] for row in rows if (mark := fingerprint(row.text)) in home}
    free = iter([p for p in range(1, len(column.statements) + 1) if p not in homes])
    placed: dict[int, Row] = {}
    problems = []
    for row in rows:
        own = home.get(fingerprint(row.text), 0)
        position = row.position or own or next(free, len(column.statements) + 1)
        problem = _trouble(key[0], column, row, position, own, placed)
        if problem:
            problems.append(problem)
        if position <= len(column.statements):
            placed.setdefault(position, row)
    end = max((row.line for row in rows), default=0)
    problems += [
        Problem(
            Fault.MISSING,
            f"{column.index(position)} is missing.",
            end,
            key[0],
            column.index(position),
        )
        for position in range(1, len(column.statements) + 1)
        if position not in placed
    ]
    return placed, problems


def _trouble(
    outcome: str,
    column: _Column,
    row: Row,
    position: int,
    own: int,
    placed: Mapping[int, Row],
) -> Problem | None:
    """Say what is wrong with one row, if anything."""
    index = column.index(position)

    def problem(fault: Fault, message: str) -> Problem:
        return Problem(fault, message, row.line, outcome, index)

    if position > len(column.statements):
        count = len(column.statements)
        holds = f"{count} statements" if count else "no statements"
        return problem(
            Fault.SURPLUS, f"{outcome} has {holds} under {column.title!r}; this is one too many."
        )
    if position in placed:
        return problem(
            Fault.DUPLICATE, f"{index} is there already, on line {placed[position].line}."
        )
    if own and own != position:
        return problem(Fault.MISPLACED, f"{index} holds the published text of {column.index(own)}.")
    return next((problem(*fault) for fault in text_faults(row.text, index)), None)


def text_faults(text: str, index: str) -> Iterator[tuple[Fault, str]]:
    """Say what is wrong with the text of a statement."""
    if not text.strip():
        yield Fault.EMPTY, f"{index} has no text."
    if len(text) > LONGEST_TEXT:
        yield (
            Fault.TOO_LONG,
            f"{index} has {len(text):,} characters; the most that is allowed is {LONGEST_TEXT:,}.",
        )


def _stranger(known: Framework, row: Row, outcome: str) -> Problem:
    """Say why a row has no place in the framework."""
    message = f"{known.name} has no outcome {row.outcome[:40]!r}."
    if outcome:
        message = f"{outcome}: there is no level {row.level[:40]!r}. Use one of: "
        message += f"{level_names(known)}."
    return Problem(Fault.UNKNOWN, message, row.line, outcome or row.outcome[:40])


def _two_texts(statement: Statement, row: Row) -> Problem:
    return Problem(
        Fault.TWO_TEXTS,
        f"{statement.code} is one statement in two columns, but the file has two texts for it.",
        row.line,
        row.outcome,
        statement.code,
    )
