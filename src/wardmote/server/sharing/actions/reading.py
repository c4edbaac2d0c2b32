"""Reads what is sent into what is kept: each object by itself, so one fault spoils no other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from wardmote.formats.stix import envelope, validation
from wardmote.formats.stix.envelope import Failure, Sent
from wardmote.rules.refusal import Invalid, Refusal
from wardmote.rules.sharing import markings, quality, versions
from wardmote.rules.sharing.markings import Marking, Tlp
from wardmote.server.sharing import models, queries
from wardmote.server.sharing.queries import moments

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_VERSION = 60
"""The longest time that is kept as it was sent. Units: characters."""

MOST_REASON = 500
"""How much is said of one object that is not taken. Units: characters."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An object that may be kept: as it was sent, how far it may go, when its version was made."""

    sent: Sent
    marking: Marking
    version_at: datetime


def read(
    body: bytes,
    place: queries.Place,
    recipients: frozenset[str],
    *,
    check: Callable[[Sent], None] | None = None,
) -> tuple[list[Incoming], list[Failure]]:
    """Read an envelope.

    Shape: `recipients` are the keys of organisations that may read what is marked TLP:RED;
    `check` refuses an object, in place of `check_stix`.
    Raises: Invalid, where it is no envelope.
    Cost: 1 query where an object has a marking that is no TLP.
    """
    read = envelope.read(body)
    incoming: list[Incoming] = []
    failures = list(read.failures)
    definitions = _definitions(read.objects, place.default_marking)
    for sent in read.objects:
        try:
            (check or check_stix)(sent)
            incoming.append(_incoming(sent, place, recipients, definitions))
        except Refusal as refusal:
            failures.append(failed(sent, refusal.message))
    return incoming, failures


def check_stix(sent: Sent) -> None:
    """Refuse what is not STIX 2.1.

    Raises: Invalid.
    """
    if sent.spec_version == envelope.OLDER:
        raise Invalid("This is STIX 2.0, or has no spec_version. Send it as STIX 2.1.")
    errors = validation.errors(sent.content)
    if errors:
        raise Invalid("; ".join(errors))


def failed(sent: Sent, reason: str) -> Failure:
    """Say why an object is not kept."""
    return Failure(sent.index, sent.id, sent.version, reason[:MOST_REASON])


def _incoming(
    sent: Sent,
    place: queries.Place,
    recipients: frozenset[str],
    definitions: Mapping[str, Tlp | None],
) -> Incoming:
    quality.check_holds_no_log(sent.content)
    if len(sent.version) > LONGEST_VERSION:
        raise Invalid("The time of its version has too many digits.")
    marking = markings.marked(
        sent.object_marking_refs,
        sent.granular_marking_refs,
        recipients=recipients,
        definitions=definitions,
        default=place.default_marking,
    )
    if marking.tlp > place.ceiling:
        raise Invalid(f"This collection takes nothing above {place.ceiling.label}.")
    return Incoming(
        sent, marking, moments.at(versions.instant(sent.version)) if sent.version else EPOCH
    )


def _definitions(objects: Sequence[Sent], default: Tlp) -> dict[str, Tlp | None]:
    """Read what markings mean that are no TLP: defined in the same envelope, or kept before."""
    wanted = {ref for each in objects for ref in _markings(each)} - markings.BY_ID.keys()
    if not wanted:
        return {}
    kept = models.Object.objects.filter(stix_id__in=wanted).values_list("stix_id", "body")
    found = {ref: markings.read_definition(orjson.loads(body), default) for ref, body in kept}
    for each in objects:
        if each.id in wanted:
            found[each.id] = markings.read_definition(each.content, default)
    return found


def _markings(sent: Sent) -> Iterable[str]:
    yield from sent.object_marking_refs
    yield from sent.granular_marking_refs
