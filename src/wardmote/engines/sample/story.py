"""What is fixed in every invented sector: the demo's people, and where their work stands.

Source: the cast of the tests and of the demo: a lead at Alderby and those beside her, an assurer,
a steward with an analyst, and a stranger at another council.
"""

from dataclasses import replace
from datetime import date, timedelta

from wardmote.engines.sample import cycles, words
from wardmote.engines.sample.cycles import LEAD, QUALITY_ASSURER
from wardmote.engines.sample.values import Answer, Assessment, Comment, Part, Person
from wardmote.rules.people.roles import Role

ALICE = Person("alice@alderby.example", "Alice Marlowe", (Role.CAF_LEAD,))
BOB = Person("bob@alderby.example", "Bob Okafor", (Role.COLLABORATOR,))
ERIN = Person("erin@alderby.example", "Erin Whitlock", (Role.APPROVER,))
FRANK = Person("frank@alderby.example", "Frank Devlin", (Role.QUALITY_ASSURER,))
CAROL = Person("carol@thistlegate.example", "Carol Pryce", (Role.INDEPENDENT_ASSURER,))
DAVE = Person("dave@steward.example", "Dave Holloway", (Role.STEWARD,))
GRACE = Person("grace@steward.example", "Grace Adeyemi", (Role.ANALYST,))
MALLORY = Person("mallory@merrowdown.example", "Mallory Finch", (Role.CAF_LEAD,))
CAST = (ALICE, BOB, ERIN, FRANK, CAROL, DAVE, GRACE, MALLORY)

ALDERBY, MERROWDOWN = 0, 1
"""The numbers of the two councils."""
AT_HOME = {ALDERBY: (ALICE, ERIN, FRANK, BOB), MERROWDOWN: (MALLORY,)}
"""The people who come first at a council, in the order in which roles stand."""
BOB_AT = cycles.COLLABORATOR
PRIORITISED = 3
DONE_SHARE = 31 / 95
"""How much of Alderby's current cycle is judged: about a third."""
DUE_DAYS = (-9, 4, -2, 11, 18, 25, 32)
"""When work on Alderby's open outcomes is due, from today."""


def judged(organisation: int, system: int) -> tuple[int, ...]:
    """Give how many outcomes Alderby has judged in each part; the last one waits untouched."""
    wanted = round(DONE_SHARE * (organisation + PRIORITISED * system))
    first = min(wanted, max(0, organisation - 2))
    return first, min(system, wanted - first), 0


def touched(assessment: Assessment, people: int, today: date) -> Assessment:
    """Give Alderby's current cycle its owners, due dates, helpers and comments."""
    open_before = 0
    parts = []
    for part in assessment.parts:
        answers = []
        for answer in part.answers:
            is_open = answer.owner is not None and not answer.said.judged
            answers.append(_given(answer, open_before, people, today) if is_open else answer)
            open_before += is_open
        parts.append(replace(part, answers=tuple(answers)))
    return replace(assessment, parts=tuple(_commented(part, today) for part in parts))


def _given(answer: Answer, number: int, people: int, today: date) -> Answer:
    others = [BOB_AT, LEAD, *range(BOB_AT + 1, people)]
    return answer._replace(
        owner=others[number % len(others)],
        collaborators=() if answer.saved_at is None else (others[(number + 1) % len(others)],),
        due_on=today + timedelta(days=DUE_DAYS[number % len(DUE_DAYS)]),
    )


def _commented(part: Part, today: date) -> Part:
    """Put a talk on the first outcome that is under way, and one that is settled on the first."""
    first, *rest = words.load("notes")["said"]["comments"]
    answers = list(part.answers)
    for place, answer in enumerate(answers):
        if answer.saved_at is not None and not answer.said.judged:
            talk = (
                Comment(LEAD, rest[0], cycles.at(today, -3, 25), None, None, (BOB_AT,)),
                Comment(BOB_AT, rest[1], cycles.at(today, -1, 200), None, None, (LEAD,)),
            )
            answers[place] = answer._replace(comments=talk)
            break
    if answers and answers[0].said.judged:
        settled = Comment(
            *(QUALITY_ASSURER, first, cycles.at(today, -20, 60)),
            *(LEAD, cycles.at(today, -18, 90), ()),
        )
        answers[0] = answers[0]._replace(comments=(settled,))
    return replace(part, answers=tuple(answers))
