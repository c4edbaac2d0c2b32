"""Who may see and manage the people of an organisation."""

from typing import Protocol
from uuid import UUID

from wardmote.rules.people import memberships
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Forbidden, Missing

ABSENT = "There is no such page, or you are not part of it."


class Organisation(Protocol):
    """What permissions need to know of an organisation."""

    pk: UUID
    kind: str


def may_see(actor: Actor, organisation: Organisation) -> bool:
    """Tell whether the person may see who works at an organisation."""
    return (
        bool(actor.roles.get(organisation.pk))
        or actor.reads(organisation.pk)
        or actor.is_steward_side
    )


def check_may_see(actor: Actor, organisation: Organisation) -> None:
    """Refuse whoever is not part of the organisation.

    Raises: Missing.
    """
    if not may_see(actor, organisation):
        raise Missing(ABSENT)


def may_manage(actor: Actor, organisation: Organisation) -> bool:
    """Tell whether the person invites, changes and removes people there."""
    if memberships.is_run_by_steward(organisation.kind):
        return actor.is_steward
    return actor.has(organisation.pk, Role.CAF_LEAD)


def check_may_manage(actor: Actor, organisation: Organisation) -> None:
    """Refuse whoever does not manage the organisation's people.

    Raises: Missing, Forbidden.
    """
    check_may_see(actor, organisation)
    if not may_manage(actor, organisation):
        raise Forbidden("Only those who manage this organisation's people can do this.")


def may_invite_lead(actor: Actor, organisation: Organisation, *, has_lead: bool) -> bool:
    """Tell whether the person may invite a lead to an organisation that has none."""
    is_run = memberships.is_run_by_steward(organisation.kind)
    return actor.is_steward and not has_lead and not is_run


def may_remove(actor: Actor, organisation: Organisation, person: UUID) -> bool:
    """Tell whether the person may end a membership: managers anyone's, everyone else their own."""
    is_self = person == actor.person and actor.works_at(organisation.pk)
    return is_self or may_manage(actor, organisation)


def check_may_remove(actor: Actor, organisation: Organisation, person: UUID) -> None:
    """Refuse whoever may not end this membership.

    Raises: Missing, Forbidden.
    """
    check_may_see(actor, organisation)
    if not may_remove(actor, organisation, person):
        raise Forbidden("Only those who manage this organisation's people can do this.")


def may_assign(actor: Actor, organisation: UUID) -> bool:
    """Tell whether the person may show an assessment to an independent assurer."""
    return actor.has(organisation, Role.CAF_LEAD)


def check_may_assign(actor: Actor, organisation: UUID) -> None:
    """Refuse whoever is not the lead.

    Raises: Missing, Forbidden.
    """
    if not actor.reads(organisation):
        raise Missing(ABSENT)
    if not may_assign(actor, organisation):
        raise Forbidden("Only the CAF lead can assign an independent assurer.")


def person(actor: Actor) -> UUID:
    """Give the person who asks, for what is their own.

    Raises: Missing for a visitor.
    """
    if actor.person is None:
        raise Missing(ABSENT)
    return actor.person
