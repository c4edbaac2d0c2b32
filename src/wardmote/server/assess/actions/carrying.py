"""Starts a new cycle from an earlier one. Nothing that is carried counts until judged again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models as db
from django.db import transaction

from wardmote.rules.assess import judging
from wardmote.rules.assess.carrying import Carried
from wardmote.rules.assess.judging import Answer
from wardmote.rules.assess.work import WorkState
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import COUNCIL_ROLES
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import cycles, recording
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import carrying as queries
from wardmote.server.assess.queries.carrying import CarryPlan, PartPlan
from wardmote.server.people.queries import roles
from wardmote.server.shell import keys

SAID = ("statements", "notes", "indicative", "rule", "judged", "reason")


@transaction.atomic
def carry_forward(
    *,
    actor: Actor,
    source: UUID,
    framework: str,
    profile: str,
    title: str,
    starts_on: date,
    due_on: date | None,
    now: datetime,
) -> models.Assessment:
    """Start a new cycle with the answers, evidence, scope and people of an earlier one.

    Raises: Missing, Forbidden, Invalid.
    Cost: about 30 queries and 3 for each part, however many answers there are.
    """
    permissions.check_may_lead(actor, assessments.assessment(actor, source))
    plan = queries.plan(actor, source, framework)
    made = cycles.begin(
        actor=actor,
        organisation=plan.source.organisation_id,
        framework=framework,
        profile=profile,
        title=title,
        starts_on=starts_on,
        due_on=due_on,
        now=now,
        carried_from=source,
    )
    systems = _carry_scope(plan.source, made)
    members = {one.pk for one in roles.with_role(actor, made.organisation_id, list(COUNCIL_ROLES))}
    moved: dict[UUID, list[UUID]] = {}
    for number, part in enumerate(plan.parts):
        moved |= _carry_part(actor, plan, part, made, (number, systems, members), now)
    _carry_helpers(plan.source, made, moved, members)
    _carry_evidence(plan.source, made, moved)
    cycles.recount(made)
    _record(actor, plan, made, now)
    return made


def _carry_scope(source: models.Assessment, made: models.Assessment) -> dict[UUID, models.System]:
    """Copy the scope; its sign-off is not carried, because people must look at it again."""
    _copied(models.Scope, source, made)
    services = _copied(models.Service, source, made)
    systems = _copied(models.System, source, made)
    links = models.Support.objects.filter(assessment=source).order_by("pk")
    models.Support.objects.bulk_create(
        models.Support(
            organisation_id=made.organisation_id,
            assessment=made,
            system=systems[link.system_id],
            service=services[link.service_id],
        )
        for link in links
    )
    return systems


def _copied(
    table: type[Any], source: models.Assessment, made: models.Assessment
) -> dict[UUID, Any]:
    """Copy the rows of a table from one assessment to another; give each copy by its old key."""
    copies = {}
    for row in table.objects.filter(assessment=source).order_by("pk"):
        values = {
            field.attname: getattr(row, field.attname)
            for field in table._meta.concrete_fields
            if isinstance(field, db.Field)
        }
        own = {"id": keys.new(), "assessment_id": made.pk, "version": 0}
        values |= {name: value for name, value in own.items() if name in values}
        copies[row.pk] = table(**values | {"organisation_id": made.organisation_id})
    table.objects.bulk_create(copies.values())
    return copies


def _carry_part(
    actor: Actor,
    plan: CarryPlan,
    of: PartPlan,
    made: models.Assessment,
    frame: tuple[int, dict[UUID, models.System], set[UUID]],
    now: datetime,
) -> dict[UUID, list[UUID]]:
    """Make a part with its answers; say which new answers each old one became."""
    number, systems, members = frame
    part = models.Part.objects.create(
        organisation_id=made.organisation_id,
        assessment=made,
        number=number,
        kind=of.part.kind,
        title=of.part.title,
        system=systems.get(of.part.system_id) if of.part.system_id else None,
    )
    rows: list[models.Answer] = []
    moved: dict[UUID, list[UUID]] = {}
    for position, carried in enumerate(of.plan.carried):
        row = models.Answer(
            organisation_id=made.organisation_id,
            assessment=made,
            part=part,
            outcome=carried.outcome,
            position=position,
            **_work(of, carried, members),
        )
        if carried.needs_review:
            _say(actor, row, carried, plan, now)
        rows.append(row)
        for before in carried.before:
            if before in of.answers:
                moved.setdefault(of.answers[before].pk, []).append(row.pk)
    models.Answer.objects.bulk_create(rows)
    models.AnswerVersion.objects.bulk_create(_version(row) for row in rows if row.version)
    return moved


def _work(of: PartPlan, carried: Carried, members: set[UUID]) -> dict[str, Any]:
    """Keep who owned the outcome, if they are still here; dates and blockers are of the past."""
    owners = [of.answers[one].owner_id for one in carried.before if one in of.answers]
    owner = next((one for one in owners if one in members), None)
    state = WorkState.IN_PROGRESS if carried.needs_review else WorkState.NOT_STARTED
    return {"owner_id": owner, "work_state": state}


def _say(
    actor: Actor, row: models.Answer, carried: Carried, plan: CarryPlan, now: datetime
) -> None:
    given = {code: Answer(said["answer"]) for code, said in carried.statements.items()}
    judgement = judging.judge(plan.after.outcome(row.outcome), given, plan.after.levels)
    row.statements = {code: dict(said) for code, said in sorted(carried.statements.items())}
    row.notes = carried.notes
    row.indicative, row.rule = judgement.level or "", judgement.rule
    row.needs_review = True
    row.carried_from = f"{plan.before.ref} {', '.join(carried.sources)}"[:60]
    row.version, row.saved_by_id, row.saved_at = 1, actor.person, now


def _version(row: models.Answer) -> models.AnswerVersion:
    return models.AnswerVersion(
        organisation_id=row.organisation_id,
        assessment_id=row.assessment_id,
        answer=row,
        version=row.version,
        saved_by_id=row.saved_by_id,
        saved_at=row.saved_at,
        **{name: getattr(row, name) for name in SAID},
    )


def _carry_helpers(
    source: models.Assessment,
    made: models.Assessment,
    moved: Mapping[UUID, list[UUID]],
    members: set[UUID],
) -> None:
    helping = models.Collaborator.objects.filter(assessment=source, person__in=members)
    wanted = {
        (new, row.person_id)
        for row in helping.order_by("pk")
        for new in moved.get(row.answer_id, ())
    }
    models.Collaborator.objects.bulk_create(
        models.Collaborator(
            organisation_id=made.organisation_id,
            assessment=made,
            answer_id=answer,
            person_id=person,
        )
        for answer, person in sorted(wanted, key=str)
    )


def _carry_evidence(
    source: models.Assessment, made: models.Assessment, moved: Mapping[UUID, list[UUID]]
) -> None:
    """Let the same references support the new answers; what is retired is left behind."""
    uses = models.EvidenceUse.objects.filter(assessment=source, evidence__retired_at__isnull=True)
    copies: dict[tuple[UUID, UUID], models.EvidenceUse] = {}
    for use in uses.order_by("added_at", "pk"):
        for new in moved.get(use.answer_id, ()):
            there = copies.get((use.evidence_id, new))
            if there is not None:
                there.shows = "\n".join(one for one in (there.shows, use.shows) if one)
                continue
            copies[use.evidence_id, new] = models.EvidenceUse(
                organisation_id=made.organisation_id,
                assessment=made,
                evidence_id=use.evidence_id,
                answer_id=new,
                shows=use.shows,
                added_by_id=use.added_by_id,
                added_at=use.added_at,
            )
    models.EvidenceUse.objects.bulk_create(copies.values())


def _record(actor: Actor, plan: CarryPlan, made: models.Assessment, now: datetime) -> None:
    models.Carried.objects.create(
        organisation_id=made.organisation_id, assessment=made, told=queries.told(plan)
    )
    counts = {f"{name} outcomes": plan.counts[name] for name in ("same", "changed", "new", "gone")}
    said = {"from": f"{plan.source.title} ({plan.before.ref})", **counts}
    verb = "carried answers from an earlier assessment"
    recording.of_assessment(actor, made, verb, now, said)
