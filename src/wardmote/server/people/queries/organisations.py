"""The organisations whose people are looked at."""

from typing import Any

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.people import permissions
from wardmote.server.register import queries as register


def organisation(actor: Actor, code: str) -> Any:
    """Find an organisation whose people the person may see. Cost: 1 query.

    Raises: Missing, in the same words where there is such an organisation and where there is none.
    """
    try:
        found = register.organisation(code)
    except Missing:
        raise Missing(permissions.ABSENT) from None
    permissions.check_may_see(actor, found)
    return found
