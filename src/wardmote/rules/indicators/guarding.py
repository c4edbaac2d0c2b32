"""What must not be looked for, and what a person should look at first."""

import hashlib
import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from wardmote.rules.indicators.values import Kind

IsSuffix = Callable[[str], bool]
Which = Callable[[Kind, str], tuple[str, ...]]


class Weight(StrEnum):
    """How much a caution weighs."""

    NEVER = "never"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Caution:
    """Why an indicator is not looked for (NEVER), or not before a person agreed (SUSPECT)."""

    weight: Weight
    reason: str


_PLACES: tuple[tuple[Weight, str, tuple[str, ...]], ...] = (
    (
        Weight.SUSPECT,
        "It is reserved for examples in documents.",
        ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    ),
    (
        Weight.NEVER,
        "It is private: every network uses it for itself.",
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"),
    ),
    (
        Weight.NEVER,
        "It is a machine's own address, or holds on one cable alone.",
        ("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10"),
    ),
    (
        Weight.NEVER,
        "It is reserved: nobody on the internet has it.",
        (
            *("0.0.0.0/8", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
            *("::/128", "100::/64", "ff00::/8"),
        ),
    ),
)


def _by_prefix() -> dict[tuple[int, int], dict[int, Caution]]:
    """Lay the places out by version and length, so that each is found by the first bits."""
    laid: dict[tuple[int, int], dict[int, Caution]] = {}
    for weight, reason, places in _PLACES:
        for network in map(ipaddress.ip_network, places):
            length = network.prefixlen
            first = int(network.network_address) >> (network.max_prefixlen - length)
            laid.setdefault((network.version, length), {})[first] = Caution(weight, reason)
    return laid


_BY_PREFIX = _by_prefix()

_RESERVED_NAMES = frozenset(
    (
        *("alt", "arpa", "example", "internal", "invalid", "local", "localhost", "test"),
        *("example.com", "example.net", "example.org", "home", "corp", "lan"),
    )
)

_ORDINARY_CONTENTS = (b"", b"\n", b"\r\n", b" ", b"\0")

_ORDINARY_HASHES = frozenset(
    hashlib.new(name, content, usedforsecurity=False).hexdigest()
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
    for content in _ORDINARY_CONTENTS
)

_ORDINARY_FILES = frozenset(
    (
        *("chrome.exe", "cmd.exe", "conhost.exe", "csrss.exe", "excel.exe", "explorer.exe"),
        *("lsass.exe", "msedge.exe", "mshta.exe", "outlook.exe", "powershell.exe", "regsvr32.exe"),
        *("rundll32.exe", "services.exe", "svchost.exe", "taskhostw.exe", "winword.exe"),
        *("wscript.exe", "cscript.exe", "certutil.exe", "kernel32.dll", "ntdll.dll"),
        *("index.html", "index.php", "readme.txt", "readme.md", "setup.exe", "install.exe"),
        *("update.exe", "document.pdf", "invoice.pdf", "image.png", "favicon.ico"),
    )
)

_WIDEST = {4: (8, 16), 6: (16, 32)}
"""By version: a network wider than the first is never looked for, than the second is suspect."""

_SHORTEST_AGENT = 8


def cautions(
    kind: Kind, value: str, *, is_public_suffix: IsSuffix, which: Which | None = None
) -> tuple[Caution, ...]:
    """Say what speaks against looking for a value, the weightiest first.

    Shape: `value` is written as `rules.indicators.writing` writes it; `is_public_suffix` says
    whether anyone may register below a name; `which` names the lists of ordinary values that
    hold one.
    Source: RFC 6890 and RFC 5737 (addresses), RFC 6761 and RFC 2606 (names), the Public Suffix
    List; a network wider than /16, or /32 in version 6, holds many who have no part in it.
    """
    found = list(_by_kind(kind, value, is_public_suffix))
    lists = which(kind, value) if which else ()
    if lists:
        named = "; ".join(lists[:3]) + ("; and more" if len(lists) > 3 else "")
        found.append(Caution(Weight.SUSPECT, f"It is on a list of ordinary values: {named}."))
    return tuple(sorted(found, key=lambda each: each.weight is not Weight.NEVER))


def never(kind: Kind, value: str, *, is_public_suffix: IsSuffix) -> str:
    """Say why a value must not be looked for, or give an empty text.

    Source: as for `cautions`.
    """
    for each in _by_kind(kind, value, is_public_suffix):
        if each.weight is Weight.NEVER:
            return each.reason
    return ""


def _by_kind(kind: Kind, value: str, is_suffix: IsSuffix) -> Iterator[Caution]:
    if kind is Kind.DOMAIN:
        yield from _name(value, is_suffix)
    elif kind in (Kind.IP, Kind.CIDR):
        yield from _network(value)
    elif kind in (Kind.URL, Kind.URL_PREFIX):
        yield from _url(kind, value, is_suffix)
    elif kind is Kind.EMAIL:
        yield from _name(value.rpartition("@")[2], lambda name: False)
    else:
        yield from _other(kind, value)


def _name(name: str, is_suffix: IsSuffix) -> Iterator[Caution]:
    last_two = ".".join(name.rsplit(".", 2)[-2:])
    if "." not in name:
        yield Caution(Weight.NEVER, "It is a single word: everything below it would be found.")
    elif name.rpartition(".")[2] in _RESERVED_NAMES or last_two in _RESERVED_NAMES:
        yield Caution(
            Weight.SUSPECT, "It is reserved: nobody on the internet can register this name."
        )
    elif is_suffix(name):
        yield Caution(
            Weight.NEVER, "It is a public suffix: anyone may have a name below it. Be more precise."
        )


def _network(value: str) -> Iterator[Caution]:
    first, slash, length = value.partition("/")
    try:
        address = ipaddress.ip_address(first)
        bits = int(length) if slash else address.max_prefixlen
    except ValueError:
        return
    never_wider, wide = _WIDEST[address.version]
    if bits < never_wider:
        yield Caution(Weight.NEVER, f"It is a large part of the internet (/{bits}). Narrow it.")
    elif bits < wide:
        yield Caution(
            Weight.SUSPECT, f"It is wide (/{bits}): many in it have no part in this. Narrow it."
        )
    number = int(address)
    for (version, shorter), places in _BY_PREFIX.items():
        if version == address.version and shorter <= bits:
            found = places.get(number >> (address.max_prefixlen - shorter))
            if found:
                yield found
                return


def _url(kind: Kind, value: str, is_suffix: IsSuffix) -> Iterator[Caution]:
    try:
        parts = urlsplit(value if "//" in value else f"//{value}")
        host = parts.hostname or ""
    except ValueError:
        return
    if host and (":" in host or host.rpartition(".")[2].isdigit()):
        yield from _network(host)
    elif host:
        # One page below a shared name is precise; all of such a name is not.
        whole = kind is Kind.URL_PREFIX and parts.path in ("", "/") and not parts.query
        yield from _name(host, is_suffix if whole else lambda name: False)


def _other(kind: Kind, value: str) -> Iterator[Caution]:
    if kind is Kind.HASH:
        if value in _ORDINARY_HASHES:
            yield Caution(Weight.NEVER, "It is the hash of an empty file, or of one blank line.")
        elif len(set(value)) == 1:
            yield Caution(Weight.NEVER, "It is one character over and over, not a hash.")
    elif kind is Kind.FILE_NAME and value.lower() in _ORDINARY_FILES:
        yield Caution(Weight.SUSPECT, "Many harmless files have this name.")
    elif kind is Kind.USER_AGENT and len(value) < _SHORTEST_AGENT:
        yield Caution(Weight.SUSPECT, "It is too short to tell one program from another.")
    elif kind is Kind.JA3 and len(set(value)) == 1:
        yield Caution(Weight.NEVER, "It is one character over and over, not a fingerprint.")
