"""A whole hunt: every log that was named, for all that a pack holds, put together as one result."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wardmote.engines.hunting import packs, prepared, searches, splits
from wardmote.engines.hunting.prepared import Ready
from wardmote.engines.hunting.searches import Part, Search
from wardmote.formats.logs import kinds, looking
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Found, Place
from wardmote.rules.hunting import results
from wardmote.rules.hunting.results import CannotShow, Hunt, Skipped
from wardmote.rules.hunting.values import SHOWN_BY
from wardmote.rules.indicators.values import Kind

Progress = Callable[[int, int, str], None]
"""Told how many bytes are done, of how many, and what is being searched."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What each log is that is to be searched, and what was left out."""

    logs: tuple[tuple[Place, Look], ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a hunt is to do.

    Shape: `folder` is where what exceeds the memory is kept meanwhile. Units: of `batch_bytes`, how
    much is searched at a time; a file of more than `split_bytes` is searched in splits, unless 0.
    """

    pack: Ready
    looks: Looks
    since: datetime | None = None
    until: datetime | None = None
    memory_bytes: int = 1_000_000_000
    threads: int = 2
    folder: Path | None = None
    batch_bytes: int = searches.MOST_BYTES
    split_bytes: int = 0


@dataclass(slots=True)
class _Journal:
    """What is to be done, and what was done so far.

    Shape: `done` are parts, and `shares` say how far each search is, by their key.
    """

    progress: Progress
    waiting: list[Search] = field(default_factory=list)
    done: dict[str, Part] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)

    def begin(self, some: Sequence[Search], known: Mapping[str, Part]) -> list[Search]:
        """Note searches that are to be done, and give those that are not known from before."""
        self.waiting += some
        self.done |= {each.key: known[each.key] for each in some if each.key in known}
        self.shares |= dict.fromkeys(self.done, 1.0)
        return [each for each in some if each.key not in known]

    def told(self, search: Search, share: float) -> None:
        """Tell how far all of it is."""
        self.shares[search.key] = share
        past = sum(each.size * self.shares.get(each.key, 0.0) for each in self.waiting)
        self.progress(int(past), sum(each.size for each in self.waiting), search.name)


def look(found: Found, kind: str = "") -> Looks:
    """Look at each log that was found; where a kind is named, the others are left out.

    Cost: that of `looking.look`, for each.
    """
    logs: list[tuple[Place, Look]] = []
    skipped = [Skipped(each.name, each.reason) for each in found.skipped]
    for place in found.places:
        seen = looking.look(place)
        if not isinstance(seen, Look):
            skipped.append(Skipped(place.name, seen.reason))
        elif kind and seen.kind.name != kind:
            skipped.append(Skipped(place.name, f"it is no {kinds.kind(kind).title} log"))
        else:
            logs.append((place, seen))
    return Looks(tuple(logs), tuple(skipped))


def run(
    asked: Asked,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Progress = lambda done, whole, what: None,
    known: Mapping[str, Part] | None = None,
    keep: Callable[[Part], None] = lambda part: None,
    search: searches.Through = searches.in_turn,
) -> Hunt:
    """Search every log, and go on where one cannot be read.

    Shape: `known` are parts that an earlier run has kept, by their key; `keep` is given each part
    as soon as it is whole; `search` goes through the searches, here or elsewhere. An interrupt
    ends the hunt with what was found so far.
    """
    began = now()
    journal = _Journal(progress)
    wholes = {each.key: each for each in _searches(asked)}

    def go_through(some: Sequence[Search]) -> None:
        for part in search(journal.begin(some, known or {}), journal.told):
            journal.done[part.key] = part
            if not part.is_whole:
                raise KeyboardInterrupt
            keep(part)

    is_complete = True
    try:
        go_through([one for each in wholes.values() for one in splits.cut(each, asked.split_bytes)])
        go_through(list(splits.torn(wholes, journal.done)))
    except KeyboardInterrupt:
        is_complete = False
    parts = list(splits.joined(wholes, journal.done))
    return _hunt(asked, parts, began, now(), is_complete=is_complete)


def _searches(asked: Asked) -> Iterator[Search]:
    """Put together the logs that are written alike."""
    alike: dict[str, list[tuple[Place, Look]]] = {}
    for each in asked.looks.logs:
        alike.setdefault(searches.likeness(*each), []).append(each)
    for group in alike.values():
        for some in searches.batches(group, asked.batch_bytes):
            yield searches.made(
                some,
                asked.pack,
                since=asked.since,
                until=asked.until,
                memory_bytes=asked.memory_bytes,
                threads=asked.threads,
                folder=asked.folder,
            )


def _hunt(
    asked: Asked,
    parts: Sequence[Part],
    began: datetime,
    ended: datetime,
    *,
    is_complete: bool,
) -> Hunt:
    typed = asked.pack.typed
    finds = results.merged(part.finds for part in parts)
    cannot = tuple(_cannot_show(typed, parts))
    shown = [kind for kind in typed.counts if any(part.shows(SHOWN_BY[kind]) for part in parts)]
    ran = {ref for part in parts for ref in part.ran}
    rules = {ref: title for part in parts for ref, title in part.rules.items()}
    return Hunt(
        pack=asked.pack.source,
        began_at=began,
        ended_at=ended,
        is_complete=is_complete,
        since=asked.since,
        until=asked.until,
        sought_counts=asked.pack.sought_counts,
        left_out_counts=asked.pack.left_out_counts,
        looked=tuple(looked for part in parts for looked in part.looked),
        skipped=(*asked.looks.skipped, *(each for part in parts for each in part.skipped)),
        cannot_show=(*cannot, *_not_run(parts)),
        finds=finds,
        found=prepared.sought(asked.pack, rules, [find.indicator for find in finds]),
        hunted=tuple(dict.fromkeys((*packs.shared_refs(typed, shown), *sorted(ran)))),
    )


def _cannot_show(pack: packs.Pack, parts: Iterable[Part]) -> Iterator[CannotShow]:
    """Name what some of the logs have no column for."""
    for kind, count in pack.counts.items():
        without = {
            looked.title
            for part in parts
            if not part.shows(SHOWN_BY[kind])
            for looked in part.looked
        }
        if without:
            holds = " or ".join(str(each).replace("_", " ") for each in SHOWN_BY[Kind(kind)])
            yield CannotShow(kind, count, tuple(sorted(without)), f"no column holds a {holds}")


def _not_run(parts: Iterable[Part]) -> Iterator[CannotShow]:
    """Name patterns and rules that could not be asked of some logs, by the reason."""
    counted: dict[tuple[str, str, str], int] = {}
    for part in parts:
        for kind, why, count in part.not_run:
            for title in {looked.title for looked in part.looked}:
                key = (kind, why, title)
                counted[key] = max(counted.get(key, 0), count)
    for (kind, why, title), count in counted.items():
        yield CannotShow(kind, count, (title,), why)
