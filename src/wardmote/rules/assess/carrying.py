"""Carries answers from an earlier cycle into a new one, so that work is not done twice.

Only answers to statements that say the same in both versions are carried. A judgement is never
carried: what it was is kept in the notes, and the outcome counts when it was judged again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wardmote.rules.frameworks.values import (
    Change,
    Crossing,
    Crosswalk,
    Framework,
    Outcome,
    Part,
)

RULE = "carry-1"


@dataclass(frozen=True, slots=True)
class Old:
    """An outcome as it was answered in the earlier cycle. Shape: `statements` as it is stored."""

    outcome: str
    statements: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: str = ""
    judged: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said."""
        return not (self.statements or self.notes or self.judged or self.reason)


@dataclass(frozen=True, slots=True)
class Carried:
    """An outcome as it starts in the new cycle.

    Shape: `before` are the codes of the earlier outcomes, empty where it is new; `change` is the
    crosswalk's; `sources` are those whose words were carried.
    """

    outcome: str
    before: tuple[str, ...]
    change: Change
    statements: Mapping[str, Mapping[str, Any]]
    notes: str
    sources: tuple[str, ...]
    open: int
    """Statements of the new version that are still to answer."""
    needs_review: bool
    remark: str
    """What the crosswalk says of the change."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An earlier outcome that has no successor, with all that was said of it."""

    old: Old
    words: str
    remark: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one part: every outcome of the new version, and what has gone."""

    carried: tuple[Carried, ...]
    gone: tuple[Gone, ...]


def identity(framework: Framework) -> Crosswalk:
    """Give the crosswalk of a framework to itself: every statement stays what it is.

    Source: the same version of a framework.
    """
    return Crosswalk(
        framework.ref,
        framework.ref,
        "The same version.",
        tuple(Crossing(each.code, each.code, Change.SAME) for each in framework.outcomes),
        {one.code: one.code for each in framework.outcomes for one in each.statements},
    )


def plan(
    answers: Iterable[Old], crosswalk: Crosswalk, before: Framework, after: Framework, part: Part
) -> Plan:
    """Plan what becomes of one part of an earlier cycle.

    Source: CAF for local government: an answer is keyed by framework version and code, and is
    carried only through an explicit crosswalk; a carried answer needs review.
    """
    olds = {each.outcome: each for each in answers}
    arriving: dict[str, list[Crossing]] = defaultdict(list)
    for crossing in crosswalk.crossings:
        arriving[crossing.after].append(crossing)
    carried = tuple(
        _carried(outcome, arriving[outcome.code], olds, crosswalk, before)
        for outcome in after.part_outcomes(part)
    )
    arrived = {source for each in carried for source in each.before}
    remarks = {each.before: each.note for each in arriving[""]}
    gone = tuple(
        Gone(old, _words(old, old.statements, before), remarks.get(old.outcome, ""))
        for old in olds.values()
        if old.outcome not in arrived
    )
    return Plan(carried, gone)


def _carried(
    outcome: Outcome,
    crossings: Iterable[Crossing],
    olds: Mapping[str, Old],
    crosswalk: Crosswalk,
    before: Framework,
) -> Carried:
    arriving = [each for each in crossings if each.before]
    sources = [olds[each.before] for each in arriving if each.before in olds]
    known = {each.code for each in outcome.statements}
    statements: dict[str, Mapping[str, Any]] = {}
    notes = []
    for old in sources:
        moved = {
            code: crosswalk.statements[code]
            for code in old.statements
            if crosswalk.statements.get(code) in known
        }
        statements |= {new: old.statements[code] for code, new in moved.items()}
        left = {code: said for code, said in old.statements.items() if code not in moved}
        notes.append(_words(old, left, before))
    change, remark = _change(arriving, crossings)
    return Carried(
        outcome=outcome.code,
        before=tuple(each.before for each in arriving),
        change=change,
        statements=statements,
        notes="\n\n".join(note for note in notes if note),
        sources=tuple(old.outcome for old in sources if not old.is_empty),
        open=len(known - statements.keys()),
        needs_review=any(not old.is_empty for old in sources),
        remark=remark,
    )


def _change(arriving: list[Crossing], crossings: Iterable[Crossing]) -> tuple[Change, str]:
    if not arriving:
        return Change.NEW, next((each.note for each in crossings), "")
    first = arriving[0]
    return first.change, first.note


def _words(old: Old, left: Mapping[str, Mapping[str, Any]], before: Framework) -> str:
    """Write all that was said in words and is not carried as an answer, led by where it is from."""
    lines = [old.notes] if old.notes else []
    for code, said in left.items():
        if said.get("how"):
            lines.append(f"{code} (no longer the same): {said['how']}")
    if old.judged:
        reason = f" Reason: {old.reason}" if old.reason else ""
        lines.append(f"Judged then: {before.level(old.judged).title}.{reason}")
    elif old.reason:
        lines.append(f"Reason given then: {old.reason}")
    if not lines:
        return ""
    return "\n".join([f"Carried from {before.name}, {old.outcome}:", *lines])
