"""Looks at what a person pasted or chose to share, and says of each thing whether to send it.

Shape: an email, a list, a table, an event of MISP, OpenIOC; or objects of STIX, which are sent as
they are; or an advisory (CSAF), which becomes a report.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from wardmote.formats.csaf import advisories
from wardmote.formats.csaf.advisories import Advisory
from wardmote.formats.lists import ordinary, suffixes
from wardmote.formats.packs import reading as packs
from wardmote.formats.packs import tables
from wardmote.formats.packs.gathering import Gathering
from wardmote.formats.pasted import finding
from wardmote.formats.stix import telling
from wardmote.rules.hunting.packs import LeftOut
from wardmote.rules.indicators import defanging, guarding, writing
from wardmote.rules.indicators.values import Kind
from wardmote.rules.patterns import breadth, reading
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import quality
from wardmote.rules.sharing.quality import Fault, Outcome

MOST = 1000
"""How many things are offered at once."""

MOST_LEFT_OUT = 50
MOST_BYTES = 2_000_000


class Shape(StrEnum):
    """What was offered."""

    VALUES = "values"
    STIX = "stix"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that may be sent.

    Shape: `key` names it among all; `kind` is one of `Kind`, or a type of STIX. `outcome` is
    ACCEPTED where nothing speaks against it, FLAGGED where its sender should look, HELD where it
    is likely a mistake, and REFUSED where it must not be sent; `reasons` say why.
    """

    key: str
    kind: str
    value: str
    shown: str
    name: str = ""
    scheme: str = "http"
    outcome: Outcome = Outcome.ACCEPTED
    reasons: tuple[str, ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_sendable(self) -> bool:
        """Tell whether it may be sent at all."""
        return self.outcome is not Outcome.REFUSED

    @property
    def is_likely(self) -> bool:
        """Tell whether it is ticked before its sender has looked."""
        return self.outcome in (Outcome.ACCEPTED, Outcome.FLAGGED)


@dataclass(frozen=True, slots=True)
class Offer:
    """All that was found in what was offered."""

    shape: Shape
    items: tuple[Item, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    advisory: Advisory | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """Give the values of its items."""
        return tuple(item.value for item in self.items if item.value)


def look(text: str, *, now: datetime) -> Offer:
    """Say what there is to share in a text.

    Raises: Invalid, where it cannot be read, is too long, or holds too much.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise Invalid(
            "This is more than 2 MB. Send it in parts, or connect a tool that sends it.",
            field="text",
        )
    offer = _offer(text, now)
    if len(offer.items) > MOST:
        raise Invalid(
            f"This holds {len(offer.items):,} things. Share up to {MOST:,} at once, or connect a "
            "tool that sends them.",
            field="text",
        )
    return offer


def _offer(text: str, now: datetime) -> Offer:
    start = text.lstrip("\ufeff \t\r\n")
    data = _json(start) if start[:1] in ("{", "[") else None
    if isinstance(data, dict) and "document" in data:
        return _advisory(text)
    objects = _objects(data)
    if objects is not None:
        return Offer(Shape.STIX, tuple(_stix(objects, now)))
    if data is not None or start[:1] == "<" or tables.header(text):
        return _pack(text, now)
    found = finding.found(text)
    items = (
        _value(each.kind, each.value, stood=each.stood, is_meant=each.defanged)
        for each in found.indicators
    )
    return Offer(Shape.VALUES, tuple(items), found.left_out[:MOST_LEFT_OUT])


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _objects(data: object) -> list[dict[str, Any]] | None:
    """Give the objects of a bundle, an envelope or a list; None where it is none of these."""
    if isinstance(data, dict):
        data = data.get("objects", [data] if "spec_version" in data else None)
    if not isinstance(data, list) or not data:
        return None
    found = [each for each in data if isinstance(each, dict) and "id" in each and "type" in each]
    return found if len(found) == len(data) else None


def _advisory(text: str) -> Offer:
    read = advisories.read(text.encode(), "")
    items = tuple(Item(cve, "vulnerability", cve, cve, name=read.title) for cve in read.cves)
    return Offer(Shape.ADVISORY, items, advisory=read)


def _pack(text: str, now: datetime) -> Offer:
    gathering = Gathering("")
    packs.take(text.encode("utf-8", "replace"), gathering)
    pack = gathering.pack("", now)
    items = {
        (each.kind, each.value): _value(each.kind, each.value, name=each.name)
        for each in pack.indicators
    }
    return Offer(Shape.VALUES, tuple(items.values()), pack.left_out[:MOST_LEFT_OUT])


def _value(
    kind: Kind, value: str, *, stood: str = "", name: str = "", is_meant: bool = True
) -> Item:
    faults, doubts = _faults(kind, value)
    if kind is Kind.URL and not is_meant and not faults:
        # A link that its writer left whole, at a host that all use, is likely a source.
        hosts = _lists().which(Kind.DOMAIN, writing.host_of(value))
        doubts = (*doubts, *(f"Its host is on a list: {each}." for each in hosts[:1]))
    verdict = quality.verdict(faults)
    outcome = max(verdict.outcome, Outcome.HELD if doubts else Outcome.ACCEPTED)
    is_safe = writing.refanged(stood).lower().startswith("https:")
    return Item(
        key=f"{kind}:{value}",
        kind=kind,
        value=value,
        shown=defanging.defanged(kind, value),
        name=name,
        scheme="https" if is_safe else "http",
        outcome=outcome,
        reasons=(*verdict.reasons, *doubts),
    )


def _faults(kind: Kind, value: str) -> tuple[dict[Fault, str], tuple[str, ...]]:
    """Say what forbids to send a value, and what else makes it look like a mistake."""
    faults: dict[Fault, str] = {}
    never = guarding.never(kind, value, is_public_suffix=suffixes.is_public_suffix)
    if kind is Kind.DOMAIN and suffixes.is_public_suffix(value):
        faults[Fault.PUBLIC_SUFFIX] = value
    elif never and kind in (Kind.IP, Kind.CIDR):
        faults[Fault.PRIVATE_ADDRESS] = value
    elif never:
        faults[Fault.MATCHES_EVERYTHING] = ""
    doubts = guarding.cautions(
        kind, value, is_public_suffix=suffixes.is_public_suffix, which=_lists().which
    )
    return faults, () if never else tuple(each.reason for each in doubts)


def _stix(objects: list[dict[str, Any]], now: datetime) -> Iterator[Item]:
    for number, content in enumerate(objects):
        faults, doubts = _stix_faults(content, now)
        verdict = quality.verdict(faults)
        found = telling.looked_for(content)
        yield Item(
            key=f"{number}",
            kind=str(content["type"]),
            value=found[0][1] if found else "",
            shown=telling.name(content),
            outcome=max(verdict.outcome, Outcome.HELD if doubts else Outcome.ACCEPTED),
            reasons=(*verdict.reasons, *doubts),
            content=content,
        )


def _stix_faults(
    content: dict[str, Any], now: datetime
) -> tuple[dict[Fault, str], tuple[str, ...]]:
    faults: dict[Fault, str] = {}
    try:
        quality.check_holds_no_log(content)
        if content["type"] == "indicator" and content.get("pattern_type") == "stix":
            parsed = reading.parse(str(content.get("pattern", "")))
            if breadth.matches_everything(parsed):
                faults[Fault.MATCHES_EVERYTHING] = ""
    except (Invalid, RecursionError) as refused:
        faults[Fault.UNREADABLE] = getattr(refused, "message", "It is nested too deep.")
    until = telling.moment(content, "valid_until")
    if until is not None and until <= now:
        faults[Fault.EXPIRED] = ""
    doubts: dict[str, None] = {}
    for kind, value in telling.looked_for(content) if content["type"] == "indicator" else ():
        worse, more = _faults(Kind(kind), value)
        faults |= worse
        doubts.update(dict.fromkeys(more))
    return faults, tuple(doubts)


@cache
def _lists() -> ordinary.Lists:
    """Give the short lists: the long ones take 20 seconds and 100 MB in each process to load."""
    return ordinary.shipped()
