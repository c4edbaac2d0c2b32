"""Reads the register. It is public: what is found does not depend on who asks."""

from collections.abc import Collection
from uuid import UUID

from wardmote.rules.refusal import Missing
from wardmote.server.register import models


def count() -> int:
    """Count the organisations. Cost: 1 query."""
    return models.Organisation.objects.count()


def organisation(code: str) -> models.Organisation:
    """Find an organisation by its code, in any case. Cost: 1 query.

    Raises: Missing.
    """
    found = models.Organisation.objects.filter(code=code.upper()).first()
    if found is None:
        raise Missing("There is no such organisation in the register.")
    return found


def organisations(keys: Collection[UUID]) -> list[models.Organisation]:
    """Find organisations by their keys, by name. Cost: 1 query."""
    return list(models.Organisation.objects.filter(pk__in=keys).order_by("name", "pk"))
