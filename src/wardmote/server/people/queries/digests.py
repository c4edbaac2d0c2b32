"""Who wants a daily digest. People are not protected by row security: only keys are given."""

from uuid import UUID

from wardmote.server.people import models


def wanting(*, after: UUID | None, limit: int) -> list[UUID]:
    """List the keys of active people who want a digest, behind an earlier one. Cost: 1 query."""
    found = models.Person.objects.filter(is_active=True, wants_digest=True)
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])
