"""What the organisations of whoever asks said of an indicator, and for whom they may say more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wardmote.formats.stix import telling
from wardmote.rules.refusal import Missing
from wardmote.rules.sharing.saying import Word
from wardmote.server.register import queries as register
from wardmote.server.sharing import models
from wardmote.server.sharing.queries import places, single
from wardmote.server.sharing.queries.places import ABSENT, Place

MOST = 20
"""How many words are shown, the latest first; tools may have sent many."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one organisation said in one sighting, in its newest version.

    Shape: `ref` is the id of the sighting; `at` is when this version of it was made.
    """

    ref: str
    target: str
    organisation: UUID
    organisation_name: str
    organisation_code: str
    word: Word
    at: datetime
    is_withdrawn: bool


def said(target: str) -> list[Said]:
    """List what was said of an object, the newest first. Cost: 1 query."""
    return _said(target=target)


def one(ref: str) -> Said:
    """Find what was said in a sighting.

    Raises: Missing.
    Cost: 1 query.
    """
    for found in _said(stix_id=ref):
        return found
    raise Missing(ABSENT)


def standing(target: str, organisation: UUID) -> Said | None:
    """Give the newest word of an organisation that it has not taken back. Cost: 1 query."""
    rows = _said(target=target, organisation_id=organisation, is_withdrawn=False)
    return rows[0] if rows else None


def is_open(versions: Sequence[single.Version], now: datetime) -> bool:
    """Tell whether there is still something to say: an indicator in use, within its time."""
    newest = versions[0]
    until = telling.moment(newest.content, "valid_until")
    is_over = newest.is_revoked or (until is not None and until <= now)
    return newest.type == "indicator" and not is_over


def speakers(
    versions: Sequence[single.Version], senders: Collection[UUID]
) -> list[tuple[UUID, str, str]]:
    """Give those of some organisations that may say something of an object: key, code and name.

    They read a collection in which it is, and may send to any. Cost: 2 queries.
    """
    found = places.everywhere()
    holding = {each.collection for each in versions}
    readers = {key for place in found if place.key in holding for key in place.readers}
    writers = {key for place in found for key in place.writers}
    able = register.organisations(readers & writers & set(senders))
    return [(each.pk, each.code, each.name) for each in able]


def place_for(versions: Sequence[single.Version], organisation: UUID) -> Place:
    """Choose where an organisation sends what it says: where the object is, if it may.

    Raises: Missing.
    Cost: 1 query.
    """
    holding = {each.collection for each in versions}
    able = [place for place in places.everywhere() if organisation in place.writers]
    for place in sorted(able, key=lambda each: each.key not in holding):
        return place
    raise Missing(ABSENT)


def _said(**wanted: object) -> list[Said]:
    rows = models.Report.objects.filter(**wanted).select_related("organisation")
    return [
        Said(
            row.stix_id,
            row.target,
            row.organisation_id,
            row.organisation.name,
            row.organisation.code,
            Word(row.count, row.first_seen, row.last_seen, row.is_named),
            row.version_at,
            row.is_withdrawn,
        )
        for row in rows.order_by("-version_at", "-id")[:MOST]
    ]
