"""Writes plain lists: values, CSV, a hosts file, and a zone of response policies.

Source: RFC 4180 (CSV); hosts(5); the Internet draft on response policy
zones (draft-vixie-dnsop-dns-rpz), sections 4.1 and 4.2.
"""

import csv
import io
import ipaddress
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from wardmote.formats.exports.counting import Sieve
from wardmote.formats.tables import cells
from wardmote.rules.indicators.values import Indicator, Kind

HEADER = ("kind", "value", "name", "valid_from", "valid_until", "ref")
LONGEST_ZONE_NAME = 230
"""Characters of a name that still fits below the name of the zone."""


def values(indicators: Iterable[Indicator]) -> Iterator[bytes]:
    """Write one value a line, each once."""
    for value in dict.fromkeys(each.value for each in indicators):
        yield _one_line(value).encode("utf-8", "replace") + b"\n"


def table(indicators: Iterable[Indicator]) -> Iterator[bytes]:
    """Write CSV that `formats.packs` reads again; no cell can be a formula."""
    yield _row(HEADER)
    for each in indicators:
        since, until = (time.isoformat() if time else "" for time in _times(each))
        yield _row((each.kind, each.value, each.name, since, until, each.ref))


def hosts(indicators: Iterable[Indicator], others: Counter[str] | None = None) -> Iterator[bytes]:
    """Write a hosts file. It stops the names themselves: the names below them need a zone."""
    sieve = Sieve(Kind.DOMAIN, others=others)
    yield b"# The names below these are not stopped: a hosts file cannot do that.\n"
    for name in dict.fromkeys(each.value for each in sieve.through(indicators)):
        yield f"0.0.0.0 {name}\n".encode()
    yield sieve.comment("#")


def zone(
    indicators: Iterable[Indicator], others: Counter[str] | None = None, *, serial: int
) -> Iterator[bytes]:
    """Write a zone that answers "no such name" for domains, and for what resolves to addresses.

    Shape: `serial` must grow from one writing to the next, as secondary servers compare it.
    """
    sieve = Sieve(Kind.DOMAIN, Kind.IP, Kind.CIDR, others=others)
    yield (
        f"$TTL 300\n@ IN SOA localhost. hostmaster.localhost. {serial} 3600 600 86400 300\n"
        "@ IN NS localhost.\n"
    ).encode()
    seen: set[str] = set()
    for each in sieve.through(indicators):
        if each.value in seen or len(each.value) > LONGEST_ZONE_NAME:
            continue
        seen.add(each.value)
        if each.kind is Kind.DOMAIN:
            yield f"{each.value} CNAME .\n*.{each.value} CNAME .\n".encode()
        else:
            yield f"{_owner(each.value)} CNAME .\n".encode()
    yield sieve.comment(";")


def _times(indicator: Indicator) -> tuple[datetime | None, datetime | None]:
    return indicator.valid_from, indicator.valid_until


def _owner(value: str) -> str:
    """Write an address or a range as the name of a rule on answers."""
    network = ipaddress.ip_network(value)
    address = str(network.network_address)
    if network.version == 4:
        parts = address.split(".")
    else:
        parts = address.replace("::", ":zz:").strip(":").split(":")
    return ".".join([str(network.prefixlen), *reversed(parts), "rpz-ip"])


def _row(row: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([cells.neutral(each) for each in row])
    return line.getvalue().encode("utf-8", "replace")


def _one_line(value: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in value)
