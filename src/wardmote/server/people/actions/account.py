"""Changes what is a person's own."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction

from wardmote.rules.people import invitations as rules
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.audit import actions as audit
from wardmote.server.people import models, permissions


@transaction.atomic
def rename(*, actor: Actor, name: str, now: datetime) -> None:
    """Change the person's own name. Cost: 3 queries.

    Raises: Invalid.
    """
    clean = rules.check_name(name)
    person = models.Person.objects.select_for_update().get(pk=permissions.person(actor))
    before, person.name = person.name, clean
    person.save(update_fields=["name"])
    _record(actor, "changed their name", {"name": [before, clean]}, now)


@transaction.atomic
def want_digest(*, actor: Actor, wanted: bool, now: datetime) -> None:
    """Turn the person's own digest of work on or off. Cost: 2 queries."""
    models.Person.objects.filter(pk=permissions.person(actor)).update(wants_digest=wanted)
    _record(actor, "turned the digest on" if wanted else "turned the digest off", {}, now)


def _record(actor: Actor, verb: str, change: dict[str, list[str]], now: datetime) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="account",
        subject=permissions.person(actor),
        change=change,
    )


def keep_address(actor: Actor) -> None:
    """Let the sign-in library know the address of someone who came by an import. Cost: 1 query."""
    person = permissions.person(actor)
    if not EmailAddress.objects.filter(user_id=person, verified=True).exists():
        found = models.Person.objects.get(pk=person)
        EmailAddress.objects.update_or_create(
            user=found, email=found.email, defaults={"verified": True, "primary": True}
        )


@transaction.atomic
def end_session(*, actor: Actor, key: int) -> None:
    """Sign the person out somewhere. Cost: 3 queries.

    Raises: Missing.
    """
    found = UserSession.objects.filter(user_id=permissions.person(actor), pk=key).first()
    if found is None:
        raise Missing("You are not signed in there.")
    found.end()


@transaction.atomic
def end_other_sessions(*, actor: Actor, this: str | None) -> int:
    """Sign the person out everywhere but here; tell how often. Cost: 1 query, 2 for each."""
    others = list(
        UserSession.objects.filter(user_id=permissions.person(actor)).exclude(session_key=this)
    )
    for one in others:
        one.end()
    return len(others)


def list_session(request: Any) -> None:
    """Put a session on its person's list, where the library has not. Cost: 4 queries."""
    UserSession.objects.create_from_request(request)


def note_session(session_key: str | None, now: datetime) -> None:
    """Write down that a session is in use. Cost: 1 query."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=now)


def forget_session(session_key: str | None) -> None:
    """Take an ended session off its person's list. Cost: 1 query."""
    UserSession.objects.filter(session_key=session_key).delete()
