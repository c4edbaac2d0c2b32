"""The organisations whose people are looked at."""

from typing import Any

from django.apps import apps

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.people import permissions


def organisation(actor: Actor, code: str) -> Any:
    """Find an organisation whose people the person may see. Cost: 1 query.

    Raises: Missing, also where there is such an organisation that the person is no part of.
    """
    found = apps.get_model("register.Organisation").objects.filter(code=code).first()
    if found is None:
        raise Missing(permissions.ABSENT)
    permissions.check_may_see(actor, found)
    return found
