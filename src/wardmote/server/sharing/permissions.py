"""Who may open collections and circles, and send objects.

Who may read what is asked by the database below every read: see the policies of this room.
"""

from uuid import UUID

from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Forbidden, Missing

ABSENT = "There is no such thing here, or you may not know of it."
READERS_ALONE = frozenset({Role.ANALYST, Role.INDEPENDENT_ASSURER})
"""Roles that change nothing: whoever holds no other role there sends nothing for it."""


def check_may_steer(actor: Actor) -> None:
    """Refuse everyone but the steward.

    Raises: Missing.
    """
    if not actor.is_steward:
        raise Missing(ABSENT)


def senders(actor: Actor) -> frozenset[UUID]:
    """Give the organisations for which the person may send."""
    return frozenset(
        organisation for organisation, roles in actor.roles.items() if roles - READERS_ALONE
    )


def sender(actor: Actor, writers: frozenset[UUID], wanted: UUID | None = None) -> UUID:
    """Choose for which of those who may write to a collection the person sends.

    Shape: the one that is wanted, or the first.
    Raises: Forbidden.
    """
    found = sorted(writers & senders(actor))
    if not found or wanted not in {None, *found}:
        raise Forbidden("You may not send to this collection.")
    return wanted or found[0]


def stewardship(actor: Actor) -> UUID | None:
    """Give the organisation for which the person is the steward: its people see what was done."""
    return next((key for key, roles in actor.roles.items() if Role.STEWARD in roles), None)


def check_may_speak(actor: Actor, organisation: UUID) -> None:
    """Refuse whoever may not change what an organisation shares.

    Raises: Missing, Forbidden.
    """
    if organisation in senders(actor):
        return
    if actor.roles.get(organisation):
        raise Forbidden("Your role reads and changes nothing. Ask somebody who may.")
    raise Missing(ABSENT)
