"""An invented sector, one organisation after another, the same for the same seed.

Source: CAF for local government (process, roles, states), laid on the real structure of England;
no result is a real council's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from wardmote.engines.sample import councils, cycles, names, sayings, scopes, story, words
from wardmote.engines.sample.cycles import Cycle, Frame
from wardmote.engines.sample.values import Evidence, Member, Person, Scope
from wardmote.rules.assess.evidence import EvidenceKind
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.frameworks.values import Framework
from wardmote.rules.people.roles import Role
from wardmote.rules.register.values import Organisation

COUNCILS = 317
CURRENT_AGE_DAYS = 120
"""How long ago the current cycle started, of 270 days."""
TAKING_PART_SHARE = 0.85
"""The share of councils that have a current cycle, unless everyone has."""
HISTORY_SHARE = 0.5
"""The share of councils that have each earlier cycle, unless everyone has."""
EVIDENCE_SHARE = 0.35
PEOPLE = 5
ROLES = (Role.CAF_LEAD, Role.APPROVER, Role.QUALITY_ASSURER)
"""The roles of the first three people; all others are collaborators."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What sector is wanted.

    Shape: `cycles` counts the current one; `profiles` maps a framework's ref to a profile's;
    `everyone` gives each council all cycles; `most_systems` are prioritised at most.
    """

    current: Framework
    previous: Framework
    today: date
    seed: int = 1
    size: int = COUNCILS
    cycles: int = 2
    everyone: bool = False
    most_systems: int = 3
    profiles: Mapping[str, str] | None = None


def sector(wish: Wish) -> Iterator[Member]:
    """Make the steward, an assurer, then the councils, Alderby and Merrowdown first.

    Cost: 317 councils in about a second; 100,000 with 3 cycles in minutes.
    Raises: Invalid, where more are wanted than there are names.
    """
    yield Member(councils.STEWARD, (story.DAVE, story.GRACE), (), ())
    yield Member(councils.ASSURER, (story.CAROL,), (), ())
    frames = _frames(wish)
    for number, organisation in enumerate(councils.organisations(wish.seed, wish.size)):
        random = Random(f"{wish.seed}:{number}")  # noqa: S311  invented results are no secret
        yield _member(random, wish, frames, number, organisation)


def _frames(wish: Wish) -> tuple[Frame, ...]:
    """Prepare the framework of each cycle, the current first."""
    known: dict[str, Frame] = {}
    for framework in (wish.current, wish.previous):
        random = Random(f"{wish.seed}:{framework.ref}")  # noqa: S311  as above
        profile = (wish.profiles or {}).get(framework.ref, "")
        said = sayings.of_framework(random, framework)
        known[framework.ref] = cycles.frame(framework, profile, said)
    previous = known[wish.previous.ref]
    return (known[wish.current.ref], *(previous for _ in range(wish.cycles - 1)))


def _member(
    random: Random,
    wish: Wish,
    frames: tuple[Frame, ...],
    number: int,
    organisation: Organisation,
) -> Member:
    people = _people(random, organisation, story.AT_HOME.get(number, ()))
    evidence, by_principle = _evidence(random, wish.today, len(people), number == story.ALDERBY)
    council = cycles.council(random, len(people), by_principle)
    drawn = tuple(_drawn(random, wish, frames, number, organisation))
    if number == story.MERROWDOWN:
        evidence, drawn = (), (_empty(frames[0], wish.today),)
    made = [
        cycles.assessment(random, council.lifted(0.3 * lift), cycle)
        for lift, cycle in enumerate(reversed(drawn))
    ]
    if number == story.ALDERBY:
        made[-1] = story.touched(made[-1], len(people), wish.today)
    return Member(organisation, people, evidence, tuple(made))


def _people(
    random: Random, organisation: Organisation, cast: tuple[Person, ...]
) -> tuple[Person, ...]:
    domain = organisation.website.removeprefix("https://")
    invented = names.people(random, domain, [person.email for person in cast])
    others = []
    for place in range(len(cast), max(PEOPLE, len(cast) + 2)):
        name, email = next(invented)
        role = ROLES[place] if place < len(ROLES) else Role.COLLABORATOR
        others.append(Person(email, name, (role,)))
    return (*cast, *others)


def _evidence(
    random: Random, today: date, people: int, is_alderby: bool
) -> tuple[tuple[Evidence, ...], dict[str, tuple[int, ...]]]:
    """Choose references, and say which positions support which principle."""
    share = 0.7 if is_alderby else EVIDENCE_SHARE
    chosen = words.some(random, words.load("evidence")["references"], share)
    made = []
    found: dict[str, tuple[int, ...]] = {}
    for position, row in enumerate(chosen):
        age = 20 + int(random.random() * 680)
        review_on = today + timedelta(days=365 - age) if random.random() < 0.4 else None
        made.append(
            Evidence(
                *(
                    row["title"],
                    EvidenceKind(row["kind"]),
                    row["kept_at"],
                    today - timedelta(days=age),
                ),
                *(row["owner"], row["shows"], review_on, int(random.random() * people)),
                cycles.at(today, -int(min(age, CURRENT_AGE_DAYS) * random.random()) - 1),
            )
        )
        for principle in row["for"]:
            found[principle] = (*found.get(principle, ()), position)
    return tuple(made), found


def _drawn(
    random: Random,
    wish: Wish,
    frames: tuple[Frame, ...],
    number: int,
    organisation: Organisation,
) -> Iterator[Cycle]:
    """Draw the cycles of a council, the newest first."""
    is_alderby = number == story.ALDERBY
    systems = story.PRIORITISED if is_alderby else int(random.random() * 4)
    systems = min(systems, wish.most_systems)
    scope = scopes.of_council(random, organisation, systems)
    for back, frame in enumerate(frames):
        share = HISTORY_SHARE if back else TAKING_PART_SHARE
        if not (wish.everyone or random.random() < share or (is_alderby and back < 2)):
            continue
        starts_on = wish.today - timedelta(days=CURRENT_AGE_DAYS + 365 * back)
        until = starts_on + timedelta(days=250) if back else wish.today
        signed = replace(scope, signed_by=cycles.APPROVER, signed_at=cycles.at(starts_on, 30))
        state, done = (AssessmentState.SHARED, 1.0) if is_alderby else _progress(random, back)
        sizes = (len(frame.organisation), *(len(frame.system) for _ in range(systems)))
        judged = _judged(sizes, done)
        if is_alderby and not back:
            state, judged = (
                AssessmentState.OPEN,
                story.judged(len(frame.organisation), len(frame.system)),
            )
        assurers = (story.CAROL.email,) if is_alderby and back == 1 else ()
        yield Cycle(frame, starts_on, until, state, signed, judged, assurers)


def _progress(random: Random, back: int) -> tuple[AssessmentState, float]:
    """Draw the state of a cycle, and how much of it is done."""
    chance = random.random()
    if back:
        return (AssessmentState.SHARED if chance < 0.8 else AssessmentState.APPROVED), 1.0
    if chance < 0.2:
        return AssessmentState.OPEN, 0.0
    if chance < 0.7:
        return AssessmentState.OPEN, 0.05 + 0.9 * random.random()
    done = (AssessmentState.IN_REVIEW, AssessmentState.APPROVED, AssessmentState.SHARED)
    return words.pick(random, done), 1.0


def _judged(sizes: tuple[int, ...], done: float) -> tuple[int, ...]:
    """Spread what is done over the parts, one after another."""
    left = int(done * sum(sizes))
    found = []
    for size in sizes:
        if left <= 0:
            break
        found.append(min(size, left))
        left -= size
    return tuple(found)


def _empty(frame: Frame, today: date) -> Cycle:
    return Cycle(
        frame, today - timedelta(days=CURRENT_AGE_DAYS), today, AssessmentState.OPEN, Scope()
    )
