"""The one door for objects: what is sent is checked, ordered and kept, or nothing of it is.

All that depends on other objects happens under one lock of the whole hub, taken once everything
else is done and held until the commit. So times are given in the order of commits, and no object
arrives unseen between another that refers to it and its marking.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.db import connection, transaction

from wardmote.formats.stix.envelope import Failure, Sent
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Refusal
from wardmote.rules.sharing import versions
from wardmote.server.sharing import models, permissions, queries
from wardmote.server.sharing.actions import adding, reading, reporting, reviewing, statuses
from wardmote.server.sharing.actions.reading import Incoming

MARKING = "marking-definition"
"""What is the same for everybody, and which tools write in different ways."""

HUB_LOCK = 0x77_6D_68_75_62
"""Number of the lock under which objects are added and taken away."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that is kept already, as far as whoever sends may see it.

    Shape: `added_at` is None for one of the same request. `elsewhere` is what it says where another
    collection holds it, and None where this one does.
    """

    version: str
    created: str
    created_by: str | None
    is_revoked: bool
    added_at: datetime | None = None
    elsewhere: str | None = None

    def is_same(self, one: Sent) -> bool:
        """Tell whether an incoming object is this version of it."""
        if not self.version or not one.version:
            return self.version == one.version
        return versions.instant(self.version) == versions.instant(one.version)


@transaction.atomic
def receive(
    *,
    actor: Actor,
    place: queries.Place,
    body: bytes,
    sender: UUID | None = None,
    recipients: Collection[UUID] = (),
    is_named: bool = False,
    now: datetime,
) -> bytes:
    """Take in an envelope of objects, and give the TAXII status resource.

    What is kept already is a success. An object that is refused keeps no other out.
    Shape: `sender` is for which of their organisations the person sends, the first that may if
    not given; `recipients` are the organisations that may read what is marked TLP:RED; `is_named`
    lets others see whose sightings these are.
    Raises: Forbidden for who may not send there; Invalid where the envelope cannot be read.
    Cost: 9 queries, whatever the number of objects.
    """
    sender = permissions.sender(actor, place.writers, sender)
    incoming, failures = reading.read(body, place, frozenset(map(str, recipients)))
    incoming, faulty, verdicts = reviewing.judge(incoming, now)
    lock()
    kept = _kept(place, incoming)
    spoken_for = _speak(sender, incoming, now)
    to_add, refused = _sort(incoming, kept, spoken_for)
    to_add, held = reviewing.hold(
        actor=actor, place=place, sender=sender, to_add=to_add, verdicts=verdicts, now=now
    )
    to_add, unknown = reporting.take(place.key, sender, to_add, is_named=is_named, now=now)
    refused += held + unknown
    added = adding.add(place.key, sender, to_add)
    return statuses.record(
        actor=actor,
        place=place,
        sender=sender,
        done=_done(incoming, refused, kept, added),
        failures=[*failures, *faulty, *refused],
        now=now,
    )


def lock() -> None:
    """Wait for the lock of the hub, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HUB_LOCK])


def _kept(place: queries.Place, incoming: Sequence[Incoming]) -> dict[str, list[Kept]]:
    found: dict[str, list[Kept]] = {}
    question = (
        "SELECT stix_id, version, created, nullif(created_by_ref, ''), is_revoked, date_added,"
        " CASE WHEN collection_id <> %b THEN body END"
        " FROM sharing_object WHERE stix_id = ANY (%b) AND (collection_id = %b OR version <> '')"
    )
    with adding.binary_cursor() as cursor:
        cursor.execute(question, [place.key, [one.sent.id for one in incoming], place.key])
        for ref, *kept in cursor.fetchall():
            found.setdefault(ref, []).append(Kept(*kept))
    return found


def _speak(sender: UUID, incoming: Sequence[Incoming], now: datetime) -> frozenset[str]:
    """Say for which of the creators the sender speaks; the first to send in a name does."""
    names = sorted({ref for one in incoming if (ref := one.sent.created_by_ref)})
    if not names:
        return frozenset()
    claims = [models.Identity(stix_id=name, organisation_id=sender, since=now) for name in names]
    models.Identity.objects.bulk_create(claims, ignore_conflicts=True)
    spoken = models.Identity.objects.filter(stix_id__in=names, organisation_id=sender)
    return frozenset(spoken.values_list("stix_id", flat=True))


def _sort(
    incoming: Sequence[Incoming], kept: dict[str, list[Kept]], spoken_for: frozenset[str]
) -> tuple[list[Incoming], list[Failure]]:
    """Part what is new from what is kept already, and from what may not follow what is kept."""
    known = {ref: list(before) for ref, before in kept.items()}
    to_add: list[Incoming] = []
    refused: list[Failure] = []
    for one in incoming:
        sent = one.sent
        before = known.setdefault(sent.id, [])
        try:
            if any(each.elsewhere is None and each.is_same(sent) for each in before):
                continue
            if before:
                _check_may_stand(before, sent, spoken_for)
        except Refusal as refusal:
            refused.append(reading.failed(sent, refusal.message))
            continue
        to_add.append(one)
        before.append(Kept(sent.version, sent.created, sent.created_by_ref, sent.revoked))
    return to_add, refused


def _check_may_stand(before: list[Kept], one: Sent, spoken_for: frozenset[str]) -> None:
    """Refuse a version that its creator does not send, unless it is one that stands elsewhere."""
    same = [each.elsewhere for each in before if each.elsewhere and each.is_same(one)]
    if not same:
        _check_follows(before, one, spoken_for)
    elif one.type != MARKING and not any(orjson.loads(each) == one.content for each in same):
        versions.check_may_say_otherwise(one.created_by_ref, spoken_for)


def _check_follows(before: list[Kept], one: Sent, spoken_for: frozenset[str]) -> None:
    newest = max(before, key=lambda each: versions.instant(each.version))
    versions.check_may_version(
        versions.Version(newest.created_by, newest.created, newest.version, newest.is_revoked),
        versions.Version(one.created_by_ref, one.created, one.version, one.revoked),
        spoken_for,
    )


def _done(
    incoming: Sequence[Incoming],
    refused: Sequence[Failure],
    kept: dict[str, list[Kept]],
    added: dict[str, datetime],
) -> list[tuple[str, str | datetime]]:
    """Give each object that is kept now, with its version: when it was added, if it has none."""
    failed = {each.index for each in refused}
    return [
        (sent.id, sent.version or added.get(sent.id) or _added_at(kept[sent.id]))
        for sent in (one.sent for one in incoming)
        if sent.index not in failed
    ]


def _added_at(before: list[Kept]) -> datetime:
    return next(each.added_at for each in before if each.added_at and each.elsewhere is None)
