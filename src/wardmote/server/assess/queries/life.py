"""Reads where an assessment is in its life, what its next step lacks, and its history."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q

from wardmote.rules.assess.life import STEP_VERBS
from wardmote.rules.assess.readiness import Facts
from wardmote.rules.assess.work import WorkState
from wardmote.rules.people.actors import Actor
from wardmote.server.assess import models, permissions
from wardmote.server.assess.queries import evidence
from wardmote.server.audit import queries as audit

if TYPE_CHECKING:
    from wardmote.server.audit.models import Event

PAGE = 50
LOOKED = "read this assessment as the steward"
"""How the audit trail says that the steward's side opened a shared assessment."""


def facts(actor: Actor, of: models.Assessment, *, today: date) -> Facts:
    """Count what an assessment still lacks. Cost: 4 queries."""
    permissions.check_may_read(actor, of)
    judged = ~Q(judged="")
    answers = models.Answer.objects.filter(assessment=of, part__withdrawn_at__isnull=True)
    used = models.EvidenceUse.objects.filter(assessment=of, answer__part__withdrawn_at__isnull=True)
    with_comments = models.Comment.objects.filter(
        assessment=of, resolved_at__isnull=True, answer__part__withdrawn_at__isnull=True
    )
    counted = answers.aggregate(
        judgements=Count("pk"),
        judged=Count("pk", filter=judged & Q(needs_review=False)),
        carried=Count("pk", filter=Q(needs_review=True)),
        blocked=Count("pk", filter=Q(work_state=WorkState.BLOCKED)),
        complete=Count("pk", filter=Q(work_state=WorkState.COMPLETE)),
    )
    using = used.aggregate(
        answers=Count("answer", distinct=True),
        stale=Count("evidence", distinct=True, filter=_stale(today)),
    )
    return Facts(
        **counted,
        without_evidence=counted["judgements"] - using["answers"],
        open_comments=with_comments.count(),
        stale_evidence=using["stale"],
        is_scope_signed_off=models.ScopeSignOff.objects.filter(
            assessment=of, cleared_at__isnull=True
        ).exists(),
    )


def _stale(today: date) -> Q:
    """Say of a use what `evidence.stale` says of a reference that is not retired."""
    return Q(evidence__in=models.Evidence.objects.filter(evidence.stale(today), retired_at=None))


def steps_taken(actor: Actor, of: models.Assessment, *, limit: int = 20) -> "list[Event]":
    """List the steps of an assessment's life, newest first. Cost: 1 query."""
    permissions.check_may_read(actor, of)
    return audit.told_of(
        actor,
        of.organisation_id,
        Q(subject_id=of.pk, verb__in=list(STEP_VERBS.values())),
        limit=limit,
    )


def looks(actor: Actor, of: models.Assessment, *, before: UUID | None = None) -> "list[Event]":
    """List when the steward's side read an assessment, newest first. Cost: 1 query."""
    permissions.check_may_read(actor, of)
    return audit.told_of(
        actor,
        of.organisation_id,
        Q(subject_id=of.pk, verb__startswith=LOOKED),
        before=before,
        limit=PAGE + 1,
    )


def history(
    actor: Actor,
    of: models.Assessment,
    *,
    person: UUID | None = None,
    outcome: str = "",
    before: UUID | None = None,
) -> "list[Event]":
    """List what was done to an assessment and all that is in it, newest first. Cost: 1 query.

    One more than a page, if there are more.
    """
    permissions.check_may_read(actor, of)
    answers = models.Answer.objects.filter(assessment=of)
    if outcome:
        told = Q(subject_id__in=answers.filter(outcome=outcome).values("pk"))
    else:
        told = (
            Q(subject_id=of.pk)
            | Q(subject_id__in=answers.values("pk"))
            | Q(change__assessment=str(of.pk))
        )
        for within in (models.Service, models.System, models.ScopeSignOff, models.Comment):
            told |= Q(subject_id__in=within.objects.filter(assessment=of).values("pk"))
    if person:
        told &= Q(person_id=person)
    return audit.told_of(actor, of.organisation_id, told, before=before, limit=PAGE + 1)
