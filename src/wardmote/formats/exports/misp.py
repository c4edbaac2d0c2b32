"""Writes an event for MISP.

Source: MISP core format (RFC draft draft-dulaunoy-misp-core-format).
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from wardmote.formats.exports.counting import Sieve
from wardmote.rules.indicators.values import Indicator, Kind

_HASHES = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
TYPES = {
    Kind.DOMAIN: ("domain", "Network activity"),
    Kind.IP: ("ip-dst", "Network activity"),
    Kind.CIDR: ("ip-dst", "Network activity"),
    Kind.URL: ("url", "Network activity"),
    Kind.HASH: ("", "Payload delivery"),
    Kind.EMAIL: ("email", "Payload delivery"),
    Kind.FILE_NAME: ("filename", "Payload delivery"),
    Kind.USER_AGENT: ("user-agent", "Network activity"),
    Kind.JA3: ("ja3-fingerprint-md5", "Network activity"),
}


def event(
    indicators: Iterable[Indicator],
    others: Counter[str] | None = None,
    *,
    title: str,
    made_at: datetime,
) -> Iterator[bytes]:
    """Write one event, all of it for the reader's organisation alone (distribution 0).

    An address of a page is given with http://, because ours are kept without their scheme.
    """
    head = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{title} {made_at.isoformat()}")),
        "info": title,
        "date": made_at.date().isoformat(),
        "timestamp": str(int(made_at.timestamp())),
        "threat_level_id": "4",
        "analysis": "2",
        "distribution": "0",
        "published": False,
    }
    yield b'{"Event": ' + msgspec.json.encode(head)[:-1] + b', "Attribute": [\n'
    mark = b""
    for each in Sieve(*TYPES, others=others).through(indicators):
        yield mark + msgspec.json.encode(_attribute(each, head["timestamp"]))
        mark = b",\n"
    yield b"\n]}}\n"


def _attribute(each: Indicator, timestamp: object) -> dict[str, object]:
    sort, category = TYPES[each.kind]
    # One id of STIX may stand for several values, but two attributes may not have one id.
    own = uuid.uuid5(uuid.NAMESPACE_URL, f"{each.ref} {each.kind} {each.value}")
    record: dict[str, object] = {
        "uuid": str(own),
        "type": sort or _HASHES.get(len(each.value), "other"),
        "category": category,
        "value": f"http://{each.value}" if each.kind is Kind.URL else each.value,
        "comment": each.name,
        "to_ids": True,
        "distribution": "5",
        "timestamp": timestamp,
    }
    if each.valid_from:
        record["first_seen"] = each.valid_from.isoformat()
    return record
