"""How logs write the time: read in Python, and told in the words of SQL's strptime.

Source: ISO 8601 and RFC 3339; POSIX (seconds since 1970); Apache httpd `%t`; RFC 3164, which has
no year; BIND 9 `print-time`; Windows, short date of the United States and of the United Kingdom.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from wardmote.rules.hunting.values import Clock

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
AHEAD = timedelta(days=1)
"""How far a time without a year may lie after the file was last written."""

_ISO = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)([T ]\d\d:\d\d.*)?\Z")
_NUMBER = re.compile(r"(\d{1,17})(?:\.(\d{1,9})\d*)?\Z")
_CLOCK = r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
_ZONE = r"(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?"
_APACHE = re.compile(rf"\[?(\d\d)/([A-Z][a-z]{{2}})/(\d{{4}}):{_CLOCK}{_ZONE}\]?\Z")
_BIND = re.compile(rf"(\d\d)-([A-Z][a-z]{{2}})-(\d{{4}}) {_CLOCK}{_ZONE}\Z")
_SYSLOG = re.compile(rf"([A-Z][a-z]{{2}}) +(\d{{1,2}}) (?:(\d{{4}}) )?{_CLOCK}{_ZONE}\Z")
_SLASHED = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d),?"
    rf"(?: {_CLOCK}(?: ?([AaPp])\.?[Mm]\.?)?{_ZONE})?\Z"
)


@dataclass(frozen=True, slots=True)
class Form:
    """How SQL reads a clock: forms of strptime in the order to try, then a cast or a division.

    Shape: `casts` says that what no form reads is cast to a time with time zone; `per_second` is
    not 0 where the text is a number since 1970. Where `yearless`, the year of the file and a
    space go before the text, and a time more than a day after the file is a year too late.
    """

    strptime: tuple[str, ...] = ()
    casts: bool = False
    per_second: int = 0
    yearless: bool = False


def _slashed(day_first: bool) -> tuple[str, ...]:
    dates = ("%d{0}%m{0}%y", "%d{0}%m{0}%Y") if day_first else ("%m{0}%d{0}%y", "%m{0}%d{0}%Y")
    return tuple(
        f"{date.format(sign)}{time}"
        for sign in "/-."
        for date in dates
        for comma in ("", ",")
        for clock in ("%I:%M:%S %p", "%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
        for time in [f"{comma} {clock}"]
    )


_MONTH_NAMED = ("%H:%M:%S", "%H:%M:%S.%f")
FORMS: Mapping[Clock, Form] = {
    Clock.ISO: Form(casts=True),
    Clock.EPOCH: Form(per_second=1),
    Clock.EPOCH_MILLIS: Form(per_second=1000),
    Clock.APACHE: Form(("%d/%b/%Y:%H:%M:%S %z", "%d/%b/%Y:%H:%M:%S")),
    Clock.SYSLOG: Form(
        tuple(f"%Y %b %d {year}{time}" for year in ("", "%Y ") for time in _MONTH_NAMED),
        casts=True,
        yearless=True,
    ),
    Clock.BIND: Form(tuple(f"%d-%b-%Y {time}" for time in _MONTH_NAMED), casts=True),
    Clock.US: Form(_slashed(day_first=False)),
    Clock.UK: Form(_slashed(day_first=True)),
    Clock.WINDOWS_DNS: Form(_slashed(day_first=False)),
}


def read(clock: Clock, text: str, *, until: datetime) -> datetime | None:
    """Read a time, in UTC; None where the text is no time of this clock.

    Shape: `until` is when the file was last written; it gives the year where a log has none.
    Source: RFC 3164, 4.1.2, for times without a year; ISO 8601 for two digits of a year is not
    followed: as in POSIX, 69 to 99 are of the last century.
    """
    try:
        return _READ[clock](text.strip(), until)
    except (ValueError, OverflowError):
        return None


def fitting(texts: Iterable[str], *, until: datetime) -> tuple[tuple[Clock, float], ...]:
    """Say which clocks read most of these texts, with the share that each reads, best first.

    US and UK are both named where nothing in the texts decides between day and month.
    """
    given = [text for text in texts if text.strip()]
    if not given:
        return ()
    shares = []
    for clock in (*_TRIED, Clock.US, Clock.UK):
        times = [time for text in given if (time := read(clock, text, until=until))]
        plausible = [time for time in times if _EARLIEST < time < until + timedelta(days=366)]
        shares.append((clock, len(plausible) / len(given)))
    return tuple(sorted((each for each in shares if each[1] >= 0.5), key=lambda each: -each[1]))


_TRIED = (Clock.ISO, Clock.EPOCH, Clock.EPOCH_MILLIS, Clock.APACHE, Clock.SYSLOG, Clock.BIND)
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)


def _iso(text: str, until: datetime) -> datetime:
    found = _ISO.match(text)
    if not found:
        raise ValueError
    year, month, day, rest = found.groups()
    rest = (rest or "").replace(",", ".").strip()
    for name in (" UTC", " GMT"):
        rest = rest.removesuffix(name)
    if " " in rest[1:]:  # as in 13:55:36 +0100
        rest = rest.replace(" ", "")
    start = f"{year}-{month}-{day}"
    time = datetime.fromisoformat(f"{start}T{rest.lstrip('T')}" if rest else start)
    return _in_utc(time)


def _epoch(text: str, until: datetime, per_second: int = 1) -> datetime:
    found = _NUMBER.match(text)
    if not found:
        raise ValueError
    whole = int(found[1])
    part = int((found[2] or "0").ljust(9, "0")) // 1000
    seconds, rest = divmod(whole, per_second)
    micros = rest * (1_000_000 // per_second) + part // per_second
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, microseconds=micros)


def _millis(text: str, until: datetime) -> datetime:
    return _epoch(text, until, 1000)


def _apache(text: str, until: datetime) -> datetime:
    found = _APACHE.match(text)
    if not found:
        raise ValueError
    day, month, year, *time, zone = found.groups()
    return _made(int(year), _month(month), int(day), time, zone)


def _bind(text: str, until: datetime) -> datetime:
    found = _BIND.match(text)
    if not found:
        return _syslog(text, until)
    day, month, year, *time, zone = found.groups()
    return _made(int(year), _month(month), int(day), time, zone)


def _syslog(text: str, until: datetime) -> datetime:
    found = _SYSLOG.match(text)
    if not found:
        return _iso(text, until)
    month, day, year, *time, zone = found.groups()
    if year:
        return _made(int(year), _month(month), int(day), time, zone)
    for candidate in range(until.year, until.year - 9, -1):
        try:
            made = _made(candidate, _month(month), int(day), time, zone)
        except ValueError:  # the 29th of February of a year that has none
            continue
        if made <= until + AHEAD:
            return made
    raise ValueError


def _us(text: str, until: datetime) -> datetime:
    return _numbers(text, day_first=False)


def _uk(text: str, until: datetime) -> datetime:
    return _numbers(text, day_first=True)


def _numbers(text: str, *, day_first: bool) -> datetime:
    found = _SLASHED.match(text)
    if not found:
        raise ValueError
    first, _, second, year, hour, minute, second_, part, half, zone = found.groups()
    day, month = (first, second) if day_first else (second, first)
    of_four = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 68 else 2000)
    hour = hour or "0"
    if half:
        if not 1 <= int(hour) <= 12:
            raise ValueError
        hour = str(int(hour) % 12 + (12 if half in "Pp" else 0))
    return _made(of_four, int(month), int(day), [hour, minute, second_, part], zone)


def _made(year: int, month: int, day: int, time: list[str | None], zone: str | None) -> datetime:
    hour, minute, second, part = time
    micros = int((part or "0").ljust(6, "0")[:6])
    # A leap second is the second before it: Python has none.
    seconds = min(int(second or 0), 59) if second == "60" else int(second or 0)
    offset = UTC if zone in (None, "Z", "UTC", "GMT") else _zone(str(zone))
    made = datetime(year, month, day, int(hour or 0), int(minute or 0), seconds, micros, offset)
    return made.astimezone(UTC)


def _zone(text: str) -> timezone:
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _month(name: str) -> int:
    return MONTHS.index(name) + 1


_READ: Mapping[Clock, Callable[[str, datetime], datetime]] = {
    Clock.ISO: _iso,
    Clock.EPOCH: _epoch,
    Clock.EPOCH_MILLIS: _millis,
    Clock.APACHE: _apache,
    Clock.SYSLOG: _syslog,
    Clock.WINDOWS_DNS: _us,
    Clock.BIND: _bind,
    Clock.US: _us,
    Clock.UK: _uk,
}
