"""Looks for what is wrong with an indicator, beyond its form: what `rules.sharing.quality` judges.

A value that is well known is compared with lists of what is harmless. What is reserved for
examples harms nobody, so that no list is asked about it; and a list of what attackers rent as
anybody does, such as clouds, says nothing of their guilt.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from wardmote.formats.lists import ordinary, suffixes
from wardmote.formats.stix import telling
from wardmote.rules.indicators import guarding, writing
from wardmote.rules.indicators.guarding import Weight
from wardmote.rules.indicators.values import Kind
from wardmote.rules.patterns import breadth, simple
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing.quality import Fault

Which = Callable[[Kind, str], tuple[str, ...]]
LONGEST_DETAIL = 200
_EQUAL = re.compile(r"(=\s*')((?:[^'\\]|\\.)*)'")
_SHARED = re.compile(
    r"VPN|dynamic DNS|disposable|LOTS|IPFS|Shorteners|Bio domains|Parking|AWS|GCP|Azure|Ovh|CDN",
    re.I,
)


def faults(
    content: Mapping[str, Any], now: datetime, which: Which | None = None
) -> dict[Fault, str]:
    """Say what is wrong with an object, each fault with its detail; nothing where all is well.

    Shape: only indicators are looked into. `which` names the lists that hold a value; those that
    are installed, if it is not given.
    Cost: about 60 microseconds for one value; the first one of a kind waits for the lists.
    """
    if content.get("type") != "indicator":
        return {}
    found = {}
    until = telling.moment(content, "valid_until")
    if until is not None and until <= now:
        found[Fault.EXPIRED] = ""
    if content.get("pattern_type") == "stix":
        found |= _of_pattern(str(content.get("pattern", "")), which or ordinary.load().which)
    return found


def _of_pattern(text: str, which: Which) -> dict[Fault, str]:
    try:
        pattern = telling.parsed(text)
    except (Invalid, RecursionError) as trouble:
        return {Fault.UNREADABLE: str(getattr(trouble, "message", "It is nested too deep."))}
    found = {}
    corrected = _EQUAL.sub(lambda each: f"{each[1]}{writing.refanged(each[2])}'", text)
    if corrected != text:
        found[Fault.DEFANGED] = corrected[: 2 * LONGEST_DETAIL]
    if breadth.matches_everything(pattern):
        found[Fault.MATCHES_EVERYTHING] = ""
    for kind, value in simple.held(pattern):
        for fault, detail in _of_value(kind, value, which):
            found.setdefault(fault, detail[:LONGEST_DETAIL])
    return found


def _of_value(kind: Kind, value: str, which: Which) -> list[tuple[Fault, str]]:
    cautions = guarding.cautions(kind, value, is_public_suffix=suffixes.is_public_suffix)
    if cautions:
        return [_never(kind, value)] if cautions[0].weight is Weight.NEVER else []
    lists = [name for name in which(kind, value) if not _SHARED.search(name)]
    return [(Fault.FALSE_POSITIVE, "; ".join(lists[:3]))] if lists else []


def _never(kind: Kind, value: str) -> tuple[Fault, str]:
    if kind is Kind.DOMAIN and "." in value:
        return Fault.PUBLIC_SUFFIX, value
    host = writing.host_of(value) if kind in (Kind.URL, Kind.URL_PREFIX) else value
    try:
        is_inside = not ipaddress.ip_network(host, strict=False).is_global
    except ValueError:
        is_inside = False
    if is_inside:
        return Fault.PRIVATE_ADDRESS, host
    if kind is Kind.URL_PREFIX:
        return Fault.PUBLIC_SUFFIX, host
    return Fault.MATCHES_EVERYTHING, ""
