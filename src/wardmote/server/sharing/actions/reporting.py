"""Takes sightings as what a council tells the hub alone, unless it lets itself be named.

The object is kept as any other, so its sender reads, corrects and withdraws it. But it is marked
for nobody: the database shows it to its sender and to no other, the steward included.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from wardmote.formats.stix import telling
from wardmote.formats.stix.envelope import Failure
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import saying, versions
from wardmote.rules.sharing.markings import Marking, Tlp
from wardmote.rules.sharing.saying import Word
from wardmote.server.sharing import models
from wardmote.server.sharing.actions import reading
from wardmote.server.sharing.actions.reading import Incoming
from wardmote.server.sharing.queries import moments
from wardmote.server.shell import keys

UNKNOWN = "The hub does not hold what was sighted, or you may not read it. Send that first."

AHEAD = timedelta(days=1)
"""How far the clock may be ahead that wrote the logs of whoever saw it."""


def take(
    place: UUID, sender: UUID, to_add: Sequence[Incoming], *, is_named: bool, now: datetime
) -> tuple[list[Incoming], list[Failure]]:
    """Note the sightings among new objects, and give all objects as they are to be kept.

    Shape: also gives the sightings that are not kept: of what the hub does not hold, or of a time
    that cannot be. Once named, a sighting's later versions are too, so that whoever read it learns
    that it was taken back.
    Cost: no query where there is no sighting, else 3.
    """
    sightings = [one for one in to_add if one.sent.type == "sighting"]
    if not sightings:
        return list(to_add), []
    targets = _held(place, sightings, to_add)
    named = _named(sender, sightings)
    kept: list[Incoming] = []
    reports: list[models.Report] = []
    failures: list[Failure] = []
    for one in to_add:
        if one.sent.type != "sighting":
            kept.append(one)
            continue
        where = targets.get(str(one.sent.content["sighting_of_ref"]))
        if where is None:
            failures.append(reading.failed(one.sent, UNKNOWN))
            continue
        is_open = is_named or one.sent.id in named
        report = _report(one, where, sender, is_open)
        try:
            saying.check(_word(report), now + AHEAD)
        except Invalid as refused:
            failures.append(reading.failed(one.sent, refused.message))
            continue
        kept.append(one if is_open else private(one))
        reports.append(report)
    _keep(reports)
    return kept, failures


def private(one: Incoming) -> Incoming:
    """Mark an object for nobody but its sender."""
    return replace(one, marking=Marking(Tlp.RED, one.marking.floor))


def withdraw(ref: str, senders: Collection[UUID]) -> None:
    """Take a report back whose sighting was taken away. Cost: 1 query."""
    models.Report.objects.filter(stix_id=ref, organisation_id__in=senders).update(
        is_withdrawn=True, is_new=True
    )


def _held(
    place: UUID, sightings: Sequence[Incoming], to_add: Sequence[Incoming]
) -> dict[str, UUID]:
    """Say in which collection the hub holds what was sighted: this one, or another one read."""
    wanted = {str(one.sent.content["sighting_of_ref"]) for one in sightings}
    found = dict(
        models.Object.objects.filter(stix_id__in=wanted)
        .order_by("stix_id", "-date_added")
        .values_list("stix_id", "collection_id")
    )
    here = models.Object.objects.filter(stix_id__in=wanted, collection_id=place)
    found |= dict(here.values_list("stix_id", "collection_id"))
    return found | {one.sent.id: place for one in to_add if one.sent.id in wanted}


def _named(sender: UUID, sightings: Sequence[Incoming]) -> frozenset[str]:
    refs = [one.sent.id for one in sightings]
    found = models.Report.objects.filter(organisation_id=sender, stix_id__in=refs, is_named=True)
    return frozenset(found.values_list("stix_id", flat=True))


def _report(one: Incoming, place: UUID, sender: UUID, is_named: bool) -> models.Report:
    content = one.sent.content
    return models.Report(
        id=keys.new(),
        organisation_id=sender,
        collection_id=place,
        target=str(content["sighting_of_ref"]),
        stix_id=one.sent.id,
        version_at=one.version_at,
        count=telling.number(content, "count") or 0,
        first_seen=_moment(one, "first_seen"),
        last_seen=_moment(one, "last_seen"),
        is_named=is_named,
        is_withdrawn=one.sent.revoked,
    )


def _moment(one: Incoming, field: str) -> datetime:
    return moments.at(versions.instant(str(one.sent.content[field])))


def _word(it: models.Report) -> Word:
    return Word(it.count, it.first_seen, it.last_seen, it.is_named)


def _keep(reports: Sequence[models.Report]) -> None:
    """Keep the newest version of each; one that comes late changes nothing."""
    newest: dict[str, models.Report] = {}
    for each in sorted(reports, key=lambda report: report.version_at):
        newest[each.stix_id] = each
    later = dict(
        models.Report.objects.filter(
            stix_id__in=newest, organisation_id__in={each.organisation_id for each in reports}
        ).values_list("stix_id", "version_at")
    )
    fields = ["collection", "target", "version_at", "count", "first_seen", "last_seen"]
    models.Report.objects.bulk_create(
        [
            each
            for each in newest.values()
            if each.stix_id not in later or later[each.stix_id] <= each.version_at
        ],
        update_conflicts=True,
        unique_fields=["organisation", "stix_id"],
        update_fields=[*fields, "is_named", "is_withdrawn", "is_new"],
    )
