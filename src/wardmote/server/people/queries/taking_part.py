"""Who works at an organisation, and who else may read one thing of it."""

from collections.abc import Collection
from uuid import UUID

from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import COUNCIL_ROLES, Role, ordered
from wardmote.server.people import models


def of_organisation(actor: Actor, organisation: UUID) -> list[models.Person]:
    """List those who hold a council's role at an organisation, by name. Cost: 1 query.

    Row security shows memberships to the organisation's own people; others find nobody.
    """
    if not actor.is_signed_in:
        return []
    found = models.Person.objects.filter(
        membership__organisation=organisation,
        membership__role__in=[role.value for role in COUNCIL_ROLES],
        is_active=True,
    )
    return list(found.distinct().order_by("name", "id"))


def of_subject(
    actor: Actor, organisation: UUID, subject: UUID, *, also: Collection[UUID] = ()
) -> list[models.Person]:
    """List those who take part in one thing, by name: its council, its assurers. Cost: 1 query.

    Shape: `also` names people who are known to take part, for someone who cannot see memberships.
    """
    if not actor.is_signed_in:
        return []
    works = models.Membership.objects.filter(
        organisation=organisation, role__in=[role.value for role in COUNCIL_ROLES]
    )
    assigned = models.Assignment.objects.filter(subject=subject)
    known = models.Person.objects.filter(pk__in=also)
    # A union of three indexed reads; conditions joined by OR would read every person there is.
    keys = works.values("person").union(assigned.values("person"), known.values("pk"))
    found = models.Person.objects.filter(pk__in=keys, is_active=True)
    return list(found.order_by("name", "id"))


def roles_at(actor: Actor, organisation: UUID) -> dict[UUID, tuple[str, tuple[Role, ...]]]:
    """Give each of a council's people their name and their roles there. Cost: 1 query.

    Row security shows memberships to the organisation's own people; others find nobody.
    """
    if not actor.is_signed_in:
        return {}
    rows = models.Membership.objects.filter(
        organisation=organisation, role__in=sorted(COUNCIL_ROLES), person__is_active=True
    ).values_list("person_id", "person__name", "role")
    held: dict[UUID, tuple[str, set[str]]] = {}
    for person, name, role in rows:
        held.setdefault(person, (name, set()))[1].add(role)
    return {person: (name, ordered(roles)) for person, (name, roles) in held.items()}


def assigned(actor: Actor, subject: UUID) -> list[models.Person]:
    """List those from outside who may read one thing, by name. Cost: 1 query.

    Row security shows assignments to the organisation's own people, and to each person theirs.
    """
    if not actor.is_signed_in:
        return []
    found = models.Person.objects.filter(assignment__subject=subject)
    return list(found.order_by("name", "id"))
