"""What the steward sees of the hub: API roots, circles, collections, who may do what."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, QuerySet

from wardmote.rules.refusal import Missing
from wardmote.server.sharing import models
from wardmote.server.sharing.queries.places import ABSENT


@dataclass(frozen=True, slots=True)
class Hub:
    """The whole hub as its steward sees it."""

    roots: list[models.ApiRoot]
    circles: list[models.Circle]
    collections: list[models.Collection]


def hub() -> Hub:
    """Give all that there is, what has ended last. Cost: 3 queries."""
    return Hub(
        list(models.ApiRoot.objects.annotate(held=Count("collections")).order_by("slug")),
        list(
            models.Circle.objects.annotate(held=Count("circlemembership")).order_by(
                F("ended_at").asc(nulls_first=True), "name"
            )
        ),
        list(
            models.Collection.objects.select_related("root", "circle")
            .annotate(let_in=Count("access"))
            .order_by(F("ended_at").asc(nulls_first=True), "title")
        ),
    )


def circle(key: UUID) -> models.Circle:
    """Find a circle that whoever asks may know of.

    Raises: Missing.
    Cost: 1 query.
    """
    found = models.Circle.objects.filter(pk=key).first()
    if found is None:
        raise Missing(ABSENT)
    return found


def collections_of(circle: UUID) -> QuerySet[models.Collection]:
    """List the collections of a circle. Cost: 1 query."""
    return models.Collection.objects.filter(circle_id=circle).order_by("title")


def collection(key: UUID) -> models.Collection:
    """Find a collection, as the steward may.

    Raises: Missing.
    Cost: 1 query.
    """
    found = models.Collection.objects.select_related("root", "circle").filter(pk=key).first()
    if found is None:
        raise Missing(ABSENT)
    return found


def team_members() -> QuerySet[models.TeamMember]:
    """List which organisations share which security team, team by team. Cost: 1 query."""
    return models.TeamMember.objects.select_related("organisation").order_by(
        "team", "organisation__name", "organisation_id"
    )


def accesses(collection: UUID) -> QuerySet[models.Access]:
    """List which organisations were let into a collection, by name. Cost: 1 query."""
    return (
        models.Access.objects.filter(collection_id=collection)
        .select_related("organisation")
        .order_by("organisation__name", "organisation_id")
    )
