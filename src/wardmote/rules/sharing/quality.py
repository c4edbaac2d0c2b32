"""What is taken in, what waits for the steward, and what is refused, with the reasons.

Source: decision "Anonymous sightings"; FIRST and MISP: false-positive lists at submission;
OASIS STIX/TAXII 2.1 interoperability, part 1: what a sighting must hold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType

from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import versions

LONGEST_REMARK = 300
"""How long the description of a sighting may be. Units: characters."""

MOST_SEEN = 999_999_999


class Outcome(IntEnum):
    """What becomes of a submission, from the best to the worst."""

    ACCEPTED = 0
    FLAGGED = 1
    HELD = 2
    REFUSED = 3


class Fault(StrEnum):
    """What may be found about an indicator that somebody submits."""

    UNREADABLE = "unreadable"
    MATCHES_EVERYTHING = "matches_everything"
    PUBLIC_SUFFIX = "public_suffix"
    PRIVATE_ADDRESS = "private_address"
    DEFANGED = "defanged"
    FALSE_POSITIVE = "false_positive"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Handling:
    """What a fault leads to, and what is said of it. The message may name the detail."""

    outcome: Outcome
    message: str


POLICY: Mapping[Fault, Handling] = MappingProxyType(
    {
        Fault.UNREADABLE: Handling(Outcome.REFUSED, "The pattern cannot be read. {detail}"),
        Fault.MATCHES_EVERYTHING: Handling(
            Outcome.REFUSED, "This would match nearly everything. Say what sets it apart."
        ),
        Fault.PUBLIC_SUFFIX: Handling(
            Outcome.REFUSED,
            "Under {detail} anybody can register names, so this would match thousands of others. "
            "Send the whole name.",
        ),
        Fault.PRIVATE_ADDRESS: Handling(
            Outcome.REFUSED,
            "{detail} is an address inside a network, or a reserved one. It means something else "
            "at every council.",
        ),
        Fault.DEFANGED: Handling(
            Outcome.REFUSED, "As it is written this matches nothing. Send it as {detail}"
        ),
        Fault.FALSE_POSITIVE: Handling(
            Outcome.HELD,
            "This is on a list of what is harmless ({detail}). The steward looks at it first.",
        ),
        Fault.EXPIRED: Handling(
            Outcome.FLAGGED, "Its valid_until has passed, so nobody will hunt for it."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a submission, and why.

    Shape: `reasons` begin with the worst.
    """

    outcome: Outcome
    reasons: tuple[str, ...] = ()


def verdict(faults: Mapping[Fault, str], policy: Mapping[Fault, Handling] = POLICY) -> Verdict:
    """Say what becomes of an indicator about which these faults were found.

    Shape: `faults` gives each fault with its detail: the list's name, the value as it should be
    written, why it cannot be read.
    Source: `POLICY`: the worst fault decides; every reason is said, so that one answer is enough.
    """
    found = sorted(
        ((policy[fault], detail) for fault, detail in faults.items()),
        key=lambda each: (-each[0].outcome, each[0].message),
    )
    return Verdict(
        max((handling.outcome for handling, _ in found), default=Outcome.ACCEPTED),
        tuple(handling.message.format(detail=detail).strip() for handling, detail in found),
    )


SIGHTING_HOLDS = frozenset(
    {
        *("type", "spec_version", "id", "created_by_ref", "created", "modified", "revoked"),
        *("first_seen", "last_seen", "count", "sighting_of_ref", "where_sighted_refs"),
        *("description", "confidence", "lang", "object_marking_refs", "granular_markings"),
        "summary",
    }
)
"""All that a sighting may hold here. Anything else could carry a line of somebody's log."""

SIGHTING_NEEDS = ("created_by_ref", "first_seen", "last_seen", "count")


def check_holds_no_log(body: Mapping[str, object]) -> None:
    """Refuse an object that is, or may carry, what stands in a council's logs.

    Raises: Invalid.
    Source: logs never leave a council: a sighting says from when to when and how often.
    """
    if body.get("type") == "observed-data":
        raise Invalid("Logs stay at the council. Send a sighting without observed data.")
    if body.get("type") == "sighting":
        check_sighting(body)


def check_sighting(body: Mapping[str, object]) -> None:
    """Refuse a sighting that says too little, or that could carry log content.

    Raises: Invalid.
    Source: STIX 2.1, section 5.2; OASIS interoperability, part 1: first_seen, last_seen, count and
    created_by_ref; a count of 0 means looked for and not seen.
    """
    check_names(body.keys() - SIGHTING_HOLDS)
    for name in SIGHTING_NEEDS:
        if name not in body:
            raise Invalid(f"A sighting needs {name}.", field=name)
    _check_remark(body.get("description", ""))
    _check_seen(body)


def check_names(unknown: Iterable[str]) -> None:
    """Refuse names under which a sighting could carry what stands in a log.

    Raises: Invalid, where there is any.
    Source: decision "Anonymous sightings": logs stay at the council.
    """
    for name in sorted(unknown, key=lambda each: (each != "observed_data_refs", each)):
        if name == "observed_data_refs":
            raise Invalid(f"Logs stay at the council. Leave {name} out.", field=name)
        raise Invalid(
            f"A sighting may not hold {name[:60]}: it could carry what stands in a log. "
            "Leave it out.",
            field=name[:60],
        )


def _check_remark(remark: object) -> None:
    if not isinstance(remark, str) or len(remark) > LONGEST_REMARK or "\n" in remark.strip():
        raise Invalid(
            f"Keep the description to one line of up to {LONGEST_REMARK} characters, and put "
            "nothing from a log into it.",
            field="description",
        )


def _check_seen(body: Mapping[str, object]) -> None:
    count, first, last = body["count"], body["first_seen"], body["last_seen"]
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_SEEN:
        raise Invalid(f"count must be a whole number from 0 to {MOST_SEEN:,}.", field="count")
    if not isinstance(first, str) or not isinstance(last, str):
        raise Invalid("first_seen and last_seen must be times.", field="first_seen")
    if versions.instant(first) > versions.instant(last):
        raise Invalid("last_seen must not be before first_seen.", field="last_seen")
