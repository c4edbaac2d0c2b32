"""Writes a STIX bundle of indicators.

Source: STIX 2.1 sections 4.7 (indicator), 8 (bundle) and 9 (patterns).
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.patterns import literals

_HASHES = {
    32: "MD5",
    40: "'SHA-1'",
    56: "'SHA-224'",
    64: "'SHA-256'",
    96: "'SHA-384'",
    128: "'SHA-512'",
}
_PATHS = {
    Kind.DOMAIN: "domain-name:value",
    Kind.URL: "url:value",
    Kind.EMAIL: "email-addr:value",
    Kind.FILE_NAME: "file:name",
    Kind.USER_AGENT: ("network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"),
    Kind.JA3: "network-traffic:x_ja3",
    Kind.JA4: "network-traffic:x_ja4",
}


def bundle(indicators: Iterable[Indicator], *, made_at: datetime) -> Iterator[bytes]:
    """Write a bundle; the same indicators made at the same time give the same bytes.

    Values that came under one id are one pattern again, if they stand one after the other.
    """
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"wardmote bundle {made_at.isoformat()}"))
    yield f'{{"type": "bundle", "id": "bundle--{name}", "objects": [\n'.encode()
    mark = b""
    together: list[Indicator] = []
    for each in indicators:
        if together and each.ref != together[0].ref:
            yield mark + _object(together, made_at)
            mark, together = b",\n", []
        together.append(each)
    if together:
        yield mark + _object(together, made_at)
    yield b"\n]}\n"


def pattern(kind: Kind, value: str) -> str:
    """Write a pattern that looks for one value, without brackets around it.

    An address of a page is given with http://, because ours are kept without their scheme; a
    reader such as ours compares it with https as well.
    """
    if kind is Kind.HASH:
        return f"file:hashes.{_HASHES.get(len(value), 'MD5')} = {literals.quoted(value)}"
    if kind in (Kind.IP, Kind.CIDR):
        version = "ipv6-addr" if ":" in value else "ipv4-addr"
        return f"{version}:value = {literals.quoted(value)}"
    if kind is Kind.URL_PREFIX:
        return _prefix(value)
    text = f"http://{value}" if kind is Kind.URL else value
    return f"{_PATHS[kind]} = {literals.quoted(text)}"


def _prefix(value: str) -> str:
    """Write that an address starts with a text; LIKE cannot name the signs that mean anything."""
    if "%" not in value and "_" not in value:
        return f"url:value LIKE {literals.quoted(f'http://{value}%')}"
    special = "".join(f"\\{mark}" if mark in r"\.^$*+?{}[]|()" else mark for mark in value)
    return f"url:value MATCHES {literals.quoted(f'^http://{special}')}"


def _object(together: list[Indicator], made_at: datetime) -> bytes:
    first = together[0]
    tests = " OR ".join(f"[{pattern(each.kind, each.value)}]" for each in together)
    record = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": first.ref,
        "created": _time(made_at),
        "modified": _time(made_at),
        "pattern": tests,
        "pattern_type": "stix",
        "valid_from": _time(first.valid_from or made_at),
    }
    if first.name:
        record["name"] = first.name
    if first.valid_until:
        record["valid_until"] = _time(first.valid_until)
    return msgspec.json.encode(record)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
