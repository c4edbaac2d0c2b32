"""Invites people, and lets them in."""

import logging
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from wardmote.rules.people import invitations as rules
from wardmote.rules.people import memberships
from wardmote.rules.people.actors import OPERATOR, Actor
from wardmote.rules.people.roles import Role, named
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing, Refusal
from wardmote.server.audit import actions as audit
from wardmote.server.people import enter, models, permissions, queries
from wardmote.server.people.queries import invitations as sought
from wardmote.server.shell import mail

logger = logging.getLogger(__name__)


@transaction.atomic
def invite(
    *, actor: Actor, organisation: Any, email: str, roles: Collection[str], now: datetime
) -> models.Invitation:
    """Invite an address to join an organisation; the letter leaves after commit. Cost: 6 queries.

    Raises: Missing, Forbidden, Invalid, Conflict.
    """
    wanted = memberships.check_roles(organisation.kind, roles)
    _check_may_invite(actor, organisation, wanted)
    address = check_email(email)
    if organisation.ends_on is not None and organisation.ends_on <= now.date():
        raise Conflict("This organisation has ended. Invite people to its successor.")
    rules.check_may_invite(queries.sent_since(organisation, now - sought.HOUR))
    _check_is_new(organisation, address, now)
    token = secrets.token_urlsafe(32)
    made = models.Invitation.objects.create(
        organisation=organisation,
        email=address,
        roles=sorted(wanted),
        token_hash=sought.hashed(token),
        invited_by_name=actor.name,
        invited_at=now,
        expires_at=now + rules.STANDS_FOR,
    )
    _record(actor, made, "invited", now)
    _mail_on_commit(actor, made, token, now)
    return made


def _check_may_invite(actor: Actor, organisation: Any, roles: frozenset[Role]) -> None:
    permissions.check_may_see(actor, organisation)
    if permissions.may_manage(actor, organisation):
        return
    has_lead = queries.has_lead(organisation)
    if not permissions.may_invite_lead(actor, organisation, has_lead=has_lead):
        raise Forbidden("Only those who manage this organisation's people can do this.")
    if roles != {Role.CAF_LEAD}:
        raise Forbidden("You can invite this organisation's first CAF lead, and no one else.")


def check_email(email: str) -> str:
    """Read an address.

    Raises: Invalid.
    """
    address = email.strip()
    try:
        validate_email(address)
        EmailAddress._meta.get_field("email").run_validators(address)
    except ValidationError:
        raise Invalid(
            "Enter an email address in the correct format, like name@example.com.", field="email"
        ) from None
    return address


def _check_is_new(organisation: Any, address: str, now: datetime) -> None:
    held = models.Membership.objects.filter(
        organisation=organisation, person__email__iexact=address
    )
    if held.exists():
        raise Invalid("This person is already here. Change their roles instead.", field="email")
    waiting = models.Invitation.objects.select_for_update().filter(
        organisation=organisation, email__iexact=address, accepted_at=None, withdrawn_at=None
    )
    for one in waiting:
        if now < one.expires_at:
            raise Invalid(
                "There is an open invitation for this address. Send it again, or withdraw it.",
                field="email",
            )
        one.withdrawn_at = now  # too old to be used: the new one takes its place
        one.save(update_fields=["withdrawn_at"])


@transaction.atomic
def send_again(*, actor: Actor, organisation: Any, key: UUID, now: datetime) -> models.Invitation:
    """Mail an invitation again with a new link that stands for as long; the old link ends.

    Raises: Missing, Forbidden, Conflict.
    """
    found = _managed(actor, organisation, key)
    rules.check_may_send_again(found.sends)
    token = secrets.token_urlsafe(32)
    found.token_hash = sought.hashed(token)
    found.expires_at = now + rules.STANDS_FOR
    found.save(update_fields=["token_hash", "expires_at"])
    _record(actor, found, "sent again the invitation of", now)
    _mail_on_commit(actor, found, token, now)
    return found


@transaction.atomic
def withdraw(*, actor: Actor, organisation: Any, key: UUID, now: datetime) -> models.Invitation:
    """End an invitation that nobody has taken up.

    Raises: Missing, Forbidden.
    """
    found = _managed(actor, organisation, key)
    found.withdrawn_at = now
    found.save(update_fields=["withdrawn_at"])
    _record(actor, found, "withdrew the invitation of", now)
    return found


def _managed(actor: Actor, organisation: Any, key: UUID) -> models.Invitation:
    """Lock an open invitation that the person may send again or withdraw."""
    queries.invitation(actor, organisation, key)
    found = models.Invitation.objects.select_for_update().get(pk=key)
    if found.accepted_at is not None or found.withdrawn_at is not None:
        raise Missing("There is no such open invitation.")
    _check_may_invite(actor, organisation, frozenset(Role(role) for role in found.roles))
    return found


def _mail_on_commit(actor: Actor, made: models.Invitation, token: str, now: datetime) -> None:
    key, known = made.pk, {"invitation": made, "link": link(token), "inviter": actor.name}
    known["titles"], known["organisation"] = named(made.roles), made.organisation
    address = made.email

    def send() -> None:
        try:
            mail.send("people/mail/invitation.txt", to=address, **known)
        except Refusal as refusal:
            logger.error("an invitation was not mailed: %s", refusal)
            return
        with enter.entered(actor.person):
            rows = models.Invitation.objects.filter(pk=key)
            rows.update(sent_at=now, sends=made.sends + 1)

    transaction.on_commit(send)


def link(token: str) -> str:
    """Give the whole address at which an invitation is taken up."""
    return f"{settings.BASE_URL}{reverse('people_invitation', args=[token])}"


@transaction.atomic
def join(*, actor: Actor, token: str, now: datetime) -> models.Invitation:
    """Take up an invitation as someone who has an account already.

    Raises: Missing; Forbidden where the invitation is for another address.
    """
    found = sought.shown(token, now, lock=True)
    if rules.folded(found.email) != rules.folded(actor.email):
        raise Forbidden("This invitation is for another address. Sign out, then open it again.")
    _take_up(actor, found, now)
    return found


@transaction.atomic
def join_anew(
    *, token: str, name: str, password: str | None, now: datetime
) -> tuple[models.Person, models.Invitation]:
    """Make an account from an invitation. No password is for those who sign in elsewhere.

    Raises: Missing, Invalid; Conflict where the address has an account already.
    """
    found = sought.shown(token, now, lock=True)
    clean = rules.check_name(name)
    if queries.has_account(found.email):
        raise Conflict("There is an account for this address. Sign in, then open the link again.")
    person = models.Person(name=clean, email=rules.folded(found.email))
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save(force_insert=True)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    _take_up(enter.enter(person.pk), found, now)
    return person, found


def _take_up(actor: Actor, found: models.Invitation, now: datetime) -> None:
    held = models.Membership.objects.filter(
        organisation=found.organisation, person_id=permissions.person(actor)
    ).values_list("role", flat=True)
    models.Membership.objects.bulk_create(
        models.Membership(
            organisation=found.organisation,
            person_id=permissions.person(actor),
            role=role,
            since=now,
        )
        for role in set(found.roles) - set(held)
    )
    found.accepted_at = now
    found.save(update_fields=["accepted_at"])
    _record(actor, found, "accepted the invitation of", now)


def _record(actor: Actor, made: models.Invitation, verb: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="invitation",
        subject=made.pk,
        organisation=made.organisation_id,
        change={"who": made.email, "roles": named(made.roles)},
    )


@transaction.atomic
def invite_steward(*, organisation: Any, email: str, name: str, now: datetime) -> str:
    """Invite a steward on the operator's word, and give the link: for a service that has no one.

    The command line calls it as the database's owner. Nothing is mailed.
    Raises: Invalid, Conflict.
    """
    if organisation.kind != "steward":
        raise Invalid(f"{organisation.name} is not a steward.")
    address, clean = check_email(email), rules.check_name(name)
    _check_is_new(organisation, address, now)
    token = secrets.token_urlsafe(32)
    made = models.Invitation.objects.create(
        organisation=organisation,
        email=address,
        name=clean,
        roles=[Role.STEWARD],
        token_hash=sought.hashed(token),
        invited_by_name=OPERATOR.name,
        invited_at=now,
        expires_at=now + rules.STANDS_FOR,
    )
    _record(OPERATOR, made, "invited", now)
    return link(token)
