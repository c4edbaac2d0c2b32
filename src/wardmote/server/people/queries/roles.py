"""Who holds which role at an organisation."""

from collections.abc import Collection
from uuid import UUID

from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.server.people import models


def with_role(actor: Actor, organisation: UUID, roles: Collection[Role]) -> list[models.Person]:
    """List the active people who hold one of the roles, by name. Cost: 1 query.

    Row security shows memberships to the organisation's own people; others find nobody.
    """
    if not actor.is_signed_in:
        return []
    held = models.Membership.objects.filter(
        organisation=organisation, role__in=[role.value for role in roles]
    )
    found = models.Person.objects.filter(is_active=True, pk__in=held.values("person"))
    return list(found.order_by("name", "id"))
