"""Shows a single assessment to an independent assurer, and hides it again."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Invalid, Missing
from wardmote.server.audit import actions as audit
from wardmote.server.people import models, permissions


@transaction.atomic
def assign(
    *, actor: Actor, email: str, organisation: UUID, subject: UUID, now: datetime
) -> models.Assignment:
    """Let an independent assurer read one thing of an organisation. Cost: 4 queries.

    `subject` must be known to belong to `organisation`: the calling room has checked it.
    Raises: Missing, Forbidden; Invalid where no independent assurer has that address.
    """
    permissions.check_may_assign(actor, organisation)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wm_assurer(%s)", [email.strip()])
        person = cursor.fetchone()[0]
    if person is None:
        raise Invalid(
            "No independent assurer has that address. Check it with the person, "
            "or ask the steward to invite them.",
            field="email",
        )
    if actor.roles.get(organisation) and person == actor.person:
        raise Invalid("An independent assurer cannot belong to the council.", field="email")
    if models.Membership.objects.filter(organisation_id=organisation, person_id=person).exists():
        raise Invalid("An independent assurer cannot belong to the council.", field="email")
    found, is_new = models.Assignment.objects.get_or_create(
        person_id=person,
        subject=subject,
        defaults={
            "organisation_id": organisation,
            "granted_by_id": permissions.person(actor),
            "granted_at": now,
        },
    )
    if is_new:
        _record(actor, found, "assigned", now)
    return found


@transaction.atomic
def unassign(
    *, actor: Actor, person: UUID, organisation: UUID, subject: UUID, now: datetime
) -> None:
    """End what an independent assurer may read. Cost: 3 queries.

    Raises: Missing, Forbidden.
    """
    permissions.check_may_assign(actor, organisation)
    found = (
        models.Assignment.objects.select_for_update(of=("self",))
        .filter(person_id=person, organisation_id=organisation, subject=subject)
        .first()
    )
    if found is None:
        raise Missing("There is no such assignment.")
    _record(actor, found, "ended the assignment of", now)
    found.delete()


def _record(actor: Actor, found: models.Assignment, verb: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="assignment",
        subject=found.subject,
        organisation=found.organisation_id,
        change={"who": found.person.name},
    )
