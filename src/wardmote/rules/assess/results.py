"""Where an assessment stands: each outcome's level against its target, and honest counts.

Every count is said as "n of m". There is no composite score and no ranking: levels of different
outcomes do not add up to anything.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wardmote.rules.frameworks.values import Framework, Level, Part, Profile


class Mark(StrEnum):
    """How an outcome stands against its target."""

    REACHES = "reaches"
    BELOW = "below"
    NOT_JUDGED = "not_judged"
    NO_TARGET = "no_target"


MARK_TITLES = {
    Mark.REACHES: "Reaches the profile",
    Mark.BELOW: "Below the profile",
    Mark.NOT_JUDGED: "Not judged yet",
    Mark.NO_TARGET: "No target",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One outcome of one part: its level, its target, and how they compare.

    Shape: `level` is None while the outcome is not judged, or was carried and not judged again;
    `target` is None where the profile asks nothing, or there is no profile.
    """

    code: str
    title: str
    level: Level | None
    target: Level | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of outcomes. `of` is all of them, `targeted` those that have a target."""

    of: int
    judged: int
    targeted: int
    reached: int
    below: int
    waiting: int
    """Those that have a target and are not judged yet."""

    @property
    def not_judged(self) -> int:
        """Count the outcomes that are not judged yet."""
        return self.of - self.judged

    def __str__(self) -> str:
        """Say it: never a share without what it is a share of."""
        if not self.targeted:
            return f"{self.judged} of {_outcomes(self.of)} judged"
        untargeted = self.of - self.targeted
        base = f"{_outcomes(self.targeted)} with a target" if untargeted else _outcomes(self.of)
        verb = "reaches" if self.reached == 1 else "reach"
        waiting = f"; {self.waiting} not judged yet" if self.waiting else ""
        return f"{self.reached} of {base} {verb} the profile{waiting}"


def _outcomes(count: int) -> str:
    return f"{count} outcome" if count == 1 else f"{count} outcomes"


def standing(
    framework: Framework,
    profile: Profile | None,
    code: str,
    *,
    judged: str,
    needs_review: bool,
) -> Standing:
    """Hold one outcome's final judgement against its target.

    Raises: Missing, where the framework has no such outcome or level.
    Source: CAF for local government: the final judgement counts, and what was carried from an
    earlier cycle counts when it was judged again; a profile names the level each outcome must
    reach, so a higher level reaches it too.
    """
    outcome = framework.outcome(code)
    level = framework.level(judged) if judged and not needs_review else None
    wanted = profile.targets.get(code) if profile else None
    target = framework.level(wanted) if wanted else None
    return Standing(code, outcome.title, level, target, _mark(framework.levels, level, target))


def _mark(levels: Sequence[Level], level: Level | None, target: Level | None) -> Mark:
    if level is None:
        return Mark.NOT_JUDGED
    if target is None:
        return Mark.NO_TARGET
    return Mark.REACHES if levels.index(level) >= levels.index(target) else Mark.BELOW


def tally(standings: Iterable[Standing]) -> Tally:
    """Count outcomes, always with what they are counted of.

    Source: what users of such services miss: scores that say what is counted, and of how many.
    """
    listed = list(standings)
    marks = Counter(each.mark for each in listed)
    targeted = [each for each in listed if each.target is not None]
    return Tally(
        of=len(listed),
        judged=len(listed) - marks[Mark.NOT_JUDGED],
        targeted=len(targeted),
        reached=marks[Mark.REACHES],
        below=marks[Mark.BELOW],
        waiting=sum(each.level is None for each in targeted),
    )


def at_levels(standings: Iterable[Standing], levels: Sequence[Level]) -> list[tuple[Level, int]]:
    """Count the judged outcomes at each level, the highest first.

    Source: NCSC CAF: each contributing outcome has one level.
    """
    counts = Counter(each.level.code for each in standings if each.level)
    return [(level, counts[level.code]) for level in reversed(levels)]


@dataclass(frozen=True, slots=True)
class Group:
    """The outcomes of one principle or objective, with their counts."""

    code: str
    title: str
    standings: tuple[Standing, ...]
    tally: Tally


def by_objective(
    framework: Framework, part: Part, standings: Mapping[str, Standing]
) -> tuple[Group, ...]:
    """Group one part's outcomes by objective, in the framework's order.

    Source: NCSC CAF: objectives hold principles, which hold contributing outcomes.
    """
    return tuple(
        _group(objective.code, objective.title, codes, standings)
        for objective in framework.part(part)
        if (
            codes := [
                outcome.code
                for principle in objective.principles
                for outcome in principle.outcomes
                if outcome.code in standings
            ]
        )
    )


def by_principle(
    framework: Framework, part: Part, standings: Mapping[str, Standing]
) -> tuple[Group, ...]:
    """Group one part's outcomes by principle, in the framework's order.

    Source: NCSC CAF: principles hold contributing outcomes.
    """
    return tuple(
        _group(principle.code, principle.title, codes, standings)
        for objective in framework.part(part)
        for principle in objective.principles
        if (codes := [each.code for each in principle.outcomes if each.code in standings])
    )


def _group(code: str, title: str, codes: Sequence[str], standings: Mapping[str, Standing]) -> Group:
    found = tuple(standings[each] for each in codes)
    return Group(code, title, found, tally(found))
