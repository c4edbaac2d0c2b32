"""Who works where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role, named, ordered
from wardmote.rules.refusal import Missing
from wardmote.server.audit import queries as audit
from wardmote.server.people import models, permissions

KINDS = ("membership", "invitation", "assignment")


@dataclass(frozen=True, slots=True)
class Member:
    """A person with all the roles they hold at one organisation."""

    person: UUID
    name: str
    email: str
    roles: tuple[Role, ...]
    since: datetime

    @property
    def titles(self) -> str:
        """Name the roles in reading order."""
        return named(self.roles)


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation that the person belongs to, with their roles there."""

    code: str
    name: str
    titles: str


def members(actor: Actor, organisation: Any) -> list[Member]:
    """List the people of an organisation by name. Cost: 1 query.

    Raises: Missing.
    """
    permissions.check_may_see(actor, organisation)
    return gathered(
        models.Membership.objects.filter(organisation=organisation).select_related("person")
    )


def gathered(rows: Any) -> list[Member]:
    """Put the rows of each person together, by name."""
    held: dict[UUID, list[models.Membership]] = {}
    for row in rows:
        held.setdefault(row.person_id, []).append(row)
    found = [
        Member(
            person=person,
            name=each[0].person.name,
            email=each[0].person.email,
            roles=ordered([row.role for row in each]),
            since=min(row.since for row in each),
        )
        for person, each in held.items()
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.email))


def member(actor: Actor, organisation: Any, person: UUID) -> Member:
    """Find one person of an organisation. Cost: 1 query.

    Raises: Missing.
    """
    for one in members(actor, organisation):
        if one.person == person:
            return one
    raise Missing(permissions.ABSENT)


def places(actor: Actor) -> list[Place]:
    """List where the person belongs, by name. Cost: 1 query."""
    rows = models.Membership.objects.filter(person_id=permissions.person(actor)).select_related(
        "organisation"
    )
    held: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        held.setdefault((row.organisation.name, row.organisation.code), []).append(row.role)
    return [Place(code, name, named(roles)) for (name, code), roles in sorted(held.items())]


def has_lead(organisation: Any) -> bool:
    """Tell whether an organisation has a CAF lead, for someone who may see it. Cost: 1 query."""
    held = models.Membership.objects.filter(organisation=organisation, role=Role.CAF_LEAD)
    return held.exists()


def history(actor: Actor, organisation: Any) -> list[Any]:
    """List what was done to an organisation's people, newest first. Cost: 1 query."""
    permissions.check_may_see(actor, organisation)
    return audit.of_organisation(actor, organisation.pk, kinds=KINDS, limit=50)
