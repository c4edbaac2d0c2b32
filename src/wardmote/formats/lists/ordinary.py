"""Lists of values that are no sign of an attack: sites that all use, benign files, resolvers.

Source: the MISP warning lists (format and matching), as the package `pymispwarninglists` carries
them; two short lists of our own where it is not installed.
"""

import ipaddress
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources, util
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from wardmote.formats.lists import suffixes
from wardmote.rules.indicators.values import Kind
from wardmote.rules.refusal import Invalid

HIRED = frozenset(
    (
        "amazon-aws",
        "disposable-email",
        "dynamic-dns",
        "google-gcp",
        "lots-project",
        "microsoft-azure",
        "microsoft-azure-china",
        "microsoft-azure-germany",
        "microsoft-azure-us-gov",
        "ovh-cluster",
        "sinkholes",
        "vpn-ipv4",
        "vpn-ipv6",
    )
)
"""Lists of what attackers hire like anybody else, or lost to those who watch them: what is on one
may well be the only sign of an attack."""

_KINDS = {
    "domain": Kind.DOMAIN,
    "hostname": Kind.DOMAIN,
    "ip-src": Kind.IP,
    "ip-dst": Kind.IP,
    "url": Kind.URL,
    "uri": Kind.URL,
    "md5": Kind.HASH,
    "sha1": Kind.HASH,
    "sha256": Kind.HASH,
    "sha512": Kind.HASH,
    "email": Kind.EMAIL,
    "email-src": Kind.EMAIL,
    "email-dst": Kind.EMAIL,
    "filename": Kind.FILE_NAME,
    "user-agent": Kind.USER_AGENT,
    "ja3-fingerprint-md5": Kind.JA3,
}
_Form = TypeVar("_Form", bound="_Head")
_ASKED = {Kind.CIDR: Kind.IP, Kind.URL_PREFIX: Kind.URL}
_MARKS = 1 << 22
_EXPRESSION = re.compile(r"/(.*)/([a-z]*)", re.S)


class _Head(msgspec.Struct):
    name: str
    type: str
    matching_attributes: list[str] = []


class _Whole(_Head):
    entries: list[Any] = msgspec.field(name="list", default_factory=list)


class _Table:
    """Which of some lists hold a text: one number for each entry, sorted.

    The upper bits of a number are a hash of the text, the lower ones say which list. Two texts
    have the same hash once in some 10^10 questions. A set would take ten times the memory. The
    marks answer nearly all questions about what is on no list, without a search.
    """

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._numbers = array("q")
        self._marks = bytearray(_MARKS)

    def add(self, texts: Iterable[str], number: int) -> None:
        """Put the texts of a list in; `settle` before asking."""
        bits = self._bits
        self._numbers.extend(_hash(text, bits) << bits | number for text in texts)

    def settle(self) -> None:
        """Sort what was put in."""
        self._numbers = array("q", sorted(self._numbers))
        for number in self._numbers:
            hashed = number >> self._bits
            self._marks[(hashed >> 3) % _MARKS] |= 1 << (hashed & 7)

    def find(self, text: str) -> tuple[int, ...]:
        """Give the numbers of the lists that hold a text."""
        hashed = _hash(text, self._bits)
        if not self._marks[(hashed >> 3) % _MARKS] & 1 << (hashed & 7):
            return ()
        first = bisect_left(self._numbers, hashed << self._bits)
        last = bisect_left(self._numbers, hashed + 1 << self._bits, first)
        return tuple(number & ((1 << self._bits) - 1) for number in self._numbers[first:last])


@dataclass(slots=True)
class _Matcher:
    """All lists that speak of one kind, laid out for asking."""

    exact: _Table
    below: _Table
    names: list[str] = field(default_factory=list)
    networks: dict[tuple[int, int], dict[int, tuple[int, ...]]] = field(default_factory=dict)
    parts: list[tuple[str, int]] = field(default_factory=list)
    expressions: list[tuple[re.Pattern[str], int]] = field(default_factory=list)


class Lists:
    """The lists of some files, each kind of them loaded when it is first asked for."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._heads = [(path, _read(path, _Head)) for path in sorted(files)]
        self._matchers: dict[Kind, _Matcher] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all lists."""
        return tuple(head.name for _, head in self._heads)

    def prepare(self) -> None:
        """Load what every question needs, before the first is asked. Cost: some seconds."""
        for kind in Kind:
            self.which(kind, "")

    def which(self, kind: Kind, value: str) -> tuple[str, ...]:
        """Name the lists that hold a value.

        A name is held by a list of hosts where any name above it is, but for names that anyone
        may hire: `evil.github.io` is not GitHub's. A URL is compared as a whole: that its host is
        well known says nothing about the page.
        Cost: some microseconds; the first question about a kind some seconds.
        """
        asked = _ASKED.get(kind, kind)
        matcher = self._matchers.get(asked)
        if matcher is None:
            matcher = self._matchers[asked] = _matcher(self._heads, asked)
        return tuple(matcher.names[number] for number in sorted(set(_found(matcher, asked, value))))


@cache
def load(*, hired: bool = True) -> Lists:
    """Give the lists that are installed, or else our own; without the `HIRED` or with."""
    installed = util.find_spec("pymispwarninglists")
    for place in (installed.submodule_search_locations or ()) if installed else ():
        files = list(Path(place).glob("data/misp-warninglists/lists/*/list.json"))
        if files:
            return Lists(each for each in files if hired or each.parent.name not in HIRED)
    return shipped()


def shipped() -> Lists:
    """Give our own short lists."""
    folder = resources.files("wardmote") / "data/lists"
    return Lists(Path(str(each)) for each in folder.iterdir())


def _found(matcher: _Matcher, kind: Kind, value: str) -> Iterator[int]:
    lowered = value.lower()
    yield from matcher.exact.find(lowered)
    if kind is Kind.DOMAIN:
        yield from _above(matcher.below, lowered)
    if kind is Kind.IP and matcher.networks:
        yield from _holding(matcher, value)
    yield from (number for part, number in matcher.parts if part in lowered)
    yield from (number for form, number in matcher.expressions if form.search(value))


def _above(below: _Table, name: str) -> Iterator[int]:
    yield from below.find(name)
    place = name.find(".")
    while place >= 0:
        above = name[place + 1 :]
        # This is asked last: it costs more, and nearly all names are on no list.
        if (found := below.find(above)) and len(above) >= len(suffixes.hired(name) or above):
            yield from found
        place = name.find(".", place + 1)


def _holding(matcher: _Matcher, value: str) -> Iterator[int]:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return
    address, most = int(network.network_address), network.max_prefixlen
    for (version, length), places in matcher.networks.items():
        if version == network.version and length <= network.prefixlen:
            yield from places.get(address >> (most - length), ())


def _matcher(heads: Sequence[tuple[Path, _Head]], kind: Kind) -> _Matcher:
    files = [
        path
        for path, head in heads
        if any(_KINDS.get(name) is kind for name in head.matching_attributes)
    ]
    bits = max(1, len(files).bit_length())
    made = _Matcher(_Table(bits), _Table(bits))
    for number, path in enumerate(files):
        whole = _read(path, _Whole)
        made.names.append(whole.name)
        entries = (each.strip().lower() for each in whole.entries if isinstance(each, str))
        if whole.type == "string":
            made.exact.add(entries, number)
        elif whole.type == "hostname" and kind is Kind.DOMAIN:
            made.below.add((each.strip(".") for each in entries), number)
        elif whole.type == "cidr":
            _add_networks(made.networks, entries, number)
        elif whole.type == "substring":
            made.parts += [(each, number) for each in entries if each]
        elif whole.type == "regex":
            made.expressions += [(form, number) for form in _expressions(whole.entries)]
    made.exact.settle()
    made.below.settle()
    return made


def _add_networks(
    networks: dict[tuple[int, int], dict[int, tuple[int, ...]]], entries: Iterable[str], number: int
) -> None:
    for entry in entries:
        try:
            network = ipaddress.ip_network(entry, strict=False)
        except ValueError:
            continue  # one bad entry of a list is no reason to be without the list
        places = networks.setdefault((network.version, network.prefixlen), {})
        key = int(network.network_address) >> (network.max_prefixlen - network.prefixlen)
        places[key] = (*places.get(key, ()), number)


def _expressions(entries: list[Any]) -> Iterator[re.Pattern[str]]:
    for entry in entries:
        written = _EXPRESSION.fullmatch(str(entry))
        try:
            yield re.compile(
                written[1] if written else str(entry),
                re.I if written and "i" in written[2] else 0,
            )
        except re.error:
            continue  # written for another language


def _hash(text: str, bits: int) -> int:
    return hash(text) & ((1 << (63 - bits)) - 1)


def _read(path: Path, form: type[_Form]) -> _Form:
    try:
        return msgspec.json.decode(path.read_bytes(), type=form)
    except (OSError, msgspec.MsgspecError):
        raise Invalid("This is not a list of ordinary values.", source=path.name) from None
