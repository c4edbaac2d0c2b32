"""Lets the steward's side read one shared assessment, and tells the council that it did."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models, permissions
from wardmote.server.assess.actions import recording
from wardmote.server.assess.queries import life


@transaction.atomic
def open_shared(*, actor: Actor, assessment: UUID, what: str, now: datetime) -> Actor:
    """Open a shared assessment to read until the transaction ends; give who may read it then.

    Shape: `what` says what is read, such as `results`.
    Raises: Missing, where it is not shared, or the person is not of the steward's side.
    Cost: 3 queries.
    """
    if not actor.is_steward_side:
        raise Missing(permissions.ABSENT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wm_open(%s)", [assessment])
        if not cursor.fetchone()[0]:
            raise Missing(permissions.ABSENT)
    found = models.Assessment.objects.get(pk=assessment)
    recording.of_assessment(actor, found, life.LOOKED, now, {"what": what})
    return replace(actor, assigned=actor.assigned | {assessment})
