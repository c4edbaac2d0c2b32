"""What is found, and how a log is laid out. No value here can hold a line of a log but `Event`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wardmote.rules.indicators.values import Kind


class Holds(StrEnum):
    """What a column of a log holds, as far as indicators are compared with it.

    A `HOST` is a name or an address, perhaps with a port; a `URL` may lack its scheme; a `PATH`
    is a file's name, perhaps with folders; a `HASH` cell may hold several, as Sysmon writes them.
    """

    TIME = "time"
    HOST = "host"
    IP = "ip"
    URL = "url"
    HASH = "hash"
    EMAIL = "email"
    PATH = "path"
    USER_AGENT = "user_agent"
    JA3 = "ja3"
    JA4 = "ja4"
    OTHER = "other"


SHOWN_BY: Mapping[Kind, tuple[Holds, ...]] = {
    Kind.DOMAIN: (Holds.HOST, Holds.URL),
    Kind.IP: (Holds.IP, Holds.HOST, Holds.URL),
    Kind.CIDR: (Holds.IP, Holds.HOST, Holds.URL),
    Kind.URL: (Holds.URL,),
    Kind.URL_PREFIX: (Holds.URL,),
    Kind.HASH: (Holds.HASH,),
    Kind.EMAIL: (Holds.EMAIL,),
    Kind.FILE_NAME: (Holds.PATH,),
    Kind.USER_AGENT: (Holds.USER_AGENT,),
    Kind.JA3: (Holds.JA3,),
    Kind.JA4: (Holds.JA4,),
}
"""Which columns can show an indicator of a kind. In a URL a host is compared with domains."""


@dataclass(frozen=True, slots=True)
class Find:
    """That an indicator was seen: from when to when, and in how many events.

    An event counts once, however many of its columns show the indicator. Times are None where
    no event that shows it has a time that can be read. No field of an event has a place here.
    """

    indicator: str
    first_seen: datetime | None
    last_seen: datetime | None
    count: int


class Reader(StrEnum):
    """How the text of a log is taken apart."""

    DELIMITED = "delimited"
    JSON_LINES = "json_lines"
    PATTERN = "pattern"
    PARQUET = "parquet"
    EVTX = "evtx"


class Clock(StrEnum):
    """How a log writes the time. All are read as UTC unless they say otherwise."""

    ISO = "iso"
    EPOCH = "epoch"
    EPOCH_MILLIS = "epoch_millis"
    APACHE = "apache"
    SYSLOG = "syslog"
    WINDOWS_DNS = "windows_dns"
    BIND = "bind"
    US = "us"
    UK = "uk"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a log: what it is called there, and what it means elsewhere.

    Shape: `name` is the header's word, the name of a group in the pattern, or a JSON path with
    dots; `stix` are object paths of STIX patterns, such as `domain-name:value`; `sigma` are the
    names that Sigma rules use for it.
    """

    name: str
    holds: Holds = Holds.OTHER
    stix: tuple[str, ...] = ()
    sigma: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogKind:
    """A kind of log: how it is taken apart, and what its columns mean.

    Shape: `pattern` has named groups and one line is one event, for the reader PATTERN alone;
    it must be understood alike by Python's `re` and by RE2. `joined` makes columns out of others,
    such as a URL of host and path: name to a template such as `http://{host}{uri}`. `sigma` are
    the log sources of Sigma that this kind can answer, such as `category=proxy`.
    """

    name: str
    title: str
    reader: Reader
    columns: tuple[Column, ...]
    clock: Clock = Clock.ISO
    delimiter: str = ","
    pattern: str = ""
    joined: Mapping[str, str] = field(default_factory=dict)
    sigma: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a log, taken apart: for the clear slow search, at the council alone.

    Shape: `cells` maps column names to text as it stands in the log; a column that is empty,
    or `-` where that means empty, is not there.
    """

    time: datetime | None
    cells: Mapping[str, str]
