"""Shares what a person chose on a page, in the name of their organisation, by the one door."""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.formats.offers.looking import Item, Offer, Shape
from wardmote.formats.stix import making
from wardmote.formats.stix.making import Maker
from wardmote.rules.indicators.values import Kind
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.rules.sharing import wording
from wardmote.rules.sharing.grading import Credibility
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.register import queries as register
from wardmote.server.sharing import models, permissions, queries
from wardmote.server.sharing.actions import receiving, reviewing


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of all that they share at once.

    Shape: `recipients` are the organisations that may read what is marked TLP:RED.
    """

    name: str
    text: str
    tlp: Tlp
    sure: Credibility
    recipients: Collection[UUID] = ()


@transaction.atomic
def share(
    *,
    actor: Actor,
    place: queries.Place,
    offer: Offer,
    chosen: Collection[str],
    said: Said,
    now: datetime,
) -> UUID:
    """Send the chosen things of an offer, and give the key of the receipt.

    Shape: `chosen` are the keys of items.
    Raises: Forbidden; Invalid where nothing is chosen, or the label is above the ceiling.
    Cost: 15 queries.
    """
    items = [item for item in offer.items if item.key in chosen and item.is_sendable]
    if not items:
        raise Invalid("Tick at least one thing to share.", field="chosen")
    if said.tlp > place.ceiling:
        raise Invalid(f"This collection takes nothing above {place.ceiling.label}.", field="tlp")
    if said.tlp is Tlp.RED and not said.recipients:
        raise Invalid("Say which organisations may read it.", field="recipients")
    sender = permissions.sender(actor, place.writers)
    own = identity(sender, now=now)
    maker = Maker(own["id"], said.tlp, now, wording.confidence(said.sure))
    made = [own, *_made(maker, offer, items, said)]
    return _send(actor, place, sender, made, now, said.recipients)


@transaction.atomic
def take_back(*, actor: Actor, ref: str, now: datetime) -> int:
    """Revoke an object of one's own, in each collection where it stands, and say in how many.

    Raises: Missing where it is not one's own; Conflict where it was revoked before.
    """
    mine = models.Object.objects.filter(
        stix_id=ref, is_last=True, organisation_id__in=permissions.senders(actor)
    ).select_related("collection__root")
    rows = list(mine)
    speaks = models.Identity.objects.filter(
        stix_id__in=[row.created_by_ref for row in rows],
        organisation_id__in=[row.organisation_id for row in rows],
    )
    if not rows or not speaks.exists():
        raise Missing(permissions.ABSENT)
    if all(row.is_revoked for row in rows):
        raise Conflict("It is taken back already.")
    for row in rows:
        if not row.is_revoked:
            place = queries.collection(row.collection.root.slug, str(row.collection_id))
            after = making.revoked(json.loads(row.body), now)
            _send(actor, place, row.organisation_id, [after], now, row.recipients)
    return len(rows)


def identity(organisation: UUID, *, now: datetime) -> dict[str, Any]:
    """Give the identity in which an organisation shares, made once. Cost: 2 queries."""
    kept, _ = models.Identity.objects.get_or_create(
        organisation_id=organisation,
        is_own=True,
        defaults={"stix_id": f"identity--{uuid.uuid4()}", "since": now},
    )
    (found,) = register.organisations([organisation])
    return making.identity(kept.stix_id, found.name, kept.since)


def _made(maker: Maker, offer: Offer, items: Sequence[Item], said: Said) -> list[dict[str, Any]]:
    if offer.shape is Shape.STIX:
        return [making.marked(dict(item.content), maker.tlp) for item in items]
    if offer.shape is Shape.ADVISORY and offer.advisory:
        return making.advisory(maker, offer.advisory, [item.value for item in items])
    return [
        making.indicator(
            maker,
            Kind(item.kind),
            item.value,
            item.name or said.name,
            text=said.text,
            scheme=item.scheme,
        )
        for item in items
    ]


def _send(
    actor: Actor,
    place: queries.Place,
    sender: UUID,
    objects: Sequence[Mapping[str, Any]],
    now: datetime,
    recipients: Collection[UUID],
) -> UUID:
    """Send objects; where none of them is taken nothing is kept, and it is said why."""
    body = json.dumps({"objects": objects}).encode()
    status = receiving.receive(
        actor=actor, place=place, body=body, sender=sender, recipients=recipients, now=now
    )
    told = json.loads(status)
    why = [each["message"] for each in told.get("failures", ())]
    refused = [message for message in why if not message.startswith(reviewing.HELD)]
    if refused and len(refused) >= len(objects) - 1:
        raise Invalid(refused[0])
    return UUID(told["id"])
