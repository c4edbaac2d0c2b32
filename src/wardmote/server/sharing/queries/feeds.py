"""Feeds as the steward and members see them, and which of them are due."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wardmote.rules.refusal import Forbidden, Missing
from wardmote.server.sharing import enter, models
from wardmote.server.sharing.queries import asking, places
from wardmote.server.sharing.queries.places import ABSENT, Place


def due(now: datetime) -> list[UUID]:
    """Give the feeds that are to come by now, whoever asks. Cost: 1 query."""
    ((found,),) = asking.asked("SELECT wm_sharing_feeds_due(%s)", [now])
    return list(found)


def named(now: datetime) -> list[tuple[UUID, str, str]]:
    """Give the feeds that are to come by now, each with its title and direction.

    Each is asked as itself. Cost: 3 queries for each.
    """
    found = []
    for key in due(now):
        with enter.entered(key):
            each = models.Feed.objects.get(pk=key)
        found.append((key, each.title, each.direction))
    return found


def feeds() -> QuerySet[models.Feed]:
    """List the feeds that whoever asks may know, those that are on first. Cost: 1 query."""
    return models.Feed.objects.select_related("collection", "organisation").order_by(
        "-is_on", "title", "id"
    )


def feed(key: UUID) -> models.Feed:
    """Find a feed.

    Raises: Missing.
    Cost: 1 query.
    """
    found = feeds().filter(pk=key).first()
    if found is None:
        raise Missing(ABSENT)
    return found


def place(feed: models.Feed) -> Place:
    """Give a feed's collection here, as the feed that has entered may use it.

    Raises: Forbidden.
    Cost: 2 queries.
    """
    slugs = models.Collection.objects.filter(pk=feed.collection_id).values_list("root__slug")
    for (slug,) in slugs:
        return places.collection(slug, str(feed.collection_id))
    raise Forbidden("The feed's organisation may no longer use the collection here. Let it in.")


def origins(ref: str) -> list[dict[str, Any]]:
    """Say by which feeds an object came, and since when it is no longer there. Cost: 1 query."""
    named = ("feed_id", "feed__title", "feed__server", "version", "at", "gone_at")
    rows = models.Origin.objects.filter(stix_id=ref).order_by("at", "id")
    return [dict(zip(named, row, strict=True)) for row in rows.values_list(*named)]


def gone_count(feed: UUID) -> int:
    """Say how many objects of a feed are no longer there. Cost: 1 query."""
    return (
        models.Origin.objects.filter(feed_id=feed, gone_at__isnull=False)
        .values("stix_id")
        .distinct()
        .count()
    )
