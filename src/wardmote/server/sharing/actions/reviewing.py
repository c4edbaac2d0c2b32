"""Judges indicators as they come: what is good is taken in, what is doubtful waits for the steward.

What is held is kept beside the collection, where nobody reads it but its sender and the steward.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from wardmote.formats.stix import examining
from wardmote.formats.stix.envelope import Failure
from wardmote.rules.people.actors import Actor
from wardmote.rules.sharing import quality
from wardmote.rules.sharing.quality import Fault, Handling, Outcome, Verdict
from wardmote.server.sharing import models, queries
from wardmote.server.sharing.actions import reading
from wardmote.server.sharing.actions.reading import Incoming
from wardmote.server.shell import keys

REFUSED = "refused"
HELD = "Held for the steward"
"""How the reason of what is held begins: it is not taken in, and not lost."""

POLICY: Mapping[Fault, Handling] = MappingProxyType(
    {
        **quality.POLICY,
        Fault.MATCHES_EVERYTHING: replace(
            quality.POLICY[Fault.MATCHES_EVERYTHING],
            outcome=Outcome.HELD,
            message="This would match nearly everything. The steward looks at it first.",
        ),
    }
)
"""The policy of this hub: what is too wide may yet be meant, so that the steward decides."""

Verdicts = dict[int, Verdict]


def judge(
    incoming: Sequence[Incoming], now: datetime
) -> tuple[list[Incoming], list[Failure], Verdicts]:
    """Judge objects by themselves: those that may go on, those refused, and what is said of some.

    Shape: verdicts are by the place of the object in its envelope; accepted ones have none.
    Cost: no query.
    """
    fine: list[Incoming] = []
    failures: list[Failure] = []
    verdicts: Verdicts = {}
    for one in incoming:
        faults = examining.faults(one.sent.content, now)
        if faults and not one.sent.revoked:
            verdict = quality.verdict(faults, POLICY)
            if verdict.outcome is Outcome.REFUSED:
                failures.append(reading.failed(one.sent, " ".join(verdict.reasons)))
                continue
            verdicts[one.sent.index] = verdict
        fine.append(one)
    return fine, failures, verdicts


def hold(
    *,
    actor: Actor,
    place: queries.Place,
    sender: UUID,
    to_add: Sequence[Incoming],
    verdicts: Verdicts,
    now: datetime,
) -> tuple[list[Incoming], list[Failure]]:
    """Keep what is held out of what is to be added, and note both it and what is flagged.

    Shape: also says of each held object that it waits, or that the steward refused it.
    Cost: no query where all is accepted, else 2.
    """
    noted = [(one, verdicts[one.sent.index]) for one in to_add if one.sent.index in verdicts]
    if not noted:
        return list(to_add), []
    models.Review.objects.bulk_create(
        [_review(actor, place, sender, one, verdict, now) for one, verdict in noted],
        ignore_conflicts=True,
    )
    held = [(one, verdict) for one, verdict in noted if verdict.outcome is Outcome.HELD]
    refused = _refused(place, sender, [one for one, _ in held])
    failures = [
        reading.failed(one.sent, refused.get((one.sent.id, one.sent.version)) or _waits(verdict))
        for one, verdict in held
    ]
    out = {one.sent.index for one, _ in held}
    return [one for one in to_add if one.sent.index not in out], failures


def _waits(verdict: Verdict) -> str:
    return f"{HELD}, no need to send it again. {' '.join(verdict.reasons)}"


def _refused(
    place: queries.Place, sender: UUID, held: Sequence[Incoming]
) -> dict[tuple[str, str], str]:
    found = models.Review.objects.filter(
        organisation_id=sender,
        collection_id=place.key,
        stix_id__in=[one.sent.id for one in held],
        decision=REFUSED,
    )
    return {
        (ref, version): f"The steward refused this. {reason}"
        for ref, version, reason in found.values_list("stix_id", "version", "reason")
    }


def _review(
    actor: Actor,
    place: queries.Place,
    sender: UUID,
    one: Incoming,
    verdict: Verdict,
    now: datetime,
) -> models.Review:
    sent, is_held = one.sent, verdict.outcome is Outcome.HELD
    return models.Review(
        id=keys.new(),
        organisation_id=sender,
        person_id=actor.known,
        collection_id=place.key,
        stix_id=sent.id,
        version=sent.version,
        type=sent.type,
        is_held=is_held,
        reasons=list(verdict.reasons),
        body=sent.body.decode() if is_held else "",
        prepared=_prepared(one) if is_held else {},
        at=now,
    )


def _prepared(one: Incoming) -> dict[str, object]:
    return {
        "spec_version": one.sent.spec_version,
        "version_at": one.version_at.isoformat(),
        "created": one.sent.created,
        "created_by_ref": one.sent.created_by_ref or "",
        "is_revoked": one.sent.revoked,
        "tlp": int(one.marking.tlp),
        "floor": int(one.marking.floor),
        "recipients": sorted(one.marking.recipients),
        "refs": list(one.sent.refs),
    }
