"""Takes away what one's own organisation sent. Who read it keeps it, so revoking says more."""

from datetime import datetime

from django.db import connection, transaction

from wardmote.formats.taxii.filters import Filters
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Forbidden, Missing
from wardmote.server.audit import actions as audit
from wardmote.server.sharing import permissions, queries
from wardmote.server.sharing.actions import receiving, reporting


@transaction.atomic
def delete(*, actor: Actor, place: queries.Place, wanted: Filters, now: datetime) -> int:
    """Take away the wanted versions of an object, and say how many.

    Needs both rights in the collection, and only what one's own organisation sent is taken away.
    Raises: Missing where there is no such object; Forbidden where it is another's.
    Cost: 5 queries.
    """
    senders = place.writers & permissions.senders(actor)
    if not (place.can_read and senders):
        raise Forbidden("To take objects away you need to read and to write the collection.")
    receiving.lock()
    seen = queries.keys_of(place, wanted)
    if not seen:
        raise Missing(queries.ABSENT)
    own = [key for key, organisation in seen if organisation in senders]
    if len(own) < len(seen):
        raise Forbidden("Another organisation sent this, so only that may take it away.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT wm_sharing_delete(%s)", [own])
        taken = int(cursor.fetchone()[0])
    reporting.withdraw(wanted.ids[0], senders)
    audit.record(
        actor=actor,
        now=now,
        verb="took away an object",
        subject_kind="collection",
        subject=place.key,
        organisation=seen[0][1],
        change={"object": wanted.ids[0], "versions": taken},
    )
    return taken
