"""Reads the register. It is public: what is found does not depend on who asks."""

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
