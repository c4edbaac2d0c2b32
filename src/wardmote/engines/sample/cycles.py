"""One cycle of an invented council: its parts and the answers in them.

Source: CAF for local government, the process; outcome work states and assessment states.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from wardmote.engines.sample import words
from wardmote.engines.sample.sayings import NOTHING, Sayings
from wardmote.engines.sample.values import Answer, Assessment, Part, Scope
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.work import WorkState
from wardmote.rules.frameworks.values import Framework
from wardmote.rules.frameworks.values import Part as PartKind

LEAD, APPROVER, QUALITY_ASSURER, COLLABORATOR = range(4)
"""Where people stand in every invented council's list."""
CYCLE_DAYS = 270
MOMENTS = 16
DUE_DATES = 6
BEGUN_SHARE = 0.12
"""The share of a part's outcomes on which work has begun but is not done."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A framework with all that can be said of it, ready to be drawn from."""

    framework: Framework
    profile: str
    organisation: tuple[Sayings, ...]
    system: tuple[Sayings, ...]


@dataclass(frozen=True, slots=True)
class Council:
    """What a council brings to each of its cycles.

    Shape: `maturity` is on a scale where most lie from -2 to 2, `objectives` shift it for each
    objective; `evidence` maps a principle to positions in its evidence.
    """

    people: int
    maturity: float
    objectives: tuple[float, ...]
    evidence: Mapping[str, tuple[int, ...]]

    def lifted(self, by: float) -> "Council":
        """Give the same council, more mature: most get better from cycle to cycle."""
        return replace(self, maturity=self.maturity + by)


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one cycle is to be like.

    Shape: `until` is the last day on which anything was done; `judged` says for each part, in
    order, how many outcomes are judged; nobody has looked at the parts that it leaves out. Where
    `state` is not open, all are judged.
    """

    frame: Frame
    starts_on: date
    until: date
    state: AssessmentState
    scope: Scope
    judged: tuple[int, ...] = ()
    assurers: tuple[str, ...] = ()


def frame(framework: Framework, profile: str, sayings: Mapping[str, Sayings]) -> Frame:
    """Sort what can be said by the part that answers it."""
    return Frame(
        framework,
        profile,
        tuple(sayings[one.code] for one in framework.part_outcomes(PartKind.ORGANISATION)),
        tuple(sayings[one.code] for one in framework.part_outcomes(PartKind.SYSTEM)),
    )


def council(random: Random, people: int, evidence: Mapping[str, tuple[int, ...]]) -> Council:
    """Draw how mature a council is, as a whole and for each objective."""
    return Council(
        people=people,
        maturity=_bell(random) * 0.9,
        objectives=tuple(_bell(random) * 0.5 for _ in range(8)),
        evidence=evidence,
    )


def at(day: date, days: int, minutes: int = 0) -> datetime:
    """Give a moment in working hours, so many days after a day."""
    return datetime.combine(day + timedelta(days=days), time(9), UTC) + timedelta(minutes=minutes)


def assessment(random: Random, council: Council, cycle: Cycle) -> Assessment:
    """Make one cycle with all its parts and answers."""
    framework, starts_on = cycle.frame.framework, cycle.starts_on
    approved = cycle.state in (AssessmentState.APPROVED, AssessmentState.SHARED)
    return Assessment(
        framework=framework.ref,
        profile=cycle.frame.profile,
        title=f"{framework.code.upper()} {framework.version}, {starts_on:%B %Y}",
        starts_on=starts_on,
        due_on=starts_on + timedelta(days=CYCLE_DAYS),
        state=cycle.state,
        created_by=LEAD,
        created_at=at(starts_on, 0),
        sent_at=None if cycle.state is AssessmentState.OPEN else at(cycle.until, -11),
        approved_by=APPROVER if approved else None,
        approved_at=at(cycle.until, -9) if approved else None,
        shared_at=at(cycle.until, -2) if cycle.state is AssessmentState.SHARED else None,
        scope=cycle.scope,
        parts=_parts(random, council, cycle),
        assurers=cycle.assurers,
    )


def _parts(random: Random, council: Council, cycle: Cycle) -> tuple[Part, ...]:
    days = (cycle.until - cycle.starts_on).days - 12
    moments = [
        at(cycle.starts_on, 1 + days * step // MOMENTS, 29 * step) for step in range(MOMENTS)
    ]
    own = _answers(random, council, cycle, moments, 0)
    parts = [Part(0, PartKind.ORGANISATION, None, "The organisation", own)]
    for position, system in enumerate(cycle.scope.systems):
        if system.is_prioritised:
            number = len(parts)
            own = _answers(random, council, cycle, moments, number)
            parts.append(Part(number, PartKind.SYSTEM, position, system.name, own))
    return tuple(parts)


def _answers(
    random: Random, council: Council, cycle: Cycle, moments: Sequence[datetime], number: int
) -> tuple[Answer, ...]:
    sayings = cycle.frame.system if number else cycle.frame.organisation
    shift = _bell(random) * 0.3 if number else 0.0
    if cycle.state is not AssessmentState.OPEN:
        return tuple(_finished(random, council, sayings, shift, moments))
    if number >= len(cycle.judged):
        return tuple(_untouched(each.outcome, place) for place, each in enumerate(sayings, start=1))
    finished = _finished(random, council, sayings, shift, moments)
    judged = cycle.judged[number]
    begun = judged + math.ceil(BEGUN_SHARE * len(sayings))
    return tuple(
        _underway(random, cycle, saying, answer, place < judged, place < begun)
        for place, (answer, saying) in enumerate(zip(finished, sayings, strict=True))
    )


def _finished(
    random: Random,
    council: Council,
    sayings: Sequence[Sayings],
    shift: float,
    moments: Sequence[datetime],
) -> list[Answer]:
    draw, people, evidence = random.random, council.people, council.evidence
    made = []
    for position, saying in enumerate(sayings, start=1):
        pool = saying.whole[_level(draw(), council, saying, shift)]
        said = pool[int(draw() * len(pool))]
        owner = LEAD if draw() < 0.5 else COLLABORATOR + int(draw() * (people - COLLABORATOR))
        shown = evidence.get(saying.principle, ()) if draw() < 0.7 else ()
        saved_at = moments[int(draw() * len(moments))]
        made.append(
            Answer(
                *(saying.outcome, position, said, WorkState.COMPLETE, owner, None, "", ""),
                *(owner, saved_at, shown, (), ()),
            )
        )
    return made


def _underway(
    random: Random, cycle: Cycle, saying: Sayings, answer: Answer, is_judged: bool, is_begun: bool
) -> Answer:
    """Turn an answer as it will be into what there is of it so far."""
    step = 1 + int(random.random() * DUE_DATES)
    due_on = cycle.starts_on + timedelta(days=CYCLE_DAYS * step // (DUE_DATES + 1))
    if is_judged:
        is_complete = random.random() < 0.6
        state = WorkState.COMPLETE if is_complete else WorkState.READY_FOR_REVIEW
        return answer._replace(work_state=state, due_on=due_on)
    if not is_begun:
        untouched = _untouched(saying.outcome, answer.position)
        return untouched._replace(owner=answer.owner, due_on=due_on)
    known = words.load("notes")["said"]
    is_blocked = random.random() < 0.2
    return answer._replace(
        said=words.pick(random, saying.begun),
        work_state=WorkState.BLOCKED if is_blocked else WorkState.IN_PROGRESS,
        blocker=words.pick(random, known["blockers"]) if is_blocked else "",
        next_step=words.pick(random, known["next_steps"]),
        due_on=due_on,
    )


def _untouched(outcome: str, position: int) -> Answer:
    return Answer(
        *(outcome, position, NOTHING, WorkState.NOT_STARTED, None, None, "", ""),
        *(None, None, (), (), ()),
    )


def _level(chance: float, council: Council, saying: Sayings, shift: float) -> int:
    """Draw a level, in the pools of an outcome, around the council's maturity."""
    noise = 3.0 * chance - 1.5
    own = council.objectives[saying.objective % len(council.objectives)]
    share = 1.0 / (1.0 + math.exp(-(council.maturity + own + shift + noise)))
    return int(share * len(saying.whole))


def _bell(random: Random) -> float:
    """Draw a number around 0 that mostly lies from -2 to 2, from sums, so it never changes."""
    return sum(random.random() for _ in range(12)) - 6.0
