"""Marks what came by a feed and is no longer there. Nothing is taken away because of it."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from wardmote.clients.taxii import paging
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Line
from wardmote.clients.taxii.paging import Course
from wardmote.server.sharing import enter, models


class _Named(msgspec.Struct):
    id: str = ""


def compare(feed: UUID, line: Line, there: Collection, *, now: datetime) -> int:
    """Read the other server's manifest, and say of how many objects it is no longer there.

    Raises: Forbidden, Missing, Conflict.
    Cost: 1 query for each page of 1,000, and 1 at the end.
    """
    for page in paging.pages(line, f"{there.url}manifest/", Course()):
        ids = [msgspec.json.decode(each, type=_Named).id for each in page.objects]
        with enter.entered(feed):
            _of(feed).filter(stix_id__in=ids).update(seen_at=now, gone_at=None)
    with enter.entered(feed):
        _of(feed).filter(Q(seen_at__lt=now), gone_at=None).update(gone_at=now)
        models.Feed.objects.filter(pk=feed).update(compared_at=now)
        return _of(feed).filter(gone_at=now).values("stix_id").distinct().count()


def _of(feed: UUID) -> QuerySet[models.Origin]:
    return models.Origin.objects.filter(feed_id=feed)
