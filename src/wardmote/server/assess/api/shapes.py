"""What the endpoints of assessments take and give."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from wardmote.rules.assess import answers as rules
from wardmote.rules.assess.evidence import EvidenceKind
from wardmote.rules.assess.judging import Answer
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.results import Mark
from wardmote.rules.assess.work import WorkState
from wardmote.rules.frameworks.values import Part
from wardmote.server.shell import problems


class AssessmentListed(Schema):
    """One cycle of one organisation. Counts are always said with what they are of."""

    id: UUID
    title: str
    organisation: str
    organisation_code: str
    framework: str
    profile: str
    state: AssessmentState
    starts_on: date
    due_on: date | None
    judged_count: int
    judgement_count: int


class Replying(Schema):
    """What is said of one statement, and how it is met another way."""

    model_config = ConfigDict(extra="forbid")
    answer: Answer
    how: Annotated[str, Field(max_length=rules.HOW_LIMIT)] = ""


class OutcomeAnswer(Schema):
    """What is said of one outcome of one part. Level codes are empty while there is none."""

    part: int
    outcome: str
    title: str
    version: int
    statements: dict[str, Replying]
    notes: str
    indicative: str
    rule: str
    judged: str
    reason: str
    needs_review: bool
    work_state: WorkState
    saved_at: datetime | None
    saved_by: str


class EvidenceShown(Schema):
    """A reference as an outcome uses it."""

    id: UUID
    title: str
    kind: EvidenceKind
    kept_at: str
    dated_on: date | None
    owner: str
    shows: str
    is_stale: bool
    is_retired: bool


class EvidenceUsed(EvidenceShown):
    """A reference, and an outcome that uses it."""

    part: int
    outcome: str


class AnswerShown(OutcomeAnswer):
    """What is said of one outcome, with its evidence."""

    evidence: list[EvidenceShown]


class PartShown(Schema):
    """The organisation (number 0), or one prioritised system."""

    number: int
    kind: Part
    title: str
    outcomes: list[AnswerShown]


class AssessmentShown(AssessmentListed):
    """A whole assessment."""

    is_profile_official: bool
    approved_by: str
    approved_at: datetime | None
    shared_at: datetime | None
    parts: list[PartShown]


class Counts(Schema):
    """How many outcomes: `judged` of `of`; `reached`, `below` and `waiting` of `targeted`."""

    of: int
    judged: int
    targeted: int
    reached: int
    below: int
    waiting: int


class StandingShown(Schema):
    """One outcome of one part against its target; levels are null where there is none."""

    part: int
    outcome: str
    title: str
    level: str | None
    target: str | None
    mark: Mark


class Results(Schema):
    """Where an assessment stands."""

    framework: str
    profile: str
    is_profile_official: bool
    counts: Counts
    outcomes: list[StandingShown]


class Answering(Schema):
    """What to say of an outcome, whole: what is left out is cleared.

    `version` is the one that you read. Where someone else saved since, changes to other fields
    are put together; changes to the same field are refused with 409 and both sides.
    """

    model_config = ConfigDict(extra="forbid", strict=True)
    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    statements: Annotated[dict[str, Replying], Field(default_factory=dict, max_length=200)]
    notes: Annotated[str, Field(max_length=rules.NOTES_LIMIT)] = ""
    judged: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=rules.REASON_LIMIT)] = ""
    confirms: bool = False


class Clash(problems.Problem):
    """Someone else changed the same things: `current` is as it stands, `clashes` name them."""

    current: OutcomeAnswer | None = None
    clashes: Annotated[list[str], Field(default_factory=list)]
