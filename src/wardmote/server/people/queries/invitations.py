"""Invitations, as those who send them and those who got them see them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wardmote.rules.people import invitations as rules
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import named
from wardmote.rules.refusal import Missing
from wardmote.server.people import enter, models, permissions

GONE = (
    "This invitation has been used, withdrawn or is too old. "
    "Ask the person who invited you for a new one."
)


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation that nobody has taken up yet."""

    id: UUID
    email: str
    titles: str
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    is_expired: bool


def waiting(actor: Actor, organisation: Any, now: datetime) -> list[Sent]:
    """List invitations that are open or too old, newest first. Cost: 1 query."""
    permissions.check_may_see(actor, organisation)
    found = models.Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None
    ).order_by("-invited_at", "id")
    return [
        Sent(
            id=one.pk,
            email=one.email,
            titles=named(one.roles),
            invited_by=one.invited_by_name,
            invited_at=one.invited_at,
            expires_at=one.expires_at,
            sent_at=one.sent_at,
            is_expired=now >= one.expires_at,
        )
        for one in found
    ]


def invitation(actor: Actor, organisation: Any, key: UUID) -> models.Invitation:
    """Find an invitation that nobody has taken up. Cost: 1 query.

    Raises: Missing.
    """
    permissions.check_may_see(actor, organisation)
    found = models.Invitation.objects.filter(
        organisation=organisation, pk=key, accepted_at=None, withdrawn_at=None
    ).first()
    if found is None:
        raise Missing("There is no such open invitation.")
    return found


def hashed(token: str) -> str:
    """Hash the secret part of an invitation's link."""
    return hashlib.sha256(token.encode()).hexdigest()


def shown(token: str, now: datetime, *, lock: bool = False) -> models.Invitation:
    """Find the open invitation whose link someone holds, whoever they are. Cost: 2 queries.

    Raises: Missing, in the same words for one that never was.
    """
    enter.present(hashed(token))
    rows = models.Invitation.objects.select_related("organisation")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(token_hash=hashed(token)).first()
    if found is None or (
        rules.state(found.expires_at, found.accepted_at, found.withdrawn_at, now)
        is not rules.State.OPEN
    ):
        raise Missing(GONE)
    return found


def sent_since(organisation: Any, moment: datetime) -> int:
    """Count an organisation's invitations since a moment. Cost: 1 query."""
    return models.Invitation.objects.filter(
        organisation=organisation, invited_at__gte=moment
    ).count()


HOUR = timedelta(hours=1)


def has_account(email: str, *, but: UUID | None = None) -> bool:
    """Tell whether there is a person (other than one) with this address, in any case.

    Cost: 1 query.
    """
    found = models.Person.objects.filter(email__iexact=email)
    return (found.exclude(pk=but) if but else found).exists()
