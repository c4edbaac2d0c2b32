"""What a whole hunt came to: what was looked for, in what, what was found, what was not read.

No value here has a place for a line of a log or for a cell of one, so none can leave by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from wardmote.rules.hunting.values import Find


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing that was looked for, as it was given by the sector.

    Shape: `kind` is an indicator's kind, `pattern` or `sigma`; `value` is the indicator's value,
    the pattern's text or the rule's title.
    """

    ref: str
    kind: str
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """Files that were searched as one, how they were understood, and what could not be read there.

    Shape: `confidence` goes from 0 to 1; `unread_why` says why, with a count each, in words of
    our own.
    """

    place: str
    kind: str
    title: str
    confidence: float
    row_count: int
    unread_count: int = 0
    unread_why: Mapping[str, int] | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    file_count: int = 1


@dataclass(frozen=True, slots=True)
class Skipped:
    """One file that was not searched, and why."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class CannotShow:
    """That some of what was looked for could not have been seen in some of the logs.

    Shape: `kind` as in `Sought`; `count` is of how many things; `logs` are the kinds of log.
    """

    kind: str
    count: int
    logs: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Hunt:
    """A hunt, from its pack to its finds.

    Shape: `sought_counts` and `left_out_counts` map a kind, or a reason, to how many; `found`
    tells of each find's indicator what it is; `hunted` are the refs of all that came with an id
    of a hub and that at least one of the logs could have shown. Units: times in UTC.
    """

    pack: str
    began_at: datetime
    ended_at: datetime
    is_complete: bool
    since: datetime | None
    until: datetime | None
    sought_counts: Mapping[str, int]
    left_out_counts: Mapping[str, int]
    looked: tuple[Looked, ...]
    skipped: tuple[Skipped, ...]
    cannot_show: tuple[CannotShow, ...]
    finds: tuple[Find, ...]
    found: Mapping[str, Sought]
    hunted: tuple[str, ...] = ()


class Outcome(IntEnum):
    """What the command's exit code says; 2 is a refusal, as with every command."""

    NOTHING_FOUND = 0
    FOUND = 1
    NOT_ALL_READ = 3
    STOPPED = 130


def outcome(hunt: Hunt) -> Outcome:
    """Say in one number how a hunt came out.

    "Nothing found" is said only of a hunt that read everything it was given.
    Source: Wardmote's own rule, after grep: 1 says that there is something to look at.
    """
    if not hunt.is_complete:
        return Outcome.STOPPED
    if hunt.finds:
        return Outcome.FOUND
    unread = any(each.unread_count for each in hunt.looked)
    return Outcome.NOT_ALL_READ if unread or hunt.skipped else Outcome.NOTHING_FOUND


def merged(parts: Iterable[Sequence[Find]]) -> tuple[Find, ...]:
    """Put together what was found in parts of the same logs, such as files or splits of one.

    Each event stands in one part alone, so counts add up. Ordered by count, then by indicator.
    Source: Wardmote's own rule: splitting or joining logs never changes the finds.
    """
    whole: dict[str, Find] = {}
    for part in parts:
        for find in part:
            known = whole.get(find.indicator)
            whole[find.indicator] = find if known is None else _joined(known, find)
    return tuple(sorted(whole.values(), key=lambda find: (-find.count, find.indicator)))


def span(looked: Iterable[Looked]) -> tuple[datetime | None, datetime | None]:
    """Give the time from the first to the last event of all that was searched.

    Source: STIX 2.1 section 5.2: a sighting says the window of time in which it was made.
    """
    many = tuple(looked)
    first = min((each.first_at for each in many if each.first_at), default=None)
    last = max((each.last_at for each in many if each.last_at), default=None)
    return first, last


def _joined(one: Find, other: Find) -> Find:
    firsts = [at for at in (one.first_seen, other.first_seen) if at]
    lasts = [at for at in (one.last_seen, other.last_seen) if at]
    return Find(
        one.indicator,
        min(firsts, default=None),
        max(lasts, default=None),
        one.count + other.count,
    )
