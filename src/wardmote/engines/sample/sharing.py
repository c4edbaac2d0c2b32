"""Invented attacks that an invented sector shares: who told whom of what, and who saw it.

Source: RFC 2606 and RFC 5737 (names and addresses for examples), RFC 3849; nothing in it exists.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wardmote.engines.sample import words
from wardmote.formats.stix import patterns
from wardmote.formats.stix.sightings import stamp
from wardmote.rules.indicators.values import Kind
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp

KINDS = (
    *(Kind.DOMAIN, Kind.DOMAIN, Kind.DOMAIN, Kind.URL, Kind.URL, Kind.IP, Kind.IP),
    *(Kind.HASH, Kind.EMAIL, Kind.FILE_NAME),
)
NETWORKS = ("192.0.2.{}", "198.51.100.{}", "203.0.113.{}", "2001:db8::{:x}")
ENDS = ("example.com", "example.net", "example.org")
SEEN_SHARE = 0.25
"""The share of indicators that somebody saw, or looked for."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What one organisation sends to one collection at once.

    Shape: `by` and `readers` are codes of the register; `collection` is an alias.
    """

    by: str
    collection: str
    objects: tuple[dict[str, Any], ...]
    readers: tuple[str, ...] = ()


def places() -> dict[str, Any]:
    """Give the API roots, circles and collections of the sample, as its file says them."""
    return words.load("sharing")


def sendings(identities: Mapping[str, str], now: datetime) -> Iterator[Sending]:
    """Make all that is sent, in its order; the same for the same day.

    Shape: `identities` gives each organisation's STIX identity by its code.
    """
    random = Random("sharing")  # noqa: S311  invented attacks are no secret
    for attack in places()["attacks"]:
        yield from _Attack(random, identities, now, attack).sendings()
    for secret in places()["secrets"]:
        drawn = _Drawn(random, identities[secret["by"]], now - timedelta(days=4), Tlp.RED)
        address = patterns.pattern(Kind.IP, "203.0.113.250")
        indicator = drawn.indicator(secret["name"], address, 4)
        yield Sending(secret["by"], secret["collection"], (indicator,), tuple(secret["readers"]))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Objects in one organisation's name, each with an id that chance draws."""

    random: Random
    identity: str
    at: datetime
    tlp: Tlp

    def object(self, kind: str, **more: Any) -> dict[str, Any]:
        ref = uuid.UUID(int=self.random.getrandbits(128), version=4)
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": f"{kind}--{ref}",
            "created_by_ref": self.identity,
            "created": stamp(self.at),
            "modified": stamp(self.at),
            "object_marking_refs": [markings.TLP_2[self.tlp]],
        } | more

    def indicator(self, name: str, pattern: str, days: int, **more: Any) -> dict[str, Any]:
        return self.object(
            "indicator",
            name=name,
            indicator_types=["malicious-activity"],
            pattern=pattern,
            pattern_type="stix",
            valid_from=stamp(self.at),
            confidence=(50, 70, 90)[days % 3],
            **more,
        )

    def relation(self, source: str, word: str, target: str) -> dict[str, Any]:
        ends = {"source_ref": source, "target_ref": target}
        return self.object("relationship", relationship_type=word, **ends)


class _Attack:
    """One campaign with its malware, its indicators and who saw these."""

    def __init__(
        self, random: Random, identities: Mapping[str, str], now: datetime, told: dict[str, Any]
    ) -> None:
        self.random = random
        self.identities = identities
        self.now = now
        self.told = told

    def sendings(self) -> Iterator[Sending]:
        """Give what the first organisation told at first, then what each added."""
        by, place = self.told["by"], self.told["collection"]
        campaign, malware, first = self._first()
        yield Sending(by[0], place, first)
        indicators: dict[str, list[dict[str, Any]]] = {code: [] for code in by}
        found: list[dict[str, Any]] = []
        for number in range(self.told["indicators"]):
            code = by[number % len(by)]
            made, relation = self._indicator(code, number, campaign if number % 5 else malware)
            indicators[code] += [made, relation]
            found.append(made)
        for code in by:
            yield Sending(code, place, tuple(indicators[code]))
        yield from self._seen(found)

    def _first(self) -> tuple[str, str, tuple[dict[str, Any], ...]]:
        told = self.told
        drawn = self._by(told["by"][0], 90, min(told["labels"]))
        campaign = drawn.object("campaign", name=told["campaign"], description=told["about"])
        malware = drawn.object(
            "malware",
            name=told["malware"],
            description=told["malware_about"],
            is_family=True,
            malware_types=["downloader"],
        )
        uses = drawn.relation(campaign["id"], "uses", malware["id"])
        report = drawn.object(
            "report",
            name=f"What is known of {told['campaign']}",
            description=f"{told['about']} {told['malware_about']}",
            report_types=["campaign"],
            published=stamp(drawn.at),
            object_refs=[campaign["id"], malware["id"], uses["id"]],
        )
        return campaign["id"], malware["id"], (campaign, malware, uses, report)

    def _indicator(
        self, code: str, number: int, target: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        labels = self.told["labels"]
        days = int(self.random.random() * 85)
        drawn = self._by(code, days, labels[number % len(labels)])
        kind = KINDS[number % len(KINDS)]
        more = {"labels": _graded(number)} if number % 4 == 0 else {}
        name = f"{self.told['campaign']}: {_TITLES[kind]}"
        pattern = patterns.pattern(kind, self._value(kind, number))
        made = drawn.indicator(name, pattern, number, **more)
        return made, drawn.relation(made["id"], "indicates", target)

    def _value(self, kind: Kind, number: int) -> str:
        parts = places()
        first, last = (
            words.pick(self.random, parts["first"]),
            words.pick(self.random, parts["last"]),
        )
        name = f"{first}-{last}{number}.{words.pick(self.random, ENDS)}"
        if kind is Kind.DOMAIN:
            return name
        if kind is Kind.URL:
            return f"{name}/{words.pick(self.random, parts['pages'])}"
        if kind is Kind.IP:
            return words.pick(self.random, NETWORKS).format(1 + int(self.random.random() * 240))
        if kind is Kind.EMAIL:
            return f"{first}@{name}"
        if kind is Kind.FILE_NAME:
            return str(words.pick(self.random, parts["files"]))
        return hashlib.sha256(f"invented {self.told['campaign']} {number}".encode()).hexdigest()

    def _seen(self, indicators: list[dict[str, Any]]) -> Iterator[Sending]:
        found: dict[str, list[dict[str, Any]]] = {code: [] for code in self.told["by"]}
        for made in indicators:
            while self.random.random() < SEEN_SHARE:
                code = words.pick(self.random, self.told["by"])
                days = int(self.random.random() * 80)
                drawn = self._by(code, days, max(self.told["labels"]))
                count = int(self.random.random() * 30)
                found[code].append(
                    drawn.object(
                        "sighting",
                        sighting_of_ref=made["id"],
                        where_sighted_refs=[self.identities[code]],
                        first_seen=stamp(drawn.at - timedelta(hours=30)),
                        last_seen=stamp(drawn.at),
                        count=count,
                    )
                )
        for code, sightings in found.items():
            if sightings:
                yield Sending(code, self.told["collection"], tuple(sightings))

    def _by(self, code: str, days: int, label: int) -> _Drawn:
        at = self.now - timedelta(days=days, minutes=int(self.random.random() * 600))
        return _Drawn(self.random, self.identities[code], at, Tlp(label))


_TITLES = {
    Kind.DOMAIN: "a domain",
    Kind.URL: "a page",
    Kind.IP: "an address",
    Kind.HASH: "a file",
    Kind.EMAIL: "a sender",
    Kind.FILE_NAME: "an attachment",
}


def _graded(number: int) -> list[str]:
    letter, figure = "abcf"[number // 4 % 4], "1236"[number // 16 % 4]
    return [
        f'admiralty-scale:source-reliability="{letter}"',
        f'admiralty-scale:information-credibility="{figure}"',
    ]
