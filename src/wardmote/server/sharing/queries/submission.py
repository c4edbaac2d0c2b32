"""What became of what was sent."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from wardmote.rules.refusal import Missing
from wardmote.server.sharing import models
from wardmote.server.sharing.queries.places import ABSENT

STATUS_LASTS = timedelta(hours=24)


def status(slug: str, key: UUID, now: datetime) -> str:
    """Give the TAXII status resource of a request of one's own, for a day after it.

    A steward may read others' receipts, but not which RED objects they name.
    Raises: Missing.
    Cost: 1 query.
    """
    found = (
        models.Submission.objects.filter(
            pk=key,
            collection__root__slug=slug,
            at__gt=now - STATUS_LASTS,
            organisation_id__in=RawSQL("SELECT unnest(wm_reads())", []),
        )
        .exclude(status="")
        .values_list("status", flat=True)
        .first()
    )
    if found is None:
        raise Missing(ABSENT)
    return found


def submissions(organisation: UUID, *, most: int = 100) -> QuerySet[models.Submission]:
    """List the latest receipts of an organisation. Cost: 1 query."""
    return (
        models.Submission.objects.filter(organisation_id=organisation)
        .defer("status")
        .order_by("-at", "id")[:most]
    )
