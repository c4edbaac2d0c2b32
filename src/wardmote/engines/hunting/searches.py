"""One search: files that are written alike, for all that a pack holds."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from wardmote.engines.hunting import hunting, reading, sources, spans, wholes
from wardmote.engines.hunting.prepared import Ready
from wardmote.formats.logs import cutting
from wardmote.formats.logs.cutting import Split
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting import results
from wardmote.rules.hunting.results import Looked, Skipped
from wardmote.rules.hunting.values import Find, Holds
from wardmote.rules.refusal import Refusal

MOST_FILES = 200
MOST_BYTES = 2_000_000_000
"""A batch is what is searched, and kept for --resume, at a time. Units: bytes on disk."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search that is to be done; it can be sent to another process, but for `progress`.

    Shape: `split` is the part of the one file that is searched, and None for all of all files;
    `is_typed` is False where patterns and rules alone are asked.
    """

    key: str
    places: tuple[Place, ...]
    look: Look
    pack: Ready
    since: datetime | None
    until: datetime | None
    memory_bytes: int
    threads: int
    folder: Path | None
    progress: Callable[[float], None] | None = None
    split: Split | None = None
    is_typed: bool = True

    @property
    def name(self) -> str:
        """Say what is searched."""
        more = f" and {len(self.places) - 1:,} more" if len(self.places) > 1 else ""
        return self.places[0].name + more

    @property
    def size(self) -> int:
        """Say how much is searched. Units: bytes on disk."""
        if self.split:
            return self.split.end - self.split.start
        return sum(place.size for place in self.places)


@dataclass(frozen=True, slots=True)
class Part:
    """What one search came to; `not_run` are kinds, reasons and how many.

    Shape: `is_torn` says that a split cannot be searched apart, so nothing of it was.
    """

    key: str
    finds: tuple[Find, ...]
    looked: tuple[Looked, ...]
    skipped: tuple[Skipped, ...] = ()
    holds: tuple[Holds, ...] = ()
    ran: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    not_run: tuple[tuple[str, str, int], ...] = ()
    is_whole: bool = True
    is_torn: bool = False

    def shows(self, wanted: Collection[Holds]) -> bool:
        """Tell whether a column of these logs holds one of these."""
        return bool(set(self.holds) & set(wanted))


def likeness(place: Place, look: Look) -> str:
    """Name what files have in common that can be searched as one."""
    year = place.written.year if look.kind.clock == "syslog" else ""
    return f"{look.kind!r} {look.dialect!r} {reading.is_plain(place, look)} {year}"


def batches(
    group: Sequence[tuple[Place, Look]], most_bytes: int = MOST_BYTES
) -> Iterator[Sequence[tuple[Place, Look]]]:
    """Part files that are alike into batches of a size that is soon done."""
    batch: list[tuple[Place, Look]] = []
    for each in group:
        full = sum(place.size for place, _ in batch) + each[0].size > most_bytes
        if batch and (full or len(batch) >= MOST_FILES):
            yield batch
            batch = []
        batch.append(each)
    yield batch


def made(
    some: Sequence[tuple[Place, Look]],
    pack: Ready,
    *,
    since: datetime | None,
    until: datetime | None,
    memory_bytes: int,
    threads: int,
    folder: Path | None,
) -> Search:
    """Make the search of a batch; its key changes with all that its result depends on."""
    places = tuple(place for place, _ in some)
    look = some[0][1]
    digest = hashlib.sha256(f"{look!r} {Path(pack.folder).name} {since} {until}".encode())
    for place in places:
        digest.update(
            f"{place.path}|{place.member}|{place.size}|{place.written}".encode(
                "utf-8", "surrogateescape"
            )
        )
    key = digest.hexdigest()[:32]
    return Search(key, places, look, pack, since, until, memory_bytes, threads, folder)


Told = Callable[[Search, float], None]
"""Told which search is how far: a share from 0 to 1."""
Through = Callable[[Sequence[Search], Told], Iterator[Part]]
"""Goes through searches, in any order."""


def in_turn(waiting: Sequence[Search], told: Told) -> Iterator[Part]:
    """Go through searches on this machine, one after the other."""
    for each in waiting:
        yield run(replace(each, progress=partial(told, each)))
        told(each, 1.0)


def run(search: Search) -> Part:
    """Search files of one kind; what cannot be searched is told and never raised."""
    if search.split is None:
        return _searched(search)
    try:
        with TemporaryDirectory(dir=search.folder, prefix="hunt-") as folder:
            place, look = cutting.alone(search.places[0], search.look, search.split, Path(folder))
            return _searched(replace(search, places=(place,), look=look))
    except cutting.Torn:
        return _torn(search)
    except OSError as trouble:
        return skipped(search, _plainly(trouble))


def _searched(search: Search) -> Part:
    """Search files, and where DuckDB gives up, each alone, and the one that is broken row by row.

    A split in which it gives up is torn: its whole file is read row by row then.
    """
    unread: Counter[str] = Counter()

    def told(_: Place, each: Unread) -> None:
        unread[each.reason] += 1

    log = reading.log(search.places, search.look, told)
    try:
        return _run(search, log, unread)
    except reading.GIVEN_UP as trouble:
        if search.split:
            return _torn(search)
        if len(search.places) > 1:
            return joined(
                search.key, [run(replace(search, places=(one,))) for one in search.places]
            )
        if log.events is not None:
            return _ended(search, trouble)
    except (Refusal, duckdb.Error, OSError) as trouble:
        return _ended(search, trouble)
    try:
        unread.clear()
        log = reading.log(search.places, search.look, told, by_rows=True)
        return _run(search, log, unread)
    except (Refusal, duckdb.Error, OSError) as trouble:
        return _ended(search, trouble)


def _run(search: Search, log: sources.Log, unread: Counter[str]) -> Part:
    limits: dict[str, Any] = {
        "since": search.since,
        "until": search.until,
        "memory_bytes": search.memory_bytes,
        "threads": search.threads,
        "folder": search.folder,
    }
    result = hunting.Result((), 0, 0, ())
    if search.is_typed:
        result = hunting.hunt(log, search.pack.typed, progress=search.progress, **limits)
    once = Counter(unread)
    told = wholes.ask(log, search.pack, written=search.places[0].written, **limits)
    there = sources.available(log)
    holds = dict.fromkeys(each.holds for each in log.kind.columns if each.name in there)
    return Part(
        search.key,
        results.merged((result.finds, told.finds)),
        (_looked(search, result, told, once or unread),),
        holds=tuple(holds),
        ran=told.ran,
        rules=told.rules,
        not_run=told.not_run,
        is_whole=result.whole,
    )


def skipped(search: Search, why: str) -> Part:
    """Say that nothing could be searched, and why."""
    why = f"a part of it: {why}" if search.split else why
    return Part(search.key, (), (), tuple(Skipped(place.name, why) for place in search.places))


def _ended(search: Search, trouble: Exception) -> Part:
    return skipped(search, trouble.message if isinstance(trouble, Refusal) else _plainly(trouble))


def _torn(search: Search) -> Part:
    return Part(search.key, (), (), is_torn=True)


def joined(key: str, parts: Sequence[Part]) -> Part:
    """Put together what files, or parts of one, came to, each searched alone."""
    return Part(
        key,
        results.merged(part.finds for part in parts),
        tuple(looked for part in parts for looked in part.looked),
        tuple(dict.fromkeys(skipped for part in parts for skipped in part.skipped)),
        tuple(dict.fromkeys(holds for part in parts for holds in part.holds)),
        tuple(dict.fromkeys(ref for part in parts for ref in part.ran)),
        {ref: title for part in parts for ref, title in part.rules.items()},
        tuple(dict.fromkeys(each for part in parts for each in part.not_run)),
        all(part.is_whole for part in parts),
    )


def _looked(
    search: Search, result: hunting.Result, told: wholes.Told, unread: Mapping[str, int]
) -> Looked:
    kind = search.look.kind
    lost = max(result.rows_unparsed, sum(unread.values()))
    first, last = spans.of(search.places, search.look)
    return Looked(
        search.name,
        kind.name,
        kind.title,
        search.look.confidence,
        result.rows_read or told.row_count,
        lost,
        _why(unread, lost),
        first,
        last,
        len(search.places),
    )


def _why(unread: Mapping[str, int], count: int) -> Mapping[str, int]:
    """Say why lines could not be read; where DuckDB reads, which of these it was is not known."""
    if unread or not count:
        return dict(unread)
    return {"cut short, no text, or not written as the others are": count}


def _plainly(trouble: Exception) -> str:
    """Say in words of our own what ended a search: what the library says may hold a line."""
    if isinstance(trouble, OSError) and trouble.strerror:
        return f"reading it ended: {trouble.strerror[:1].lower()}{trouble.strerror[1:]}"
    if isinstance(trouble, duckdb.OutOfMemoryException):
        return "it needs more memory: give more with --memory"
    return f"it cannot be read to its end ({type(trouble).__name__})"
