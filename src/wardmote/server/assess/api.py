"""Endpoints of assessments. A program sees what its person sees, and no more."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Path, Router, Schema
from pydantic import ConfigDict

from wardmote.rules.assess import answers as rules
from wardmote.rules.assess.answers import Reply, Said
from wardmote.rules.assess.evidence import EvidenceKind
from wardmote.rules.assess.judging import Answer
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.results import Mark, Standing, Tally
from wardmote.rules.assess.whole import Answered, Evidence, Whole, WholePart
from wardmote.rules.assess.work import WorkState
from wardmote.rules.frameworks.values import Part
from wardmote.server.assess.actions import answering
from wardmote.server.assess.queries import answers, assessments, results
from wardmote.server.shell import problems
from wardmote.server.shell.audience import Audience
from wardmote.server.shell.endpoints import answer, endpoint
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess import models

router = Router(tags=["assessments"])
ONE = "/assessments/{uuid:key}"
OUTCOME = "/assessments/{uuid:key}/parts/{number}/outcomes/{code}"
Number = Annotated[int, Path(ge=0, le=32_767)]
Code = Annotated[str, Path(max_length=20)]


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


class ReplyShown(Schema):
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
    statements: dict[str, ReplyShown]
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
    statements: Annotated[dict[str, "Replying"], Field(default_factory=dict, max_length=200)]
    notes: Annotated[str, Field(max_length=rules.NOTES_LIMIT)] = ""
    judged: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=rules.REASON_LIMIT)] = ""
    confirms: bool = False


class Replying(Schema):
    """What to say of one statement."""

    model_config = ConfigDict(extra="forbid")
    answer: Answer
    how: Annotated[str, Field(max_length=rules.HOW_LIMIT)] = ""


class Clash(problems.Problem):
    """Someone else changed the same things: `current` is as it stands, `clashes` name them."""

    current: OutcomeAnswer | None = None
    clashes: Annotated[list[str], Field(default_factory=list)]


@endpoint(router, "GET", "/assessments", Audience.MEMBER, list[AssessmentListed])
def list_assessments(request: Request) -> list[dict[str, Any]]:
    """List the assessments that you work on or that were assigned to you, newest first."""
    return [_listed(each) for each in assessments.of_actor(request.actor)]


@endpoint(router, "GET", ONE, Audience.MEMBER, AssessmentShown)
def get_assessment(request: Request, key: UUID) -> HttpResponse:
    """Get an assessment with all that is said in it."""
    return answer(_whole(results.whole(request.actor, key, today=timezone.localdate())))


@endpoint(router, "GET", f"{ONE}/results", Audience.MEMBER, Results)
def get_results(request: Request, key: UUID) -> HttpResponse:
    """Get where each outcome stands against its target."""
    today = timezone.localdate()
    return answer(_results(results.whole(request.actor, key, today=today, with_evidence=False)))


@endpoint(router, "GET", f"{ONE}/evidence", Audience.MEMBER, list[EvidenceUsed])
def list_evidence(request: Request, key: UUID) -> HttpResponse:
    """List the references that support an assessment, one for each outcome that uses it."""
    whole = results.whole(request.actor, key, today=timezone.localdate())
    return answer(
        [
            {**_evidence(one), "part": part.number, "outcome": each.outcome.code}
            for part in whole.parts
            for each in part.answers
            for one in each.evidence
        ]
    )


@endpoint(router, "GET", OUTCOME, Audience.MEMBER, OutcomeAnswer)
def get_outcome(request: Request, key: UUID, number: Number, code: Code) -> dict[str, Any]:
    """Get what is said of one outcome of one part."""
    return _row(answers.answer(request.actor, key, number, code))


@endpoint(router, "PUT", OUTCOME, Audience.MEMBER, OutcomeAnswer, {409: Clash})
def put_outcome(
    request: Request, key: UUID, number: Number, code: Code, sent: Answering
) -> dict[str, Any] | HttpResponse:
    """Say what there is to say of one outcome."""
    try:
        saved = answering.answer_outcome(
            actor=request.actor,
            assessment=key,
            part=number,
            outcome=code,
            said=_said(sent),
            version=sent.version,
            confirms=sent.confirms,
            now=timezone.now(),
        )
    except answering.Clashing as clash:
        also = {
            "current": _row(clash.current),
            "clashes": [each.name for each in clash.merge.clashes],
        }
        return problems.response(409, clash.message, also=also)
    return _row(saved.answer)


def _said(sent: Answering) -> Said:
    return Said(
        statements={
            code: Reply(reply.answer, rules.cleaned(reply.how))
            for code, reply in sent.statements.items()
        },
        notes=rules.cleaned(sent.notes),
        judged=sent.judged,
        reason=rules.cleaned(sent.reason),
    )


def _listed(it: "models.Assessment") -> dict[str, Any]:
    return {
        "id": it.pk,
        "organisation": it.organisation.name,
        "organisation_code": it.organisation.code,
        **_fields(it, AssessmentListed, {"id", "organisation", "organisation_code"}),
    }


def _row(it: "models.Answer") -> dict[str, Any]:
    return {
        "part": it.part.number,
        "title": answers.outcome(it).title,
        "saved_by": it.saved_by.name if it.saved_by else "",
        **_fields(it, OutcomeAnswer, {"part", "title", "saved_by"}),
    }


def _whole(it: Whole) -> dict[str, Any]:
    return {
        "id": it.key,
        "framework": it.framework.ref,
        "profile": it.profile.ref if it.profile else "",
        "is_profile_official": not it.has_unofficial_profile,
        "judged_count": it.tally.judged,
        "judgement_count": it.tally.of,
        **_fields(it, AssessmentShown, {"id", *_MADE}),
        "parts": [_part(part) for part in it.parts],
    }


_MADE = {"framework", "profile", "is_profile_official", "judged_count", "judgement_count", "parts"}


def _part(it: WholePart) -> dict[str, Any]:
    outcomes = [_answered(it.number, each) for each in it.answers]
    return {"number": it.number, "kind": it.kind, "title": it.title, "outcomes": outcomes}


def _answered(number: int, it: Answered) -> dict[str, Any]:
    return {
        "part": number,
        "outcome": it.outcome.code,
        "title": it.outcome.title,
        **_fields(it, OutcomeAnswer, {"part", "outcome", "title"}),
        "evidence": [_evidence(one) for one in it.evidence],
    }


def _evidence(it: Evidence) -> dict[str, Any]:
    return {"id": it.key, **_fields(it, EvidenceShown, {"id"})}


def _results(it: Whole) -> dict[str, Any]:
    tally: Tally = it.tally
    standings = ((part.number, each.standing) for part in it.parts for each in part.answers)
    return {
        "framework": it.framework.ref,
        "profile": it.profile.ref if it.profile else "",
        "is_profile_official": not it.has_unofficial_profile,
        "counts": _fields(tally, Counts),
        "outcomes": [_standing(number, standing) for number, standing in standings],
    }


def _standing(number: int, it: Standing) -> dict[str, Any]:
    return {
        "part": number,
        "outcome": it.code,
        "title": it.title,
        "level": it.level.code if it.level else None,
        "target": it.target.code if it.target else None,
        "mark": it.mark,
    }


def _fields(it: object, shape: type[Schema], besides: Iterable[str] = ()) -> dict[str, Any]:
    """Take the fields that a thing and its shape have under the same name."""
    names: Mapping[str, Any] = shape.model_fields
    return {name: getattr(it, name) for name in names if name not in set(besides)}
