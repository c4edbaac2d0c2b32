"""Reads the evidence register of an organisation, and what supports an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from wardmote.rules.assess import evidence as rules
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models, permissions
from wardmote.server.register import queries as register

if TYPE_CHECKING:
    from wardmote.server.register.models import Organisation

PAGE = 50
MOST = 5000
"""The most references that one export or choice holds. Units: references."""
ABSENT = "There is no such evidence, or you are not part of its organisation."
SORTS: dict[str, tuple[str, Sequence[object]]] = {
    "title": ("Title", ("title", "id")),
    "newest": ("Newest document first", (F("dated_on").desc(nulls_last=True), "id")),
    "review": ("Review date, soonest first", (F("review_on").asc(nulls_last=True), "id")),
    "used": ("Most used first", ("-used", "title", "id")),
    "added": ("Last added first", ("-added_at", "id")),
}
STATES = {
    "": "In use or ready to use",
    "stale": "Due for review",
    "unused": "Not used by any outcome",
    "retired": "Retired",
    "all": "All, retired ones too",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a register is asked for. Shape: `kind`, `state` and `sort` may be empty."""

    text: str = ""
    kind: str = ""
    state: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a register, and how many there are in all."""

    rows: list[models.Evidence]
    count: int
    pages: int


def organisation(actor: Actor, code: str) -> "Organisation":
    """Find the organisation whose register a person may read. Cost: 1 query.

    Raises: Missing, also where it exists but the person is not part of it.
    """
    found = register.organisation(code)
    if not actor.reads(found.pk):
        raise Missing(ABSENT)
    return found


def organisations(actor: Actor) -> "list[Organisation]":
    """List the organisations whose registers a person may read. Cost: 1 query."""
    readable = [*filter(actor.works_at, actor.roles), *actor.inherited]
    return register.organisations(readable)


def register_of(actor: Actor, of: UUID, wanted: Wanted, *, today: date) -> Found:
    """List one page of an organisation's evidence. Cost: 2 queries."""
    rows = _wanted(actor, of, wanted, today)
    count = rows.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(wanted.page, 1), pages)
    return Found(list(rows[(page - 1) * PAGE : page * PAGE]), count, pages)


def exported(actor: Actor, of: UUID, wanted: Wanted, *, today: date) -> list[models.Evidence]:
    """List all that a search finds, for a file. Cost: 1 query."""
    return list(_wanted(actor, of, wanted, today)[:MOST])


def _wanted(actor: Actor, of: UUID, wanted: Wanted, today: date) -> QuerySet[models.Evidence]:
    if not actor.reads(of):
        raise Missing(ABSENT)
    rows = models.Evidence.objects.filter(organisation=of).annotate(used=Count("uses"))
    if wanted.text:
        rows = rows.filter(
            Q(title__icontains=wanted.text)
            | Q(shows__icontains=wanted.text)
            | Q(kept_at__icontains=wanted.text)
            | Q(owner__icontains=wanted.text)
        )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state == "retired":
        rows = rows.filter(retired_at__isnull=False)
    elif wanted.state != "all":
        rows = rows.filter(retired_at__isnull=True)
    if wanted.state == "stale":
        rows = rows.filter(stale(today))
    if wanted.state == "unused":
        rows = rows.filter(used=0)
    _, order = SORTS.get(wanted.sort, SORTS["title"])
    return rows.order_by(*order)  # type: ignore[arg-type]


def stale(today: date) -> Q:
    """Say in the database's words what `rules.assess.evidence.is_stale` says."""
    return Q(review_on__lt=today) | Q(
        review_on__isnull=True, dated_on__lt=rules.stale_before(today)
    )


def reference(actor: Actor, of: UUID, key: UUID) -> models.Evidence:
    """Find one reference of an organisation's register. Cost: 1 query.

    Raises: Missing.
    """
    found = (
        models.Evidence.objects.select_related("added_by", "organisation")
        .filter(pk=key, organisation=of)
        .first()
    )
    if found is None or not actor.reads(of):
        raise Missing(ABSENT)
    return found


def uses(actor: Actor, of: models.Evidence) -> list[models.EvidenceUse]:
    """List the outcomes that use a reference, newest assessment first. Cost: 1 query."""
    if not actor.reads(of.organisation_id):
        raise Missing(ABSENT)
    return list(
        models.EvidenceUse.objects.filter(evidence=of)
        .select_related("answer__part", "assessment", "added_by")
        .order_by(
            *("-assessment__starts_on", "assessment"),
            *("answer__part__number", "answer__position"),
        )
    )


def is_stale(of: models.Evidence, today: date) -> bool:
    """Tell whether a reference is due for review. Cost: none."""
    return rules.is_stale(dated_on=of.dated_on, review_on=of.review_on, today=today)


def value(of: models.Evidence) -> rules.Reference:
    """Give a reference as the rules know it. Cost: none."""
    return rules.Reference(
        title=of.title,
        kind=rules.EvidenceKind(of.kind),
        kept_at=of.kept_at,
        dated_on=of.dated_on,
        owner=of.owner,
        shows=of.shows,
        review_on=of.review_on,
    )


@dataclass(frozen=True, slots=True)
class Used:
    """A reference as one answer uses it."""

    key: UUID
    evidence: UUID
    title: str
    kind: str
    kept_at: str
    is_link: bool
    dated_on: date | None
    shows: str
    is_stale: bool
    is_retired: bool


def of_answer(actor: Actor, answer: models.Answer, *, today: date) -> list[Used]:
    """List what supports an answer, by title. Cost: 1 query.

    Raises: Missing, where the person may not read the assessment (`answer.assessment` is used).
    """
    permissions.check_may_read(actor, answer.assessment)
    rows = models.EvidenceUse.objects.filter(answer=answer).select_related("evidence")
    return [
        Used(
            key=one.pk,
            evidence=one.evidence_id,
            title=one.evidence.title,
            kind=rules.KIND_TITLES[rules.EvidenceKind(one.evidence.kind)],
            kept_at=one.evidence.kept_at,
            is_link=rules.is_link(one.evidence.kept_at),
            dated_on=one.evidence.dated_on,
            shows=one.shows or one.evidence.shows,
            is_stale=is_stale(one.evidence, today),
            is_retired=one.evidence.retired_at is not None,
        )
        for one in rows.order_by("evidence__title", "pk")
    ]


def answer(actor: Actor, key: UUID, number: int, code: str) -> models.Answer:
    """Find the answer of an outcome, to see its evidence. Cost: 1 query.

    Raises: Missing.
    """
    found = (
        models.Answer.objects.select_related("part", "assessment", "assessment__organisation")
        .filter(assessment=key, part__number=number, outcome=code)
        .first()
    )
    if found is None:
        raise Missing(permissions.ABSENT)
    permissions.check_may_read(actor, found.assessment)
    return found


def to_attach(actor: Actor, answer: models.Answer, text: str) -> list[models.Evidence]:
    """List what could support an answer and does not yet, by title. Cost: 1 query."""
    permissions.check_may_read(actor, answer.assessment)
    rows = models.Evidence.objects.filter(
        organisation=answer.organisation_id, retired_at__isnull=True
    ).exclude(uses__answer=answer)
    if text:
        rows = rows.filter(title__icontains=text)
    return list(rows.order_by("title", "id")[:PAGE])
