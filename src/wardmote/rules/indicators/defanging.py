"""Writes a value so that nobody follows it by accident, and finds what a value may be held by."""

import ipaddress
import re

from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind

_FOLLOWED = frozenset((Kind.DOMAIN, Kind.IP, Kind.CIDR, Kind.URL, Kind.URL_PREFIX, Kind.EMAIL))
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*+)('|\\?\Z)", re.S)
"""A text up to its end, or that of the pattern: so no pattern of whatever length is slow."""
_LOOKS_FOLLOWED = re.compile(r"[^\s/]\.[^\s/]|://")
_SCHEME = re.compile(r"\bhtt(ps?://)", re.I)
MOST_MEANT = 200
"""How many values a search looks for at once."""


def defanged(kind: str, value: str) -> str:
    """Write a value that a program would make a link of so that it makes none.

    Shape: `kind` is one of `Kind`; what is no address of any sort stays as it is.
    Source: the customs of the field, which `writing.refanged` undoes.
    """
    if kind not in _FOLLOWED:
        return value
    if kind in (Kind.IP, Kind.CIDR) and ":" in value:
        return value.replace(":", "[:]")
    scheme = writing.SCHEME.match(value)
    start = scheme.end() if scheme else 0
    host, slash, path = value[start:].partition("/")
    safe = host.replace("@", "[@]").replace(".", "[.]")
    return _SCHEME.sub(r"hxx\1", value[:start]) + safe + slash + path


def defanged_pattern(pattern: str) -> str:
    """Write a pattern so that none of the texts in it is followed by accident.

    Source: as for `defanged`.
    """
    return _QUOTED.sub(lambda found: f"'{_text(found[1])}{found[2]}", pattern)


def meant(text: str) -> tuple[str, ...]:
    """Give the written values that a search for a text finds, the text's own first.

    A domain is found by itself and by every name above it, since an indicator of a name holds for
    all below it; an address by the networks that hold it; a page by its address, by the start of
    it, and by its host.
    Source: `rules.indicators.values.Kind`: what each kind matches.
    """
    plain = writing.refanged(text).strip()
    found: dict[str, None] = {}
    host = writing.host(plain)
    if host is not None:
        found.update(dict.fromkeys(_above(host)))
    page = writing.url(plain) if "/" in plain else None
    if page is not None:
        found.update(dict.fromkeys(_starts(page)))
        found.update(dict.fromkeys(_above(writing.host_of(page))))
    for write in (writing.network, writing.email, writing.ja4):
        value = write(plain)
        if value is not None:
            found[value] = None
    found.update(dict.fromkeys(writing.hashes(plain)))
    found.update(dict.fromkeys((plain.lower(), plain)))
    return tuple(found)[:MOST_MEANT]


def _text(text: str) -> str:
    if not _LOOKS_FOLLOWED.search(text):
        return text
    text = _SCHEME.sub(r"hxx\1", text)
    before, there, rest = text.partition("://")
    where, slash, path = (rest if there else before).partition("/")
    return (before + there if there else "") + where.replace(".", "[.]") + slash + path


def _above(host: str) -> list[str]:
    """Give a name and the names above it but the last; or an address and what holds it."""
    if not writing.is_address(host):
        parts = host.split(".")
        return [".".join(parts[start:]) for start in range(max(1, len(parts) - 1))]
    address = ipaddress.ip_address(host)
    whole = ipaddress.ip_network(host)
    lengths = range(address.max_prefixlen - 1, 7, -1)
    return [host, *(str(whole.supernet(new_prefix=length)) for length in lengths)]


def _starts(page: str) -> list[str]:
    """Give an address of a page, and each start of it that ends at a slash or a question mark."""
    ends = [found.start() for found in re.finditer(r"[/?]", page)]
    return [page, *(page[: end + 1] for end in reversed(ends[:40]) if end + 1 < len(page))]
