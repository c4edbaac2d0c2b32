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
    PAIRS = "pairs"
    PARQUET = "parquet"
    EVTX = "evtx"


class Clock(StrEnum):
    """How a log writes the time. All are read as UTC unless they say otherwise.

    `WINDOWS_DNS` is `US` or `UK` as the server is set; looking at a file decides which.
    """

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

    Shape: `name` is the header's word, the name of a group in the pattern, the key of a pair, or
    a JSON path with dots, which passes through lists; `stix` are object paths of STIX patterns,
    such as `domain-name:value`; `sigma` are the names that Sigma rules use for it. `several` is
    what stands between values where a cell may hold more than one; a list in JSON is written so.
    `rewritten` are pairs of a pattern and what takes its place, applied in their order wherever
    they match, before anything is compared. `clock` is given where it is not the kind's. `pattern`
    has a group `value` and stands for a column of PAIRS that is no pair, such as a time in front.
    `written` is what it is called in the log, where a name differs from another by case alone.
    """

    name: str
    holds: Holds = Holds.OTHER
    stix: tuple[str, ...] = ()
    sigma: tuple[str, ...] = ()
    several: str = ""
    rewritten: tuple[tuple[str, str], ...] = ()
    clock: Clock | None = None
    pattern: str = ""
    written: str = ""

    @property
    def key(self) -> str:
        """Give what the log calls it."""
        return self.written or self.name


@dataclass(frozen=True, slots=True)
class LogKind:
    """A kind of log: how it is taken apart, and what its columns mean.

    The time of an event is the first column that holds a time and has one.

    Shape: `pattern` is for the readers PATTERN and PAIRS, is searched for in a line, and must be
    understood alike by Python's `re` and by RE2. For PATTERN it has named groups, for PAIRS one
    group `value`, and `{key}` stands for the column's name; marks `"` around a value are not part
    of it. `joined` makes columns out of others, such as a URL of host and path: name to a template
    such as `http://{host}{uri}`; it is absent where a part is, and `columns` says what it holds.
    `signs` show that a file is of this kind: columns that must be there; for PAIRS, patterns that
    a line must match; for PATTERN, words of the first line of a head that goes before the events.
    Lines that start with `comment` are no events. Cells in `empty` hold nothing. `inside` is the
    column of JSON text whose paths are columns too, or the key under which an object of JSON lines
    holds the event. `sigma` are the log sources of Sigma that this kind can answer, such as
    `category=proxy`; `where` says for a log source which columns must have one of which values.
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
    signs: tuple[str, ...] = ()
    comment: str = ""
    empty: tuple[str, ...] = ()
    inside: str = ""
    where: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a log, taken apart: for the clear slow search, at the council alone.

    Shape: `cells` maps column names to text as it stands in the log, but rewritten where its
    column says so; a column that is empty, or `-` where that means empty, is not there.
    """

    time: datetime | None
    cells: Mapping[str, str]
