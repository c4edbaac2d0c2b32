"""Starts a cycle, and keeps its parts in step with the systems that are prioritised."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.rules.assess import describing, limits, progress
from wardmote.rules.frameworks.values import Part as PartKind
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Forbidden, Invalid, Missing
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import locking, recording
from wardmote.server.frameworks import queries as frameworks

NO_TITLE = "Enter a title for the assessment."


@transaction.atomic
def start_cycle(
    *,
    actor: Actor,
    organisation: UUID,
    framework: str,
    profile: str,
    title: str,
    starts_on: date,
    due_on: date | None,
    now: datetime,
) -> models.Assessment:
    """Start an assessment of an organisation, with the organisation's part ready to answer.

    Raises: Missing, Forbidden, Invalid.
    """
    begun = begin(
        actor=actor,
        organisation=organisation,
        framework=framework,
        profile=profile,
        title=title,
        starts_on=starts_on,
        due_on=due_on,
        now=now,
    )
    models.Scope.objects.create(organisation_id=organisation, assessment=begun)
    add_part(begun, number=0, kind=PartKind.ORGANISATION, title="Organisation")
    return begun


@transaction.atomic
def begin(
    *,
    actor: Actor,
    organisation: UUID,
    framework: str,
    profile: str,
    title: str,
    starts_on: date,
    due_on: date | None,
    now: datetime,
    carried_from: UUID | None = None,
) -> models.Assessment:
    """Begin an assessment that has neither scope nor parts yet: what calls this adds them.

    Raises: Missing, Forbidden, Invalid, Conflict.
    Cost: 3 queries.
    """
    _check_may_start(actor, organisation)
    there = models.Assessment.objects.filter(organisation=organisation).count()
    limits.check_room(limits.ASSESSMENTS, there)
    frameworks.framework(framework)
    _check_profile(profile, framework)
    describing.check_dates(starts_on, due_on)
    assessment = models.Assessment.objects.create(
        organisation_id=organisation,
        framework=framework,
        profile=profile,
        title=describing.name(title, NO_TITLE, "title"),
        starts_on=starts_on,
        due_on=due_on,
        created_by_id=actor.known,
        created_at=now,
        carried_from_id=carried_from,
    )
    said = {"framework": framework, "profile": profile}
    recording.of_assessment(actor, assessment, "started the assessment", now, said)
    return assessment


@transaction.atomic
def change_details(
    *,
    actor: Actor,
    assessment: UUID,
    profile: str,
    title: str,
    starts_on: date,
    due_on: date | None,
    now: datetime,
) -> None:
    """Change the title, the dates and the profile of a cycle. Cost: at most 4 queries.

    Raises: Missing, Forbidden, Conflict, Invalid.
    """
    held = locking.to_change(actor, assessment, permissions.check_may_lead)
    describing.check_dates(starts_on, due_on)
    _check_profile(profile, held.framework)
    wanted: dict[str, Any] = {
        "title": describing.name(title, NO_TITLE, "title"),
        "profile": profile,
        "starts_on": starts_on,
        "due_on": due_on,
    }
    before = {name: getattr(held, name) for name in wanted}
    change = {
        name: [_said(before[name]), _said(value)]
        for name, value in wanted.items()
        if before[name] != value
    }
    if not change:
        return
    for name in change:
        setattr(held, name, wanted[name])
    held.save(update_fields=list(change))
    recording.of_assessment(actor, held, "changed the assessment's details", now, change)


def add_part(
    assessment: models.Assessment,
    *,
    number: int,
    kind: PartKind,
    title: str,
    system: models.System | None = None,
) -> models.Part:
    """Add a part with an empty answer for each of its outcomes. Cost: 4 queries."""
    part = models.Part.objects.create(
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        number=number,
        kind=kind,
        title=title,
        system=system,
    )
    outcomes = frameworks.framework(assessment.framework).part_outcomes(kind)
    models.Answer.objects.bulk_create(
        models.Answer(
            organisation_id=assessment.organisation_id,
            assessment=assessment,
            part=part,
            outcome=outcome.code,
            position=position,
        )
        for position, outcome in enumerate(outcomes)
    )
    recount(assessment)
    return part


def recount(assessment: models.Assessment) -> None:
    """Bring the assessment's counts in step with its parts. Cost: 2 queries."""
    judged = _counting(assessment)
    assessment.judgement_count = len(judged)
    assessment.judged_count = sum(judged)
    assessment.save(update_fields=["judgement_count", "judged_count"])


def _check_may_start(actor: Actor, organisation: UUID) -> None:
    if not actor.works_at(organisation):
        raise Missing(permissions.ABSENT)
    if not actor.has(organisation, Role.CAF_LEAD):
        raise Forbidden("Only the CAF lead can start an assessment.")


def _check_profile(profile: str, framework: str) -> None:
    if profile and frameworks.profile(profile).framework != framework:
        raise Invalid("Choose a profile of the same framework version.", field="profile")


def _said(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _counting(assessment: models.Assessment) -> list[bool]:
    rows: Iterable[tuple[str, bool]] = models.Answer.objects.filter(
        assessment=assessment, part__withdrawn_at__isnull=True
    ).values_list("judged", "needs_review")
    return [progress.is_judged(judged, needs_review=review) for judged, review in rows]
