"""Circles, and those of their members who may be known."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wardmote.server.sharing import models


def circles() -> QuerySet[models.Circle]:
    """List the circles of whoever asks, and all of them for the steward. Cost: 1 query."""
    return models.Circle.objects.order_by("name")


def members(circle: UUID) -> list[dict[str, Any]]:
    """List the members that whoever asks may know: their own, and those who chose to be shown.

    Cost: 1 query.
    """
    found = models.CircleMembership.objects.filter(circle_id=circle)
    ordered = found.order_by("organisation__short_name", "organisation_id")
    columns = ("organisation_id", "organisation__code", "organisation__name", "is_shown", "since")
    return [dict(row) for row in ordered.values(*columns)]
