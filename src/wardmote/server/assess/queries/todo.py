"""What waits for a person, in few queries; and the days of their calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from wardmote.rules.assess import preparing, todo
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.todo import Why
from wardmote.rules.assess.work import WorkState
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.server.assess import models
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import evidence as register

MOST = 200
"""The most outcomes, mentions or references that a list reads. Units: rows."""


@dataclass(frozen=True, slots=True)
class Task:
    """One outcome on a list."""

    assessment: UUID
    assessment_title: str
    part: int
    part_title: str
    outcome: str
    title: str
    due_on: date | None
    blocker: str


@dataclass(frozen=True, slots=True)
class Todo:
    """All that waits for a person. Shape: `tasks` holds the reasons in order, empty ones not."""

    tasks: Mapping[Why, list[Task]] = field(default_factory=dict)
    mentions: list[models.Mention] = field(default_factory=list)
    to_approve: list[models.Assessment] = field(default_factory=list)
    stale: list[models.Evidence] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        return not (self.tasks or self.mentions or self.to_approve or self.stale)


def of(actor: Actor, *, today: date) -> Todo:
    """Gather what waits for a person. Cost: at most 6 queries."""
    if not any(actor.works_at(each) for each in actor.roles):
        return Todo(mentions=_mentions(actor)) if actor.is_signed_in else Todo()
    return Todo(
        tasks=_tasks(actor, today),
        mentions=_mentions(actor),
        to_approve=_to_approve(actor),
        stale=_stale(actor, today),
    )


def _tasks(actor: Actor, today: date) -> dict[Why, list[Task]]:
    found: dict[Why, list[Task]] = {why: [] for why in Why}
    mine = _open(_mine(actor)).filter(
        Q(due_on__lte=todo.soon(today)) | Q(work_state=WorkState.BLOCKED) | Q(needs_review=True)
    )
    _sort(actor, mine.order_by("due_on", "pk")[:MOST], True, today, found)
    reviewing = [key for key in actor.roles if actor.has(key, Role.QUALITY_ASSURER)]
    if reviewing:
        ready = _open(models.Answer.objects.filter(organisation__in=reviewing)).filter(
            work_state=WorkState.READY_FOR_REVIEW
        )
        _sort(actor, ready.order_by("due_on", "pk")[:MOST], False, today, found)
    return {why: tasks for why, tasks in found.items() if tasks}


def _mine(actor: Actor) -> QuerySet[models.Answer]:
    helping = models.Collaborator.objects.filter(person=actor.person).values("answer")
    return models.Answer.objects.filter(Q(owner=actor.person) | Q(pk__in=helping)).exclude(
        work_state=WorkState.COMPLETE
    )


def _open(rows: QuerySet[models.Answer]) -> QuerySet[models.Answer]:
    """Keep what can be worked on: parts that count, of assessments that are open."""
    return rows.filter(
        part__withdrawn_at__isnull=True, assessment__state=AssessmentState.OPEN
    ).select_related("part", "assessment")


def _sort(
    actor: Actor,
    rows: QuerySet[models.Answer],
    is_mine: bool,
    today: date,
    found: dict[Why, list[Task]],
) -> None:
    for row in rows:
        work = todo.Work(is_mine, WorkState(row.work_state), row.due_on, row.needs_review)
        roles = actor.roles.get(row.organisation_id, frozenset()) if not is_mine else ()
        for why in todo.reasons(work, roles, today)[:1]:
            found[why].append(_task(row))


def _task(row: models.Answer) -> Task:
    return Task(
        assessment=row.assessment_id,
        assessment_title=row.assessment.title,
        part=row.part.number,
        part_title=row.part.title,
        outcome=row.outcome,
        title=assessments.framework(row.assessment).outcome(row.outcome).title,
        due_on=row.due_on,
        blocker=row.blocker,
    )


def _mentions(actor: Actor) -> list[models.Mention]:
    rows = models.Mention.objects.filter(person=actor.person, seen_at__isnull=True)
    rows = rows.select_related("comment__author", "comment__answer__part", "assessment")
    return list(rows.order_by("-comment__written_at", "pk")[:MOST])


def _to_approve(actor: Actor) -> list[models.Assessment]:
    approving = [
        key
        for key, roles in actor.roles.items()
        if todo.waits_for_approval(AssessmentState.IN_REVIEW, roles)
    ]
    if not approving:
        return []
    rows = models.Assessment.objects.filter(
        organisation__in=approving, state=AssessmentState.IN_REVIEW
    ).select_related("organisation")
    return list(rows.order_by("due_on", "pk")[:MOST])


def _stale(actor: Actor, today: date) -> list[models.Evidence]:
    """Find stale references that the person keeps: by name, or added where no owner is named."""
    working = [key for key in actor.roles if actor.works_at(key)]
    rows = models.Evidence.objects.filter(
        Q(owner__iexact=actor.name) | Q(owner="", added_by=actor.person),
        register.stale(today),
        organisation__in=working,
        retired_at__isnull=True,
    ).select_related("organisation")
    return list(rows.order_by("title", "pk")[:MOST])


@dataclass(frozen=True, slots=True)
class Due:
    """A day of a person's calendar. Shape: `outcome` is empty for the assessment as a whole."""

    uid: str
    on: date
    title: str
    assessment: UUID
    part: int
    outcome: str
    stamp: datetime


def calendar(actor: Actor) -> list[Due]:
    """List what is due for a person: their outcomes, milestones, whole assessments. 3 queries."""
    if not actor.is_signed_in:
        return []
    working = [key for key in actor.roles if actor.works_at(key)]
    open_ones = models.Assessment.objects.filter(
        organisation__in=working, state=AssessmentState.OPEN
    ).order_by("due_on", "pk")
    found = [
        Due(str(one.pk), one.due_on, f"{one.title} is due", one.pk, 0, "", one.created_at)
        for one in open_ones
        if one.due_on
    ]
    milestones = models.Milestone.objects.filter(assessment__in=open_ones.order_by())
    found += [
        Due(
            uid=str(one.pk),
            on=one.due_on,
            title=f"{preparing.ACTIVITY_TITLES[preparing.Activity(one.activity)]}: "
            f"{one.assessment.title}",
            assessment=one.assessment_id,
            part=0,
            outcome="",
            stamp=one.assessment.created_at,
        )
        for one in milestones.select_related("assessment").order_by("due_on", "pk")
    ]
    rows = _open(_mine(actor)).filter(due_on__isnull=False).order_by("due_on", "pk")
    return found + [_due(row) for row in rows[: 10 * MOST]]


def _due(row: models.Answer) -> Due:
    task = _task(row)
    return Due(
        uid=str(row.pk),
        on=row.due_on,  # type: ignore[arg-type]
        title=f"{task.outcome} {task.title} ({task.part_title})",
        assessment=task.assessment,
        part=task.part,
        outcome=task.outcome,
        stamp=row.saved_at or row.assessment.created_at,
    )


def person_of_feed(token_hash: str) -> UUID | None:
    """Say whose calendar a secret address opens, before anyone has entered. Cost: 1 query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wm_calendar_person(%s)", [token_hash])
        found: Any = cursor.fetchone()[0]
    return None if found is None else UUID(str(found))


def feed(actor: Actor) -> models.CalendarFeed | None:
    """Find when the person made their calendar's address, if they did. Cost: 1 query."""
    return models.CalendarFeed.objects.filter(person=actor.person).first()
