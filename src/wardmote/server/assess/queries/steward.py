"""The steward's list: how far each council is, never what it answered."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.rules.register import search
from wardmote.server.assess import models
from wardmote.server.register import queries as register

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for. Shape: `after` is the last row of the page before."""

    text: str = ""
    state: str = ""
    region: str = ""
    kind: str = ""
    framework: str = ""
    after: tuple[date, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `after` leads to the next, if there is one."""

    rows: list[models.Assessment]
    after: tuple[date, UUID] | None


def assessments(actor: Actor, wanted: Wanted) -> Page:
    """List assessments of the whole sector, newest first, with their councils.

    Two queries rather than one condition with "or", so that each reads its index from where the
    page before ended.
    Raises: Missing.
    Cost: 1 query, at most 2 for a further page, however many organisations there are.
    """
    if not actor.is_steward_side:
        raise Missing("There is no such page.")
    rows = _wanted(wanted)
    found: list[models.Assessment] = []
    if wanted.after is not None:
        on, key = wanted.after
        found = list(rows.filter(starts_on=on, pk__gt=key).order_by("pk")[: PAGE + 1])
        rows = rows.filter(starts_on__lt=on)
    if len(found) <= PAGE:
        found += rows.order_by("-starts_on", "pk")[: PAGE + 1 - len(found)]
    page = found[:PAGE]
    after = (page[-1].starts_on, page[-1].pk) if len(found) > PAGE else None
    return Page(page, after)


def _wanted(wanted: Wanted) -> QuerySet[models.Assessment]:
    rows = models.Assessment.objects.select_related("organisation").defer("organisation__found_by")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.framework:
        rows = rows.filter(framework=wanted.framework)
    if wanted.region:
        rows = rows.filter(organisation__region=wanted.region)
    if wanted.kind:
        rows = rows.filter(organisation__kind=wanted.kind)
    words = search.core(wanted.text[: search.LONGEST_QUERY]).split()
    if wanted.text.strip() and not words:
        return rows.none()
    return rows.filter(organisation__in=register.having(words)) if words else rows
