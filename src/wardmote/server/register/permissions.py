"""Who may change the register. Anyone may read it."""

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing


def may_import(actor: Actor) -> bool:
    """Tell whether the person may change the register for the whole sector."""
    return actor.is_steward


def check_may_import(actor: Actor) -> None:
    """Refuse everyone but the steward.

    Raises: Missing.
    """
    if not may_import(actor):
        raise Missing("There is no such page.")
