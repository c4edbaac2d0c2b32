"""What is a person's own: keys, sessions, sign-in methods."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from wardmote.rules.people import sessions
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.people import models, permissions


@dataclass(frozen=True, slots=True)
class Live:
    """Where a person is signed in."""

    id: int
    device: str
    ip: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Account:
    """What the account page shows."""

    person: models.Person
    has_password: bool
    has_totp: bool
    passkeys: int
    codes: bool
    new_email: str
    is_linked: bool


def account(actor: Actor) -> Account:
    """Gather what the account page shows. Cost: 4 queries."""
    person = models.Person.objects.get(pk=permissions.person(actor))
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    waiting = EmailAddress.objects.filter(user=person, verified=False).exclude(
        email__iexact=person.email
    )
    return Account(
        person=person,
        has_password=person.has_usable_password(),
        has_totp=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        codes=Authenticator.Type.RECOVERY_CODES in kinds,
        new_email=waiting.values_list("email", flat=True).first() or "",
        is_linked=SocialAccount.objects.filter(user=person).exists(),
    )


def api_keys(actor: Actor, now: datetime) -> list[models.ApiKey]:
    """List the person's keys that work, newest first. Cost: 1 query."""
    return list(
        models.ApiKey.objects.filter(
            person_id=permissions.person(actor), revoked_at=None, expires_at__gt=now
        ).order_by("-created_at")
    )


def api_key(actor: Actor, key: UUID) -> models.ApiKey:
    """Find one of the person's keys. Cost: 1 query.

    Raises: Missing.
    """
    found = models.ApiKey.objects.filter(
        person_id=permissions.person(actor), pk=key, revoked_at=None
    ).first()
    if found is None:
        raise Missing("You have no such key.")
    return found


def live_sessions(actor: Actor, this: str | None, now: datetime) -> list[Live]:
    """List where the person is signed in, this one first. Cost: 2 queries.

    Shape: `this` is the key of the session that asks.
    """
    rows: list[Any] = list(UserSession.objects.filter(user_id=permissions.person(actor)))
    keys = [row.session_key for row in rows]
    kept = set(Session.objects.filter(session_key__in=keys).values_list("session_key", flat=True))
    found = [
        Live(
            id=row.pk,
            device=sessions.device(row.user_agent),
            ip=row.ip,
            began_at=row.created_at,
            seen_at=row.last_seen_at,
            is_this=row.session_key == this,
        )
        for row in rows
        if row.session_key in kept and not sessions.has_ended(row.created_at, row.last_seen_at, now)
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.seen_at.timestamp()))
