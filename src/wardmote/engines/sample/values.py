"""What an invented sector is made of: plain values that a loader can copy into tables.

Source: CAF for local government (roles, scope, assessment, evidence).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from wardmote.rules.assess.evidence import EvidenceKind
from wardmote.rules.assess.judging import Answer as Given
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.scope import Criterion, Criticality
from wardmote.rules.assess.work import WorkState
from wardmote.rules.frameworks.values import Part as PartKind
from wardmote.rules.people.roles import Role
from wardmote.rules.register.values import Organisation


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, with the roles held at the organisation."""

    email: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reference; `added_by` is a position in the organisation's people."""

    title: str
    kind: EvidenceKind
    kept_at: str
    dated_on: date
    owner: str
    shows: str
    review_on: date | None
    added_by: int
    added_at: datetime


class Said(NamedTuple):
    """What is said of one outcome; one value is shared by many answers.

    Shape: `statements` holds code, answer and how it is met another way; `as_json` is the same as
    a JSON object, code to `{"answer": ..., "how": ...}`. `indicative` is a level's code, or empty
    while the answers decide nothing; `judged` is the final judgement, or empty.
    """

    statements: tuple[tuple[str, Given, str], ...]
    as_json: str
    notes: str
    indicative: str
    judged: str
    reason: str


class Comment(NamedTuple):
    """A comment; people are positions in the organisation's people."""

    author: int
    text: str
    written_at: datetime
    resolved_by: int | None
    resolved_at: datetime | None
    mentions: tuple[int, ...]


class Answer(NamedTuple):
    """One outcome of one part; people and evidence are positions in the organisation's."""

    outcome: str
    position: int
    said: Said
    work_state: WorkState
    owner: int | None
    due_on: date | None
    blocker: str
    next_step: str
    saved_by: int | None
    saved_at: datetime | None
    evidence: tuple[int, ...]
    collaborators: tuple[int, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """An essential service."""

    name: str
    description: str
    owner: str
    in_scope: bool


@dataclass(frozen=True, slots=True)
class System:
    """A system; `services` are positions in the assessment's services."""

    name: str
    kind: str
    supplier: str
    description: str
    criticality: Criticality
    criteria: tuple[Criterion, ...]
    rationale: str
    is_prioritised: bool
    priority_reason: str
    services: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The context of an assessment, and who signed the scope off, if anyone did."""

    mission: str = ""
    objectives: str = ""
    priorities: str = ""
    threat_landscape: str = ""
    risk_appetite: str = ""
    services: tuple[Service, ...] = ()
    systems: tuple[System, ...] = ()
    signed_by: int | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The organisation (number 0), or one prioritised system, a position in the scope's systems."""

    number: int
    kind: PartKind
    system: int | None
    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One cycle; people are positions in the organisation's people.

    Shape: `assurers` are the email addresses of independent assurers that it is assigned to.
    """

    framework: str
    profile: str
    title: str
    starts_on: date
    due_on: date
    state: AssessmentState
    created_by: int
    created_at: datetime
    sent_at: datetime | None
    approved_by: int | None
    approved_at: datetime | None
    shared_at: datetime | None
    scope: Scope
    parts: tuple[Part, ...]
    assurers: tuple[str, ...]

    @property
    def judgement_count(self) -> int:
        """Give how many judgements there are to make."""
        return sum(len(part.answers) for part in self.parts)

    @property
    def judged_count(self) -> int:
        """Give how many judgements are made."""
        return sum(1 for part in self.parts for answer in part.answers if answer.said.judged)


@dataclass(frozen=True, slots=True)
class Member:
    """One invented organisation with all that belongs to it."""

    organisation: Organisation
    people: tuple[Person, ...]
    evidence: tuple[Evidence, ...]
    assessments: tuple[Assessment, ...]
