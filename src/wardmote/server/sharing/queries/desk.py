"""What waits on the steward's desk: what is held, what is flagged, what members dispute."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet

from wardmote.formats.stix import telling
from wardmote.rules.refusal import Missing
from wardmote.server.sharing import models
from wardmote.server.sharing.queries import asking
from wardmote.server.sharing.queries.places import ABSENT

PAGE = 50


@dataclass(frozen=True, slots=True)
class Disputed:
    """An indicator that members say finds what is harmless: who says so, and why.

    Shape: `name` is empty where the steward may not read the indicator itself.
    """

    ref: str
    name: str
    since: datetime
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """All that waits, the oldest first.

    Shape: what is held and flagged stands with what to call it.
    """

    held: list[tuple[models.Review, str]]
    flagged: list[tuple[models.Review, str]]
    disputed: list[Disputed]
    held_count: int
    flagged_count: int


def desk() -> Desk:
    """Give the first of what waits, and how much there is. Cost: 7 queries."""
    held, flagged = _waiting(is_held=True), _waiting(is_held=False)
    return Desk(
        [(each, telling.name(orjson.loads(each.body))) for each in held[:PAGE]],
        _called(list(flagged[:PAGE])),
        _disputed(),
        held.count(),
        flagged.count(),
    )


def review(key: UUID) -> models.Review:
    """Find something that waits or waited.

    Raises: Missing.
    Cost: 1 query.
    """
    found = (
        models.Review.objects.select_related("organisation", "collection").filter(pk=key).first()
    )
    if found is None:
        raise Missing(ABSENT)
    return found


def content(found: models.Review) -> dict[str, Any]:
    """Read what is held, or what is flagged as far as it may be read. Cost: 0 or 1 query."""
    if found.body:
        return orjson.loads(found.body)  # type: ignore[no-any-return]
    rows = asking.asked(
        "SELECT body FROM sharing_object WHERE stix_id = %s AND version = %s LIMIT 1",
        [found.stix_id, found.version],
    )
    return orjson.loads(rows[0][0]) if rows else {"id": found.stix_id}


def grade(ref: str) -> str:
    """Give the grade that an object has, or nothing. Cost: 1 query."""
    found = models.Grading.objects.filter(stix_id=ref).values_list("grade", flat=True)
    return found.first() or ""


def name(ref: str) -> str:
    """Give what to call an object.

    Raises: Missing.
    Cost: 1 query.
    """
    found = _names([ref])
    if ref not in found:
        raise Missing(ABSENT)
    return found[ref]


def _waiting(*, is_held: bool) -> QuerySet[models.Review]:
    return (
        models.Review.objects.filter(decision="", is_held=is_held)
        .select_related("organisation", "collection")
        .order_by("at", "id")
    )


def _called(flagged: list[models.Review]) -> list[tuple[models.Review, str]]:
    named = _names([each.stix_id for each in flagged])
    return [(each, named.get(each.stix_id, each.stix_id)) for each in flagged]


def _disputed() -> list[Disputed]:
    found: dict[str, list[models.Dispute]] = {}
    rows = models.Dispute.objects.filter(settled_at=None).select_related("organisation")
    for each in rows.order_by("at", "id")[:500]:
        found.setdefault(each.target, []).append(each)
    named = _names(list(found))
    return [
        Disputed(
            ref,
            named.get(ref, ""),
            said[0].at,
            tuple((each.organisation.short_name, each.reason) for each in said),
        )
        for ref, said in found.items()
    ]


def _names(refs: list[str]) -> dict[str, str]:
    rows = asking.asked(
        "SELECT DISTINCT ON (stix_id) stix_id, body FROM sharing_object"
        " WHERE stix_id = ANY (%s) ORDER BY stix_id, version_at DESC",
        [refs],
    )
    return {ref: telling.name(orjson.loads(body)) for ref, body in rows}
