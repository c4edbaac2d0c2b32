"""A whole hunt: every log that was named, for all that a pack holds, put together as one result."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wardmote.engines.hunting import packs, searches
from wardmote.engines.hunting.prepared import Ready
from wardmote.engines.hunting.searches import Part, Search
from wardmote.formats.logs import kinds, looking
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Found, Place
from wardmote.rules.hunting import results
from wardmote.rules.hunting.results import CannotShow, Hunt, Skipped, Sought
from wardmote.rules.hunting.values import SHOWN_BY
from wardmote.rules.indicators.values import Kind

Progress = Callable[[int, int, str], None]
"""Told how many bytes are done, of how many, and what is being searched."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a hunt is to do.

    Shape: `kind` names the kind of every log, where looking is not wanted; `folder` is where what
    exceeds the memory is kept meanwhile. Units: of `batch_bytes`, how much is searched at a time.
    """

    pack: Ready
    found: Found
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    memory_bytes: int = 1_000_000_000
    threads: int = 2
    folder: Path | None = None
    batch_bytes: int = searches.MOST_BYTES


@dataclass(slots=True)
class _Journal:
    """What was done so far, and what is told at the end."""

    done: list[Part] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


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
    journal = _Journal(skipped=[Skipped(each.name, each.reason) for each in asked.found.skipped])
    waiting = list(_searches(asked, journal))
    whole = sum(each.size for each in waiting)
    journal.done += [known[each.key] for each in waiting if known and each.key in known]
    shares = {part.key: 1.0 for part in journal.done}

    def told(each: Search, share: float) -> None:
        shares[each.key] = share
        past = sum(one.size * shares.get(one.key, 0.0) for one in waiting)
        progress(int(past), whole, each.name)

    is_complete = True
    try:
        for part in search([each for each in waiting if each.key not in shares], told):
            journal.done.append(part)
            if not part.is_whole:
                raise KeyboardInterrupt
            keep(part)
    except KeyboardInterrupt:
        is_complete = False
    places = {each.key: place for place, each in enumerate(waiting)}
    journal.done.sort(key=lambda part: places[part.key])
    return _hunt(asked, journal, began, now(), is_complete=is_complete)


def _searches(asked: Asked, journal: _Journal) -> Iterator[Search]:
    """Look at each log, and put together those that are written alike."""
    alike: dict[str, list[tuple[Place, Look]]] = {}
    for place in asked.found.places:
        look = looking.look(place)
        if not isinstance(look, Look):
            journal.skipped.append(Skipped(place.name, look.reason))
        elif asked.kind and look.kind.name != asked.kind:
            journal.skipped.append(
                Skipped(place.name, f"it is no {kinds.kind(asked.kind).title} log")
            )
        else:
            alike.setdefault(searches.likeness(place, look), []).append((place, look))
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
    asked: Asked, journal: _Journal, began: datetime, ended: datetime, *, is_complete: bool
) -> Hunt:
    typed = asked.pack.typed
    finds = results.merged(part.finds for part in journal.done)
    cannot = tuple(_cannot_show(typed, journal.done))
    shown = [
        kind for kind in typed.counts if any(part.shows(SHOWN_BY[kind]) for part in journal.done)
    ]
    ran = {ref for part in journal.done for ref in part.ran}
    told = {each.ref: Sought(each.ref, "pattern", each.text, each.name)
            for each in asked.pack.patterns}  # fmt: skip
    told |= {ref: Sought(ref, "sigma", title) for part in journal.done
             for ref, title in part.rules.items()}  # fmt: skip
    refs = [find.indicator for find in finds]
    return Hunt(
        pack=asked.pack.source,
        began_at=began,
        ended_at=ended,
        is_complete=is_complete,
        since=asked.since,
        until=asked.until,
        sought_counts=asked.pack.sought_counts,
        left_out_counts=asked.pack.left_out_counts,
        looked=tuple(looked for part in journal.done for looked in part.looked),
        skipped=tuple(journal.skipped + [each for part in journal.done for each in part.skipped]),
        cannot_show=(*cannot, *_not_run(journal.done)),
        finds=finds,
        found={ref: told[ref] for ref in refs if ref in told} | packs.sought(typed, refs),
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
