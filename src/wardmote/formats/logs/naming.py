"""What columns mean that no kind of log claims: by their names, and by what is in them."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from wardmote.formats.logs import clocks, contents, kinds
from wardmote.rules.hunting.values import Clock, Column, Holds, LogKind

BY_CONTENT: Mapping[Holds, str] = {
    Holds.IP: "any_ip",
    Holds.HOST: "any_host",
    Holds.URL: "url",
    Holds.EMAIL: "email",
    Holds.HASH: "hash",
    Holds.PATH: "file",
    Holds.USER_AGENT: "user_agent",
    Holds.JA4: "ja4",
}
AGREE: Mapping[Holds, tuple[Holds, ...]] = {
    Holds.IP: (Holds.IP,),
    Holds.HOST: (Holds.HOST, Holds.IP),
    Holds.URL: (Holds.URL, Holds.HOST, Holds.IP),
    Holds.HASH: (Holds.HASH,),
    Holds.EMAIL: (Holds.EMAIL,),
}
"""What the cells of a column may look like that is named so, before its name is not believed."""

SOURCES: Mapping[str, tuple[str, ...]] = {
    "category=proxy": ("c-uri",),
    "category=dns": ("query",),
    "category=firewall": ("dst_ip", "dst_port"),
    "category=webserver": ("cs-uri-stem", "sc-status"),
    "category=process_creation": ("Image", "CommandLine"),
    "category=file_event": ("TargetFilename", "Image"),
}
"""Which log sources of Sigma a log can answer that has columns for these fields."""

JOINED = "date and time together"
_DAY = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\Z")
_HOUR = re.compile(r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?\Z")
NUMBERS = (Clock.EPOCH, Clock.EPOCH_MILLIS)


def column(name: str, cells: Iterable[str]) -> Column:
    """Say what a column means, by its name where its cells do not contradict, else by its cells."""
    filled = [cell for cell in cells if cell.strip() not in ("", "-")]
    several, held = _several(filled)
    by_content = kinds.meant(name, BY_CONTENT.get(held, "other"))
    named = _by_name(name)
    if named is None:
        return replace(by_content, several=several)
    found = replace(named, name=name, several=several, sigma=_names(name, named))
    if held in (Holds.OTHER, *AGREE.get(named.holds, tuple(Holds))):
        if named.holds is Holds.OTHER and held in AGREE:
            return replace(found, holds=held, stix=(*named.stix, *by_content.stix))
        return found
    return replace(found, holds=held, stix=by_content.stix)


def clocked(
    kind: LogKind, cells: Mapping[str, Sequence[str]], *, until: datetime, guessing: bool
) -> tuple[LogKind, str]:
    """Set the clocks of a kind by what its columns of time hold, and say what is not certain.

    Where `guessing`, a column that no clock reads is no time, and one of unknown name may be.
    """
    doubts: list[str] = []
    columns = []
    for each in kind.columns:
        sample = _filled(cells.get(each.name, ()), kind)
        found, doubt = each, ""
        if each.holds is Holds.TIME:
            found, doubt = _clocked(each, kind, sample, until, guessing)
        doubts += [doubt] if doubt else []
        columns.append(found)
    if guessing and not any(each.holds is Holds.TIME for each in columns):
        for place, each in enumerate(columns):
            if each.holds is Holds.OTHER and (
                clock := _time_by_content(_filled(cells.get(each.name, ()), kind), until)
            ):
                named = replace(kinds.meant(each.name, "time"), clock=clock)
                columns[place], doubt = _clocked(named, kind, cells[each.name], until, guessing)
                doubts += [doubt] if doubt else []
                break
    return replace(kind, columns=tuple(columns)), " ".join(dict.fromkeys(doubts))


def sources(kind: LogKind) -> LogKind:
    """Add the log sources of Sigma that the columns of a kind can answer."""
    fields = {name for each in kind.columns for name in each.sigma}
    found = [source for source, wanted in SOURCES.items() if fields.issuperset(wanted)]
    return replace(kind, sigma=tuple(dict.fromkeys([*kind.sigma, *found])))


def dated(
    kind: LogKind, cells: Mapping[str, Sequence[str]], *, until: datetime
) -> tuple[LogKind, Mapping[str, Sequence[str]]]:
    """Join a column of dates and one of times of day to one of time, where there are both."""
    days = [name for name, column in cells.items() if column and all(map(_DAY.match, column))]
    hours = [name for name, column in cells.items() if column and all(map(_HOUR.match, column))]
    if not days or not hours:
        return kind, cells
    day, hour = days[0], hours[0]
    whole = [f"{a} {b}" for a, b in zip(cells[day], cells[hour], strict=False)]
    if not clocks.fitting(whole, until=until):
        return kind, cells
    left = [
        kinds.meant(each.name, "other") if each.name in (day, hour) else each
        for each in kind.columns
    ]
    joined = {**kind.joined, JOINED: f"{{{day}}} {{{hour}}}"}
    columns = (kinds.meant(JOINED, "time"), *left)
    return replace(kind, columns=columns, joined=joined), {**cells, JOINED: whole}


def day_first(texts: Iterable[str], *, until: datetime) -> tuple[Clock, str]:
    """Decide between day and month first, by the order of times; say so where nothing decides."""
    sample = list(texts)
    backwards = {}
    for clock in (Clock.UK, Clock.US):
        times = [time for text in sample if (time := clocks.read(clock, text, until=until))]
        ahead = sum(time > until + timedelta(days=2) for time in times)
        back = [before > after for before, after in itertools.pairwise(times)]
        turned = min(sum(back), len(back) - sum(back))
        spread = (max(times) - min(times)) if times else timedelta()
        backwards[clock] = (len(sample) - len(times) + ahead, turned, spread)
    uk, us = backwards[Clock.UK], backwards[Clock.US]
    if uk[:2] != us[:2]:
        return (Clock.UK if uk[:2] < us[:2] else Clock.US), ""
    if uk[2] != us[2] and max(uk[2], us[2]) > timedelta(days=20):
        return (Clock.UK if uk[2] < us[2] else Clock.US), ""
    american = any(text.strip().casefold().endswith("m") for text in sample)
    clock = Clock.US if american else Clock.UK
    order = "month before day" if american else "day before month"
    return clock, f"Nothing shows whether its dates have day or month first; read as {order}."


def _clocked(
    each: Column, kind: LogKind, sample: Sequence[str], until: datetime, guessing: bool
) -> tuple[Column, str]:
    fitting = dict(clocks.fitting(sample, until=until))
    wanted = each.clock or kind.clock
    slashed = fitting.keys() & {Clock.UK, Clock.US}
    if slashed and max(fitting, key=lambda clock: fitting[clock]) in slashed:
        clock, doubt = day_first(sample, until=until)
        return replace(each, clock=clock), doubt
    if fitting.get(wanted, 0) >= contents.ENOUGH or not sample:
        return (replace(each, clock=Clock.UK) if wanted is Clock.WINDOWS_DNS else each), ""
    if fitting:
        best = max(fitting, key=lambda clock: fitting[clock])
        return (each if best is wanted else replace(each, clock=best)), ""
    return (kinds.meant(each.name, "other") if guessing else each), ""


def _time_by_content(sample: Sequence[str], until: datetime) -> Clock | None:
    for clock, share in clocks.fitting(sample, until=until):
        if clock not in NUMBERS and share >= contents.ENOUGH:
            return clock
        times = [clocks.read(clock, text, until=until) for text in sample]
        recent = [time for time in times if time and until - timedelta(days=3_653) < time]
        if len(recent) == len(sample) > 1 and all(time <= until for time in recent):
            return clock
    return None


def _filled(cells: Iterable[str], kind: LogKind) -> list[str]:
    return [cell for cell in cells if cell.strip() and cell.strip() not in kind.empty]


def _by_name(name: str) -> Column | None:
    known = kinds.by_header()
    last = name.rpartition(".")[2]
    return known.get(kinds.plain(name)) or (known.get(kinds.plain(last)) if last != name else None)


def _several(cells: Sequence[str]) -> tuple[str, Holds]:
    """Say what cells hold, and which sign stands between where they hold more than one."""
    held, _ = contents.holds(cells)
    if held is Holds.OTHER:
        for sign in (",", ";", " "):
            if any(sign in cell for cell in cells):
                inner, _ = contents.holds(cells, sign)
                if inner in AGREE and inner is not Holds.URL:
                    return sign, inner
    return "", held


def _names(name: str, named: Column) -> tuple[str, ...]:
    return tuple(dict.fromkeys([name, *named.sigma]))
