"""Whether a framework is well formed, whatever it asks.

Source: the shape of the NCSC Cyber Assessment Framework, as `values` has it: each code once, and
each column numbered from 1 without a gap.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from wardmote.rules.frameworks import packs
from wardmote.rules.frameworks.readings import Fault, Problem
from wardmote.rules.frameworks.values import Framework, Outcome

LONGEST_TITLE = 200
LONGEST_REF = 60
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
CODE_FORM = "1 to 40 letters, digits, dots and hyphens"
LONGEST_OUTCOME = 20
"""A code of an outcome stands in addresses and answers. Units: characters."""
MOST_LEVELS = 10


def problems(framework: Framework, lines: Mapping[str, int]) -> tuple[Problem, ...]:
    """List all that is wrong with the form of a framework, in the order of its lines.

    Shape: `lines` maps codes to the lines of a file, as far as they are known.
    """
    head = list(_head(framework))
    if len(framework.levels) > MOST_LEVELS:
        return tuple(head)
    found = [*head, *_codes(framework, lines), *_titles(framework, lines)]
    for outcome in framework.outcomes:
        found += _outcome(framework, outcome, lines)
    return tuple(sorted(found, key=lambda problem: problem.line))


def _head(framework: Framework) -> Iterator[Problem]:
    for name in ("code", "version", "title"):
        if not getattr(framework, name):
            yield Problem(Fault.MALFORMED, f"The framework has no {name}.", 1)
        elif name != "title" and not CODE.fullmatch(getattr(framework, name)):
            yield Problem(Fault.MALFORMED, f"The {name} must be {CODE_FORM}.", 1)
    for name, longest in (("ref", LONGEST_REF), ("title", LONGEST_TITLE), ("wording", 200)):
        if len(getattr(framework, name)) > longest:
            yield Problem(Fault.TOO_LONG, f"The {name} has over {longest} characters.", 1)
    if not 2 <= len(framework.levels) <= MOST_LEVELS:
        message = f"The framework needs 2 to {MOST_LEVELS} levels."
        yield Problem(Fault.MALFORMED, message, 1)
    shorts = Counter(level.short for level in framework.levels)
    for short, count in shorts.items():
        if count > 1 or not short:
            yield Problem(Fault.MALFORMED, "Each level needs a title with its own initials.", 1)
    if not framework.outcomes:
        yield Problem(Fault.MALFORMED, "The framework has no outcomes.", 1)


def _codes(framework: Framework, lines: Mapping[str, int]) -> Iterator[Problem]:
    for codes in (
        [level.code for level in framework.levels],
        [objective.code for objective in framework.objectives],
        [each.code for objective in framework.objectives for each in objective.principles],
        [outcome.code for outcome in framework.outcomes],
        [each.code for outcome in framework.outcomes for each in outcome.statements],
    ):
        for code, count in Counter(codes).items():
            line = lines.get(code, 0)
            if not code:
                yield Problem(Fault.MALFORMED, "Something has no code.", line)
            elif not CODE.fullmatch(code):
                message = f"The code {code[:40]!r} must be {CODE_FORM}."
                yield Problem(Fault.MALFORMED, message, line)
            elif count > 1:
                yield Problem(Fault.DUPLICATE, f"The code {code[:40]!r} is used twice.", line)


def _titles(framework: Framework, lines: Mapping[str, int]) -> Iterator[Problem]:
    titled = [(objective.code, objective.title) for objective in framework.objectives]
    for objective in framework.objectives:
        titled += [(principle.code, principle.title) for principle in objective.principles]
    titled += [(outcome.code, outcome.title) for outcome in framework.outcomes]
    for code, title in titled:
        if not title:
            yield Problem(Fault.EMPTY, f"{code} has no title.", lines.get(code, 0))
        elif len(title) > LONGEST_TITLE:
            message = f"{code} has a title of more than {LONGEST_TITLE} characters."
            yield Problem(Fault.TOO_LONG, message, lines.get(code, 0))


def _outcome(framework: Framework, outcome: Outcome, lines: Mapping[str, int]) -> Iterator[Problem]:
    levels = {level.code for level in framework.levels}
    if len(outcome.code) > LONGEST_OUTCOME:
        message = f"{outcome.code} has over {LONGEST_OUTCOME} characters."
        yield Problem(Fault.TOO_LONG, message, lines.get(outcome.code, 0), outcome.code)
    for statement in outcome.statements:
        line = lines.get(statement.code, 0)
        for fault, message in packs.text_faults(statement.text, statement.code):
            yield Problem(fault, message, line, outcome.code, statement.code)
        if not statement.stands:
            message = f"{statement.code} stands in no column."
            yield Problem(Fault.MALFORMED, message, line, outcome.code, statement.code)
        for stranger in statement.stands.keys() - levels:
            message = f"{statement.code}: there is no level {stranger[:40]!r}."
            yield Problem(Fault.UNKNOWN, message, line, outcome.code, statement.code)
    for level in framework.levels:
        positions = [each.stands[level.code] for each in outcome.column(level.code)]
        if positions != list(range(1, len(positions) + 1)):
            message = f"{outcome.code}: {level.title!r} is not numbered from 1 without a gap."
            yield Problem(Fault.MALFORMED, message, lines.get(outcome.code, 0), outcome.code)
