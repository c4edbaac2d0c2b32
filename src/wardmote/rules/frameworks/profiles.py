"""Whether a profile fits its framework, target by target.

Source: GovAssure profiles for the NCSC Cyber Assessment Framework: for each contributing outcome
the level that must be reached, or that the profile does not apply to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wardmote.rules.frameworks.readings import Fault, Problem, level_names, levels, plain
from wardmote.rules.frameworks.values import Framework

NOT_APPLICABLE = ("", "none", "n_a", "na", "not_applicable")
"""How a file may say that a profile does not apply to an outcome."""


@dataclass(frozen=True, slots=True)
class Row:
    """One target, as a file has it."""

    outcome: str
    level: str
    line: int


def check(
    framework: Framework, rows: Iterable[Row]
) -> tuple[Mapping[str, str | None], tuple[Problem, ...]]:
    """Give the targets by outcome, in the framework's order, and all that is wrong with the rows.

    An outcome that no row names has no target, which is allowed.
    Source: a target is a level for which the outcome has a column.
    """
    outcomes = {outcome.code.casefold(): outcome for outcome in framework.outcomes}
    given: dict[str, str | None] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    known = levels(framework)
    for row in rows:
        outcome = outcomes.get(row.outcome.casefold())
        if outcome is None:
            message = f"{framework.name} has no outcome {row.outcome[:40]!r}."
            problems.append(Problem(Fault.UNKNOWN, message, row.line, row.outcome[:40]))
            continue
        if outcome.code in lines:
            message = f"{outcome.code} is there already, on line {lines[outcome.code]}."
            problems.append(Problem(Fault.DUPLICATE, message, row.line, outcome.code))
            continue
        lines[outcome.code] = row.line
        level = known.get(plain(row.level))
        if level is None and plain(row.level) not in NOT_APPLICABLE:
            problems.append(_no_level(framework, outcome.code, row))
        elif level is not None and not outcome.column(level.code):
            message = f"{outcome.code} has no column {level.title!r}."
            problems.append(Problem(Fault.UNKNOWN, message, row.line, outcome.code))
        else:
            given[outcome.code] = level.code if level else None
    if not lines and not problems:
        problems.append(Problem(Fault.MISSING, "The profile has no target at all.", 1))
    ordered = {each.code: given[each.code] for each in framework.outcomes if each.code in given}
    return ordered, tuple(sorted(problems, key=lambda problem: problem.line))


def _no_level(framework: Framework, code: str, row: Row) -> Problem:
    message = f"{code}: there is no level {row.level[:40]!r}. Use one of: "
    message += f"{level_names(framework)}, or n/a."
    return Problem(Fault.UNKNOWN, message, row.line, code)
