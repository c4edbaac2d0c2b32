"""Writes a file for the intelligence framework of Zeek.

Source: Zeek manual, Intelligence Framework and base/frameworks/intel: types, tab-separated
columns, and addresses of pages without their scheme.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from wardmote.formats.exports.counting import Sieve
from wardmote.rules.indicators.values import Indicator, Kind

TYPES = {
    Kind.DOMAIN: "Intel::DOMAIN",
    Kind.IP: "Intel::ADDR",
    Kind.CIDR: "Intel::SUBNET",
    Kind.URL: "Intel::URL",
    Kind.HASH: "Intel::FILE_HASH",
    Kind.EMAIL: "Intel::EMAIL",
    Kind.FILE_NAME: "Intel::FILE_NAME",
    Kind.USER_AGENT: "Intel::SOFTWARE",
}
COLUMNS = ("indicator", "indicator_type", "meta.source", "meta.desc")


def intel(
    indicators: Iterable[Indicator], others: Counter[str] | None = None, *, source: str
) -> Iterator[bytes]:
    """Write one row an indicator. Zeek compares domains as a whole, not the names below them."""
    yield ("#fields\t" + "\t".join(COLUMNS) + "\n").encode()
    sieve = Sieve(*TYPES, others=others)
    for each in sieve.through(indicators):
        cells = (each.value, TYPES[each.kind], source, each.name or each.ref)
        yield ("\t".join(map(_cell, cells)) + "\n").encode("utf-8", "replace")
    yield sieve.comment("#")


def _cell(text: str) -> str:
    """Write a cell on one line and between two tabs, as Zeek escapes; `-` would mean unset."""
    text = text.replace("\\", "\\x5c")
    plain = "".join(
        mark if mark.isprintable() else "".join(f"\\x{byte:02x}" for byte in _octets(mark))
        for mark in text
    )
    if plain.startswith("#"):
        plain = "\\x23" + plain[1:]
    return "\\x2d" if plain == "-" else plain or "-"


def _octets(mark: str) -> bytes:
    return mark.encode("utf-8", "replace")
