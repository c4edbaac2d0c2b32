"""The lists that a hub gives out: what each is for, what it holds, and how it is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from wardmote.formats.exports import misp, plain, suricata, zeek
from wardmote.rules.indicators.values import Indicator, Kind

Write = Callable[[Iterable[Indicator], str, datetime], Iterator[bytes]]
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Format:
    """A list that can be fetched.

    Shape: `kinds` are what it holds; none means that its writer chooses. `write` is None for
    objects of STIX, which go as they were sent.
    """

    title: str
    purpose: str
    file: str
    media: str
    kinds: tuple[Kind, ...] = ()
    write: Write | None = None


def _values(indicators: Iterable[Indicator], title: str, now: datetime) -> Iterator[bytes]:
    return plain.values(indicators)


def _urls(indicators: Iterable[Indicator], title: str, now: datetime) -> Iterator[bytes]:
    """Write addresses with both schemes: ours are kept without."""
    for line in plain.values(indicators):
        yield b"http://" + line + b"https://" + line


def _hosts(indicators: Iterable[Indicator], title: str, now: datetime) -> Iterator[bytes]:
    return plain.hosts(indicators)


def _zone(indicators: Iterable[Indicator], title: str, now: datetime) -> Iterator[bytes]:
    return plain.zone(indicators, serial=int(now.timestamp()))


def _table(indicators: Iterable[Indicator], title: str, now: datetime) -> Iterator[bytes]:
    return plain.table(indicators)


def _misp(indicators: Iterable[Indicator], title: str, now: datetime) -> Iterator[bytes]:
    return misp.event(indicators, title=title, made_at=now)


def _suricata(indicators: Iterable[Indicator], title: str, now: datetime) -> Iterator[bytes]:
    return suricata.rules(indicators)


def _zeek(indicators: Iterable[Indicator], title: str, now: datetime) -> Iterator[bytes]:
    return zeek.intel(indicators, source=title)


FORMATS: Mapping[str, Format] = {
    "domains": Format(
        "Domains",
        "One name a line, for firewalls and filters such as pfBlockerNG.",
        *("domains.txt", TEXT, (Kind.DOMAIN,), _values),
    ),
    "ips": Format(
        "Addresses and networks",
        "One a line, for a firewall's table: pfSense, OPNsense, FortiGate, Palo Alto.",
        *("ips.txt", TEXT, (Kind.IP, Kind.CIDR), _values),
    ),
    "urls": Format(
        "Web addresses",
        "One a line, each with http and https, for a web filter.",
        *("urls.txt", TEXT, (Kind.URL, Kind.URL_PREFIX), _urls),
    ),
    "hashes": Format(
        "Hashes of files",
        "One a line: MD5, SHA-1 and SHA-256, for endpoint protection.",
        *("hashes.txt", TEXT, (Kind.HASH,), _values),
    ),
    "hosts": Format(
        "A hosts file",
        "Stops the names themselves, for a filter such as Pi-hole.",
        *("hosts.txt", TEXT, (Kind.DOMAIN,), _hosts),
    ),
    "rpz": Format(
        "A response policy zone",
        "Stops names and all below them, for DNS: BIND, Unbound, Knot, PowerDNS.",
        *("rpz.zone", TEXT, (Kind.DOMAIN, Kind.IP, Kind.CIDR), _zone),
    ),
    "csv": Format(
        "A table",
        "Every value with its name and times, for a spreadsheet or a script.",
        *("indicators.csv", "text/csv; charset=utf-8", (), _table),
    ),
    "misp": Format(
        "An event of MISP",
        "For MISP’s own import. To keep MISP up to date, add the table there as a feed.",
        *("misp.json", "application/json", (), _misp),
    ),
    "suricata": Format(
        "Rules of Suricata",
        "For Suricata 7.0.3 and newer, with suricata-update.",
        *("wardmote.rules", TEXT, (), _suricata),
    ),
    "zeek": Format(
        "A file for Zeek", "For Zeek’s Intel framework.", *("intel.dat", TEXT, (), _zeek)
    ),
    "stix": Format(
        "Objects of STIX",
        "All objects as they were sent, in one file, for anything that reads STIX 2.1.",
        *("bundle.json", "application/stix+json;version=2.1"),
    ),
}


def bundle(objects: Iterable[bytes], ref: str) -> Iterator[bytes]:
    """Write a bundle of objects, each byte for byte. Shape: `ref` is the bundle's id."""
    yield f'{{"type": "bundle", "id": "{ref}", "objects": [\n'.encode()
    mark = b""
    for each in objects:
        yield mark + each
        mark = b",\n"
    yield b"\n]}\n"
