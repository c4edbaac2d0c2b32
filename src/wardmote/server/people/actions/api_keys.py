"""Makes, ends and honours the keys of a person's programs."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from wardmote.rules.people import keys as rules
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.audit import actions as audit
from wardmote.server.people import enter, models, permissions, queries
from wardmote.server.shell import standby


@transaction.atomic
def make_key(
    *, actor: Actor, name: str, scopes: Collection[str], lifetime_days: int, now: datetime
) -> tuple[models.ApiKey, str]:
    """Make a key; its text is given here, and never again. Cost: 3 queries.

    Raises: Invalid; Conflict where the person has too many.
    """
    clean = " ".join(name.split())
    if not clean or len(clean) > 100 or not clean.isprintable():
        raise Invalid("Enter what the key is for, in 100 characters or fewer.", field="name")
    allowed = rules.check_scopes(scopes)
    if lifetime_days not in rules.LIFETIMES_DAYS:
        raise Invalid("Choose how long the key works.", field="lifetime_days")
    if len(queries.api_keys(actor, now)) >= rules.MOST:
        raise Conflict(f"You have {rules.MOST} keys. End one that you no longer need first.")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    made = models.ApiKey.objects.create(
        person_id=permissions.person(actor),
        name=clean,
        scopes=sorted(allowed),
        prefix=prefix,
        hash=rules.hashed(prefix, secret),
        created_at=now,
        expires_at=now + timedelta(days=lifetime_days),
    )
    _record(actor, made, "made the key", now)
    return made, rules.written(prefix, secret)


@transaction.atomic
def end_key(*, actor: Actor, key: UUID, now: datetime) -> models.ApiKey:
    """End one of the person's keys at once. Cost: 3 queries.

    Raises: Missing.
    """
    found = queries.api_key(actor, key)
    found.revoked_at = now
    found.save(update_fields=["revoked_at"])
    _record(actor, found, "ended the key", now)
    return found


def actor_for_key(header: str, now: datetime) -> tuple[Actor, frozenset[rules.Scope]]:
    """Enter as the person whose key a program presents in its Authorization header.

    A visitor with no scope where the key is not good, for whatever reason: the caller answers 401.
    On a standby the use is not noted: it cannot be written.
    Cost: 1 query, and one write a minute for each key. Must run within a transaction.
    """
    given = rules.presented(header)
    if given is None:
        return enter.enter(None), frozenset()
    found = enter.enter_by_key(given.prefix, given.hash, now)
    if found.key is not None and rules.is_to_note(found.used_at, now) and not standby.is_standby():
        models.ApiKey.objects.filter(pk=found.key).update(used_at=now)
    return found.actor, found.scopes


def _record(actor: Actor, made: models.ApiKey, verb: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="key",
        subject=made.pk,
        change={"name": made.name, "scopes": made.scopes, "prefix": made.prefix},
    )
