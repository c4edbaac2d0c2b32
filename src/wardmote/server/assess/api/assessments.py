"""Endpoints of assessments. A program sees what its person sees, and no more."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router, Schema

from wardmote.rules.assess import texts
from wardmote.rules.assess.answers import Reply, Said
from wardmote.rules.assess.results import Standing, Tally
from wardmote.rules.assess.whole import Answered, Evidence, Whole, WholePart
from wardmote.server.assess.actions import answering
from wardmote.server.assess.api import shapes
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


@endpoint(router, "GET", "/assessments", Audience.MEMBER, list[shapes.AssessmentListed])
def list_assessments(request: Request) -> list[dict[str, Any]]:
    """List the assessments that you work on or that were assigned to you, newest first."""
    return [_listed(each) for each in assessments.of_actor(request.actor)]


@endpoint(router, "GET", ONE, Audience.MEMBER, shapes.AssessmentShown)
def get_assessment(request: Request, key: UUID) -> HttpResponse:
    """Get an assessment with all that is said in it."""
    return answer(_whole(results.whole(request.actor, key, today=timezone.localdate())))


@endpoint(router, "GET", f"{ONE}/results", Audience.MEMBER, shapes.Results)
def get_results(request: Request, key: UUID) -> HttpResponse:
    """Get where each outcome stands against its target."""
    today = timezone.localdate()
    return answer(_results(results.whole(request.actor, key, today=today, with_evidence=False)))


@endpoint(router, "GET", f"{ONE}/evidence", Audience.MEMBER, list[shapes.EvidenceUsed])
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


@endpoint(router, "GET", OUTCOME, Audience.MEMBER, shapes.OutcomeAnswer)
def get_outcome(request: Request, key: UUID, number: Number, code: Code) -> dict[str, Any]:
    """Get what is said of one outcome of one part."""
    return _row(answers.answer(request.actor, key, number, code))


@endpoint(router, "PUT", OUTCOME, Audience.MEMBER, shapes.OutcomeAnswer, {409: shapes.Clash})
def put_outcome(
    request: Request, key: UUID, number: Number, code: Code, sent: shapes.Answering
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


def _said(sent: shapes.Answering) -> Said:
    return Said(
        statements={
            code: Reply(reply.answer, texts.text(reply.how))
            for code, reply in sent.statements.items()
        },
        notes=texts.text(sent.notes),
        judged=sent.judged,
        reason=texts.text(sent.reason),
    )


def _listed(it: "models.Assessment") -> dict[str, Any]:
    return {
        "id": it.pk,
        "organisation": it.organisation.name,
        "organisation_code": it.organisation.code,
        **_fields(it, shapes.AssessmentListed, {"id", "organisation", "organisation_code"}),
    }


def _row(it: "models.Answer") -> dict[str, Any]:
    return {
        "part": it.part.number,
        "title": answers.outcome(it).title,
        "saved_by": it.saved_by.name if it.saved_by else "",
        **_fields(it, shapes.OutcomeAnswer, {"part", "title", "saved_by"}),
    }


def _whole(it: Whole) -> dict[str, Any]:
    return {
        "id": it.key,
        "framework": it.framework.ref,
        "profile": it.profile.ref if it.profile else "",
        "is_profile_official": not it.has_unofficial_profile,
        "judged_count": it.tally.judged,
        "judgement_count": it.tally.of,
        **_fields(it, shapes.AssessmentShown, {"id", *_MADE}),
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
        **_fields(it, shapes.OutcomeAnswer, {"part", "outcome", "title"}),
        "evidence": [_evidence(one) for one in it.evidence],
    }


def _evidence(it: Evidence) -> dict[str, Any]:
    return {"id": it.key, **_fields(it, shapes.EvidenceShown, {"id"})}


def _results(it: Whole) -> dict[str, Any]:
    tally: Tally = it.tally
    standings = ((part.number, each.standing) for part in it.parts for each in part.answers)
    return {
        "framework": it.framework.ref,
        "profile": it.profile.ref if it.profile else "",
        "is_profile_official": not it.has_unofficial_profile,
        "counts": _fields(tally, shapes.Counts),
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
