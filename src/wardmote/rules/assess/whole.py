"""A whole assessment as one value: what the results, the print view and every export show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wardmote.rules.assess import evidence, gaps, results
from wardmote.rules.assess.judging import Answer
from wardmote.rules.frameworks.values import Framework, Outcome, Part, Profile


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reference as one outcome uses it; `shows` is what it shows here, else in general."""

    key: UUID
    title: str
    kind: str
    kept_at: str
    dated_on: date | None
    owner: str
    shows: str
    is_stale: bool
    is_retired: bool

    @property
    def is_link(self) -> bool:
        """Tell whether where it is kept can be followed."""
        return evidence.is_link(self.kept_at)


@dataclass(frozen=True, slots=True)
class Answered:
    """All that is said of one outcome in one part.

    Shape: `statements` maps codes to {"answer": ..., "how": ...} as it is stored.
    """

    key: UUID
    outcome: Outcome
    standing: results.Standing
    statements: Mapping[str, Mapping[str, Any]]
    notes: str
    indicative: str
    rule: str
    judged: str
    reason: str
    needs_review: bool
    carried_from: str
    work_state: str
    version: int
    saved_at: datetime | None
    saved_by: str
    evidence: tuple[Evidence, ...]

    @property
    def given(self) -> dict[str, Answer]:
        """Give the answers alone, as the rules take them."""
        return {code: Answer(said["answer"]) for code, said in self.statements.items()}


@dataclass(frozen=True, slots=True)
class WholePart:
    """One part: the organisation, or one system."""

    number: int
    kind: Part
    title: str
    answers: tuple[Answered, ...]

    @property
    def tally(self) -> results.Tally:
        """Count this part's outcomes."""
        return results.tally(each.standing for each in self.answers)

    @property
    def standings(self) -> dict[str, results.Standing]:
        """Give each outcome's standing by its code."""
        return {each.outcome.code: each.standing for each in self.answers}


@dataclass(frozen=True, slots=True)
class Whole:
    """One assessment with all its parts that count."""

    key: UUID
    title: str
    organisation: str
    organisation_code: str
    framework: Framework
    profile: Profile | None
    state: str
    starts_on: date
    due_on: date | None
    approved_by: str
    approved_at: datetime | None
    shared_at: datetime | None
    parts: tuple[WholePart, ...]

    @property
    def tally(self) -> results.Tally:
        """Count the outcomes of all parts."""
        return results.tally(each.standing for part in self.parts for each in part.answers)

    @property
    def has_unofficial_profile(self) -> bool:
        """Tell whether the profile must be labelled as unofficial wherever it is shown."""
        return self.profile is not None and not self.profile.official


def open_gaps(parts: Iterable[WholePart], framework: Framework) -> list[tuple[int, gaps.Gap]]:
    """List what stands between each outcome below its target and that target, the least first.

    Source: as `gaps.gap` and `gaps.fewest_first`.
    """
    found = [
        (part.number, gaps.gap(each.outcome, each.given, framework.levels, target.code))
        for part in parts
        for each in part.answers
        if each.standing.mark is results.Mark.BELOW and (target := each.standing.target)
    ]
    return gaps.fewest_first(found)
