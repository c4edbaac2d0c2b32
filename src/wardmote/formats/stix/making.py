"""Makes objects of STIX: an organisation's identity, indicators of single values, a report.

Source: OASIS STIX 2.1, sections 3.2 (common properties), 4.5, 4.7, 4.14 and 4.18.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wardmote.formats.csaf.advisories import Advisory
from wardmote.formats.stix import patterns
from wardmote.formats.stix.sightings import stamp
from wardmote.rules.indicators.values import Kind
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp
from wardmote.rules.sharing.saying import Word


@dataclass(frozen=True, slots=True)
class Maker:
    """In whose name objects are made, when, how far they may go, and how sure their maker is."""

    identity: str
    tlp: Tlp
    now: datetime
    confidence: int | None = None


def identity(ref: str, name: str, since: datetime) -> dict[str, Any]:
    """Make the identity of an organisation; the same each time, so that it is kept once.

    Shape: it is marked TLP:GREEN, since whoever reads an object may know in whose name it is.
    """
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": ref,
        "created_by_ref": ref,
        "created": stamp(since),
        "modified": stamp(since),
        "name": name,
        "identity_class": "organization",
        "sectors": ["government-local"],
        "object_marking_refs": [markings.TLP_2[Tlp.GREEN]],
    }


def indicator(
    maker: Maker, kind: Kind, value: str, name: str, *, text: str = "", scheme: str = "http"
) -> dict[str, Any]:
    """Make an indicator of one value, written as `rules.indicators.writing` writes it."""
    return _object("indicator", maker) | {
        "name": name,
        **({"description": text} if text else {}),
        "indicator_types": ["malicious-activity"],
        "pattern": patterns.pattern(kind, value, scheme),
        "pattern_type": "stix",
        "valid_from": stamp(maker.now),
    }


def advisory(maker: Maker, read: Advisory, cves: Sequence[str]) -> list[dict[str, Any]]:
    """Make an advisory a report with those vulnerabilities that are chosen of it."""
    found = [
        _object("vulnerability", maker)
        | {"name": cve, "external_references": [{"source_name": "cve", "external_id": cve}]}
        for cve in cves
    ]
    if not found:
        return []
    told = [f"Advisory {read.ref} of {read.publisher}.", *read.affected[:20]]
    report = _object("report", maker) | {
        "name": read.title,
        "description": "\n".join(told),
        "report_types": ["vulnerability"],
        "published": stamp(read.published_at or maker.now),
        "object_refs": [each["id"] for each in found],
    }
    if read.references:
        report["external_references"] = [
            {"source_name": read.publisher or "advisory", "url": url}
            for url in read.references[:20]
        ]
    return [*found, report]


def sighting(maker: Maker, target: str, word: Word) -> dict[str, Any]:
    """Make what an organisation says of an object: that it saw it, or looked and did not."""
    return said_anew(_object("sighting", maker) | {"sighting_of_ref": target}, word, maker.now)


def said_anew(content: dict[str, Any], word: Word, now: datetime) -> dict[str, Any]:
    """Make the version of a sighting that says something else."""
    return content | {
        "modified": stamp(now),
        "first_seen": stamp(word.first_seen),
        "last_seen": stamp(word.last_seen),
        "count": word.count,
    }


def marked(content: dict[str, Any], tlp: Tlp) -> dict[str, Any]:
    """Give an object the label of TLP 2.0 where it has no marking of its own."""
    if content.get("object_marking_refs"):
        return content
    return content | {"object_marking_refs": [markings.TLP_2[tlp]]}


def revoked(content: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Make the version of an object that takes it back."""
    return content | {"revoked": True, "modified": stamp(now)}


def bundle(objects: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Put objects together for a file."""
    return {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": list(objects)}


def _object(kind: str, maker: Maker) -> dict[str, Any]:
    made = {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid4()}",
        "created_by_ref": maker.identity,
        "created": stamp(maker.now),
        "modified": stamp(maker.now),
        "object_marking_refs": [markings.TLP_2[maker.tlp]],
    }
    return made | ({} if maker.confidence is None else {"confidence": maker.confidence})
