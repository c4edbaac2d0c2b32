"""Tells what an object of STIX says: its name, its values, how it is graded.

Source: OASIS STIX 2.1, sections 3.2, 4 and 6; the MISP taxonomy of the Admiralty scale.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from wardmote.rules.indicators import defanging, writing
from wardmote.rules.indicators.values import Kind
from wardmote.rules.patterns import reading, simple
from wardmote.rules.patterns.values import Pattern
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import grading
from wardmote.rules.sharing.grading import Grade

NAME = "name"
"""The kind of what is a name and no value that logs show."""

LONGEST_NAME = 200
LONGEST_REMEMBERED = 500
_OBSERVABLES: Mapping[str, Kind] = {
    "domain-name": Kind.DOMAIN,
    "ipv4-addr": Kind.IP,
    "ipv6-addr": Kind.IP,
    "url": Kind.URL,
    "email-addr": Kind.EMAIL,
}
_NAMED = frozenset(
    {
        *("attack-pattern", "campaign", "identity", "infrastructure", "intrusion-set", "malware"),
        *("report", "threat-actor", "tool", "vulnerability", "indicator"),
    }
)
_RELIABILITY = re.compile(r'admiralty-scale:source-reliability="([a-f])"', re.I)
_CREDIBILITY = re.compile(r'admiralty-scale:information-credibility="([1-6])"')


def values(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the values that an object can be found by, each with its kind, each once.

    Shape: values are as `rules.indicators.writing` writes them; names are in small letters.
    Cost: about 50 microseconds for an indicator of one value.
    """
    return list(dict.fromkeys(_values(content)))


def looked_for(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the values of an object that logs can show."""
    return [each for each in values(content) if each[0] != NAME]


def name(content: Mapping[str, Any]) -> str:
    """Give what to call an object: its name, or else what it looks for, safe to show."""
    given = content.get("name") or content.get("value")
    if content.get("type") in _OBSERVABLES and isinstance(content.get("value"), str):
        return defanging.defanged(_OBSERVABLES[str(content["type"])], content["value"])[
            :LONGEST_NAME
        ]
    if isinstance(given, str) and given.strip():
        return " ".join(given.split())[:LONGEST_NAME]
    for kind, value in looked_for(content):
        return defanging.defanged(kind, value)[:LONGEST_NAME]
    if content.get("type") == "sighting":
        count = number(content, "count")
        if count == 0:
            return "Looked for, not seen"
        return "Seen once" if (count or 1) == 1 else f"Seen {count:,} times"
    for other in ("abstract", "content", "opinion", "relationship_type"):
        if isinstance(content.get(other), str) and content[other].strip():
            return " ".join(content[other].split())[:80]
    return str(content.get("id", ""))


def label(content: Mapping[str, Any]) -> str:
    """Give what tells an object from its likes: an indicator by what it looks for, safe to show."""
    if content.get("type") == "indicator":
        for kind, value in looked_for(content):
            return defanging.defanged(kind, value)[:LONGEST_NAME]
    return name(content)


def grade(content: Mapping[str, Any]) -> Grade | None:
    """Give the grade of the Admiralty that an object's labels say; None where they say none."""
    labels = " ".join(each for each in _texts(content.get("labels")))
    reliability, credibility = _RELIABILITY.search(labels), _CREDIBILITY.search(labels)
    if not reliability and not credibility:
        return None
    letter = reliability[1] if reliability else str(grading.UNGRADED.reliability)
    return grading.read(letter + (credibility[1] if credibility else "6"))


def moment(content: Mapping[str, Any], field: str) -> datetime | None:
    """Give a time of an object; None where it has none, or one that cannot be read."""
    try:
        found = datetime.fromisoformat(str(content.get(field, "")).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def number(content: Mapping[str, Any], field: str) -> int | None:
    """Give a whole number of an object; None where it has none."""
    found = content.get(field)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def parsed(text: str) -> Pattern:
    """Read a pattern; one that is not long is remembered, since it is asked for twice.

    Raises: Invalid, RecursionError.
    """
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else reading.parse(text)


@lru_cache(maxsize=10_000)
def _remembered(text: str) -> Pattern:
    return reading.parse(text)


def _values(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = content.get("type")
    if kind == "indicator" and content.get("pattern_type") == "stix":
        with contextlib.suppress(Invalid, RecursionError):
            yield from simple.held(parsed(str(content.get("pattern", ""))))
    elif kind in _OBSERVABLES:
        yield from _written(_OBSERVABLES[str(kind)], content.get("value"))
    elif kind == "file":
        yield from _written(Kind.FILE_NAME, content.get("name"))
        hashes = content.get("hashes")
        for digest in hashes.values() if isinstance(hashes, dict) else ():
            yield from _written(Kind.HASH, digest)
    if kind in _NAMED:
        for each in (content.get("name"), *_texts(content.get("aliases"))):
            if isinstance(each, str) and each.strip():
                yield NAME, " ".join(each.split()).lower()


def _written(kind: Kind, text: object) -> Iterator[tuple[str, str]]:
    if isinstance(text, str):
        try:
            yield kind, writing.written(kind, text)
        except Invalid:
            return


def _texts(listed: object) -> list[str]:
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
