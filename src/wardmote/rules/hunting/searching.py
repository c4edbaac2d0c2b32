"""Looks for indicators in events, one event after the other: slow, clear and exact.

The engine that hunts must find just what this finds.

Source: STIX 2.1 sections 4.7 and 5.2 (validity and sightings); Wardmote's own rule: a domain is
shown by each name below it, an event counts once for an indicator, and an event whose time cannot
be read is counted, since nothing says that it lies outside.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wardmote.rules.hunting import cells
from wardmote.rules.hunting.values import SHOWN_BY, Column, Event, Find, Holds
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Indicator, Kind


def search(
    events: Iterable[Event],
    columns: Sequence[Column],
    indicators: Iterable[Indicator],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Find, ...]:
    """Give each indicator that was seen from `since` until before `until`, in the order of refs.

    Cost: linear in events and cells; indicators cost memory alone, but prefixes of one host.
    """
    sought = _Sought()
    for indicator in indicators:
        sought.add(indicator)
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for event in events:
        if not within(event.time, since, until):
            continue
        shown = {
            indicator.ref
            for column in columns
            for cell in cells.values(column, event.cells.get(column.name, ""))
            for indicator in sought.shown(column.holds, cell)
            if within(event.time, indicator.valid_from, indicator.valid_until)
        }
        for ref in shown:
            seen[ref].add(event.time)
    return tuple(Find(ref, it.first, it.last, it.count) for ref, it in sorted(seen.items()))


def within(time: datetime | None, since: datetime | None, until: datetime | None) -> bool:
    """Tell whether a time lies from `since` until before `until`; one that is not known does."""
    if time is None:
        return True
    return (since is None or since <= time) and (until is None or time < until)


def parents(name: str) -> Iterator[str]:
    """Give a name and each name above it, as long as it has a dot."""
    while "." in name:
        yield name
        name = name.partition(".")[2]


@dataclass(slots=True)
class _Seen:
    """When and how often one indicator was seen so far."""

    first: datetime | None = None
    last: datetime | None = None
    count: int = 0

    def add(self, time: datetime | None) -> None:
        self.count += 1
        if time is not None:
            self.first = time if self.first is None else min(self.first, time)
            self.last = time if self.last is None else max(self.last, time)


@dataclass(slots=True)
class _Sought:
    """All indicators, by what a cell is looked up with."""

    values: dict[tuple[Kind, str], list[Indicator]] = field(
        default_factory=lambda: defaultdict(list)
    )
    prefixes: dict[str, list[Indicator]] = field(default_factory=lambda: defaultdict(list))
    lengths: dict[int, set[int]] = field(default_factory=lambda: {4: set(), 6: set()})

    def add(self, indicator: Indicator) -> None:
        self.values[indicator.kind, indicator.value].append(indicator)
        if indicator.kind is Kind.CIDR:
            network = ipaddress.ip_network(indicator.value)
            self.lengths[network.version].add(network.prefixlen)
        elif indicator.kind is Kind.URL_PREFIX:
            self.prefixes[writing.host_of(indicator.value)].append(indicator)

    def shown(self, holds: Holds, cell: str) -> Iterator[Indicator]:
        """Give each indicator that a cell shows, perhaps more than once."""
        for key in self._keys(holds, cell):
            if holds in SHOWN_BY[key[0]]:
                yield from self.values.get(key, ())
        address = writing.url(cell) if holds is Holds.URL else None
        if address is not None:
            for indicator in self.prefixes.get(writing.host_of(address), ()):
                if address.startswith(indicator.value):
                    yield indicator

    def _keys(self, holds: Holds, cell: str) -> Iterator[tuple[Kind, str]]:
        if holds in (Holds.HOST, Holds.IP):
            yield from self._keys_of_host(writing.host(cell))
        elif holds is Holds.URL:
            address = writing.url(cell)
            if address is not None:
                yield Kind.URL, address
                yield from self._keys_of_host(writing.host_of(address))
        elif holds is Holds.HASH:
            yield from ((Kind.HASH, each) for each in writing.hashes(cell))
        elif holds in PLAIN:
            kind, write = PLAIN[holds]
            value = write(cell)
            if value is not None:
                yield kind, value

    def _keys_of_host(self, host: str | None) -> Iterator[tuple[Kind, str]]:
        if host is None:
            return
        if not writing.is_address(host):
            yield from ((Kind.DOMAIN, name) for name in parents(host))
            return
        yield Kind.IP, host
        for length in self.lengths[ipaddress.ip_address(host).version]:
            yield Kind.CIDR, str(ipaddress.ip_network((host, length), strict=False))


PLAIN: Mapping[Holds, tuple[Kind, writing.Write]] = {
    Holds.EMAIL: (Kind.EMAIL, writing.email),
    Holds.PATH: (Kind.FILE_NAME, writing.file_name),
    Holds.USER_AGENT: (Kind.USER_AGENT, writing.user_agent),
    Holds.JA3: (Kind.JA3, writing.ja3),
    Holds.JA4: (Kind.JA4, writing.ja4),
}
"""What holds one value that is compared as a whole, and how it is written."""
