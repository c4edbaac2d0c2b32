"""What a framework, a profile and a crosswalk are made of.

Source: NCSC Cyber Assessment Framework v3.2 and v4.0: objectives, principles, contributing
outcomes, and indicators of good practice (here: statements) in columns, one for each level.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from wardmote.rules.refusal import Missing


class Part(StrEnum):
    """Which part of an assessment answers an objective."""

    ORGANISATION = "organisation"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Level:
    """One column of a framework, such as `partially_achieved`."""

    code: str
    title: str

    @property
    def short(self) -> str:
        """Give the initials that name this column in a statement's code, such as `PA`."""
        return "".join(word[0] for word in self.title.split()).upper()


@dataclass(frozen=True, slots=True)
class Statement:
    """One indicator of good practice; one that stands in two columns is one statement.

    Shape: `stands` maps a level's code to the position (from 1) in that column.
    """

    code: str
    text: str
    stands: Mapping[str, int]


@dataclass(frozen=True)
class Outcome:
    """One contributing outcome, such as A1.a."""

    code: str
    title: str
    summary: str
    statements: tuple[Statement, ...]

    def column(self, level: str) -> tuple[Statement, ...]:
        """Give the statements of one column in order; empty where there is no such column."""
        found = [statement for statement in self.statements if level in statement.stands]
        return tuple(sorted(found, key=lambda statement: statement.stands[level]))


@dataclass(frozen=True)
class Principle:
    """One principle, such as A1."""

    code: str
    title: str
    summary: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Objective:
    """One objective, such as A, and the part of an assessment that answers it."""

    code: str
    title: str
    summary: str
    part: Part
    principles: tuple[Principle, ...]


@dataclass(frozen=True)
class Framework:
    """One version of a framework in one wording.

    Shape: `levels` go from the lowest, whose statements block, to the highest.
    """

    code: str
    version: str
    title: str
    publisher: str
    wording: str
    source: str
    published_on: str
    levels: tuple[Level, ...]
    objectives: tuple[Objective, ...]

    @property
    def ref(self) -> str:
        """Name this version everywhere, such as `caf-4.0`."""
        return f"{self.code}-{self.version}"

    @property
    def name(self) -> str:
        """Name this version in words, such as `Cyber Assessment Framework 4.0`."""
        return f"{self.title} {self.version}"

    @property
    def statement_count(self) -> int:
        """Count statements as their publisher does: one that stands in two columns is two."""
        return sum(len(each.stands) for outcome in self.outcomes for each in outcome.statements)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Give all outcomes in order."""
        return tuple(
            outcome
            for objective in self.objectives
            for principle in objective.principles
            for outcome in principle.outcomes
        )

    @cached_property
    def _by_code(self) -> Mapping[str, Outcome]:
        return {outcome.code: outcome for outcome in self.outcomes}

    @cached_property
    def objective_codes(self) -> Mapping[str, str]:
        """Map each outcome's code to its objective's."""
        return {
            outcome.code: objective.code
            for objective in self.objectives
            for principle in objective.principles
            for outcome in principle.outcomes
        }

    def outcome(self, code: str) -> Outcome:
        """Find an outcome by its code.

        Raises: Missing.
        """
        try:
            return self._by_code[code]
        except KeyError:
            raise Missing(f"{self.name} has no outcome {code}.") from None

    def part(self, part: Part) -> tuple[Objective, ...]:
        """Give the objectives that one part of an assessment answers."""
        return tuple(objective for objective in self.objectives if objective.part == part)

    def part_outcomes(self, part: Part) -> tuple[Outcome, ...]:
        """Give the outcomes that one part of an assessment answers, in order."""
        return tuple(
            outcome
            for objective in self.part(part)
            for principle in objective.principles
            for outcome in principle.outcomes
        )

    def level(self, code: str) -> Level:
        """Find a level by its code.

        Raises: Missing.
        """
        for level in self.levels:
            if level.code == code:
                return level
        raise Missing(f"{self.name} has no level {code}.")


@dataclass(frozen=True)
class Profile:
    """The level that each outcome must reach.

    Shape: `targets` maps an outcome's code to a level's code, or to None where the profile does
    not apply to it. An outcome that is not named has no target.
    """

    code: str
    framework: str
    title: str
    source: str
    published_on: str
    official: bool
    targets: Mapping[str, str | None]

    @property
    def ref(self) -> str:
        """Name this profile everywhere, such as `caf-3.2:baseline`."""
        return f"{self.framework}:{self.code}"


class Change(StrEnum):
    """What became of an outcome from one version to the next."""

    SAME = "same"
    RETITLED = "retitled"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Crossing:
    """One row of a crosswalk: `before` is empty for a new outcome, `after` for one that is gone."""

    before: str
    after: str
    change: Change
    note: str = ""


@dataclass(frozen=True)
class Crosswalk:
    """How the outcomes of one version of a framework map to those of another."""

    before: str
    after: str
    source: str
    crossings: tuple[Crossing, ...]
    statements: Mapping[str, str] = field(default_factory=dict)
    """Statements whose meaning is the same in both versions: code before to code after."""
