"""Changes who holds which role, and ends memberships."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.rules.people import memberships as rules
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role, ordered
from wardmote.rules.refusal import Missing
from wardmote.server.audit import actions as audit
from wardmote.server.people import models, permissions, signals
from wardmote.server.people.queries import memberships as sought


@transaction.atomic
def change_roles(
    *, actor: Actor, organisation: Any, person: UUID, roles: Collection[str], now: datetime
) -> bool:
    """Give a member these roles and no others; tell whether anything changed. Cost: 4 queries.

    Raises: Missing, Forbidden, Invalid; Conflict where the last lead would go.
    """
    permissions.check_may_manage(actor, organisation)
    wanted = rules.check_roles(organisation.kind, roles)
    member, held = _locked(organisation, person)
    rules.check_change(held, person, wanted)
    before = held[person]
    if before == wanted:
        return False
    mine = models.Membership.objects.filter(organisation=organisation, person_id=person)
    mine.filter(role__in=before - wanted).delete()
    models.Membership.objects.bulk_create(
        models.Membership(organisation=organisation, person_id=person, role=role, since=now)
        for role in sorted(wanted - before)
    )
    _record(actor, organisation, member, "changed the roles of", wanted, now)
    return True


@transaction.atomic
def remove(*, actor: Actor, organisation: Any, person: UUID, now: datetime) -> None:
    """End all that someone is at an organisation; they may do it themselves. Cost: 3 queries.

    Raises: Missing, Forbidden; Conflict where the last lead would go.
    """
    permissions.check_may_remove(actor, organisation, person)
    member, held = _locked(organisation, person)
    rules.check_change(held, person, frozenset())
    models.Membership.objects.filter(organisation=organisation, person_id=person).delete()
    verb = "left" if person == actor.person else "removed"
    _record(actor, organisation, member, verb, frozenset(), now)
    transaction.on_commit(
        lambda: signals.left.send(
            sender=models.Membership, person=person, organisation=organisation.pk
        )
    )


def _locked(organisation: Any, person: UUID) -> tuple[sought.Member, dict[UUID, frozenset[Role]]]:
    """Lock all memberships of an organisation, so that two last leads cannot both go at once."""
    rows = list(
        models.Membership.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(organisation=organisation)
        .order_by("pk")
    )
    members = {one.person: one for one in sought.gathered(rows)}
    if person not in members:
        raise Missing(permissions.ABSENT)
    return members[person], {key: frozenset(one.roles) for key, one in members.items()}


def _record(
    actor: Actor,
    organisation: Any,
    member: sought.Member,
    verb: str,
    after: frozenset[Role],
    now: datetime,
) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="membership",
        subject=member.person,
        organisation=organisation.pk,
        change={
            "who": member.name,
            "roles": [list(member.roles), list(ordered(after))],
        },
    )
