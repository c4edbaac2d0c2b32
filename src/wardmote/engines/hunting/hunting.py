"""Hunts: finds which of very many indicators a log shows, as `rules.hunting.searching` would.

A log repeats itself. So the first events teach which cells show nothing, and one pass over all of
it keeps only cells that were not among these. Each different cell that was kept is then told once.
"""

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from wardmote.engines.hunting import (
    cells,
    counting,
    learning,
    packs,
    quoting,
    sources,
    staging,
    telling,
)
from wardmote.rules.hunting.values import SHOWN_BY, Column, Find, Holds

HASH_KNOWN = "(strlen({0}) < 32 OR (regexp_full_match({0}, '[0-9A-Za-z]*') AND NOT {1}))"
BATCH_BYTES = 250_000_000
MEMORY_BYTES = 400_000_000
SIEVING = 0.8
"""The share of a hunt that going through the log takes; telling of what was kept is the rest."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a hunt found, and what it went through; `whole` is False where it was interrupted."""

    finds: tuple[Find, ...]
    rows_read: int
    rows_unparsed: int
    columns: tuple[str, ...]
    whole: bool = True


def hunt(
    log: sources.Log,
    pack: packs.Pack,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    memory_bytes: int = MEMORY_BYTES,
    threads: int = 2,
    folder: Path | None = None,
    learn_from: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Result:
    """Find each indicator of a pack that a log shows from `since` until before `until`.

    Shape: `progress` is told the share done, 0 to 1; `folder` is where what exceeds the memory
    is kept meanwhile; the first `learn_from` events teach which cells show nothing, if any:
    a short log teaches nothing where this is not given.
    Raises: Conflict, where the disk has no room for that; Misread.
    An interruption while the log is gone through ends it early, with what files before it showed.
    Cost: one pass over the log and as much again for what is looked for.
    """
    columns = _columns(log, pack)
    if not columns:
        return Result((), 0, 0, ())
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix="hunt-") as spilling,
        connected(Path(spilling), memory_bytes, threads) as database,
    ):
        database.execute(f"ATTACH {quoting.literal(str(pack.path))} AS pack (READ_ONLY)")
        under_way = cells.Hunt(database, pack, log, columns, tuple(sources.time_columns(log)))
        query = staging.rows(database, log, under_way.wanted)
        first = learning.first_events(log) if learn_from is None else learn_from
        groups = learning.learn(under_way, query, first, memory_bytes)
        if first:
            learning.check_room(under_way, groups, Path(spilling), memory_bytes)
        rows, unparsed, whole = _sieve_all(under_way, query, groups, progress)
        finds = counting.finds(under_way, _settle(under_way), since, until)
    if progress:
        progress(1.0)
    return Result(finds, rows, unparsed, tuple(each.name for each in columns), whole)


def _columns(log: sources.Log, pack: packs.Pack) -> tuple[Column, ...]:
    """Give the columns that can show some indicator of the pack."""
    shows = {holds for kind in pack.counts for holds in SHOWN_BY[kind]}
    there = sources.available(log)
    return tuple(each for each in log.kind.columns if each.holds in shows and each.name in there)


@contextmanager
def connected(
    spilling: Path, memory_bytes: int, threads: int
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that keeps within a memory, and fetches nothing from elsewhere."""
    settings = packs.OFFLINE | {
        "threads": str(threads),
        "memory_limit": f"{memory_bytes}B",
        "temp_directory": str(spilling),
        "preserve_insertion_order": "false",
    }
    with duckdb.connect(":memory:", config=settings) as database:
        database.execute("SET TimeZone = 'UTC'")
        try:
            yield database
        except (RuntimeError, duckdb.InterruptException) as trouble:
            if "interrupted" in str(trouble).lower():
                raise KeyboardInterrupt from None  # so DuckDB calls one from the keyboard
            raise


def _sieve_all(
    under_way: cells.Hunt,
    query: str,
    groups: Sequence[learning.Group],
    progress: Callable[[float], None] | None,
) -> tuple[int, int, bool]:
    """Make `kept` of all files, some at a time; count events, and lines that are none."""
    database, log = under_way.database, under_way.log
    database.execute(f"CREATE TABLE kept AS {_sieve(under_way, query, groups)} LIMIT 0")
    rows = unparsed = 0
    batches = list(_batches(log))
    for past, batch in enumerate(batches):
        first = rows + unparsed
        read = query if log.events else sources.relation(batch, under_way.wanted, first)
        try:
            database.execute("PRAGMA enable_profiling = 'no_output'")
            with _telling_progress(database, progress, past, len(batches)):
                database.execute(f"INSERT INTO kept {_sieve(under_way, read, groups)}")
        except (KeyboardInterrupt, RuntimeError, duckdb.InterruptException):
            return rows, unparsed, False
        profile = database.get_profiling_information()
        database.execute("PRAGMA disable_profiling")
        found = counting.staged(database) if log.events else counting.scanned(profile)
        counting.check(database, batch)
        lost = counting.unparsed(database, batch)
        bad = counting.bad(database, batch)
        rows, unparsed = rows + found - bad, unparsed + lost + bad
    return rows, unparsed, True


def _batches(log: sources.Log) -> Iterator[sources.Log]:
    """Give the files some at a time, so that an interruption loses little."""
    paths: list[Path] = []
    for path in log.paths:
        paths.append(path)
        if log.events is None and sum(each.stat().st_size for each in paths) >= BATCH_BYTES:
            yield replace(log, paths=tuple(paths))
            paths = []
    if paths:
        yield replace(log, paths=tuple(paths))


def _sieve(under_way: cells.Hunt, query: str, groups: Sequence[learning.Group]) -> str:
    """Give the query of cells that are not known to show nothing, of events that have any."""
    database, columns = under_way.database, under_way.columns
    unknown, picked = [], []
    for number, (group, known) in enumerate(
        zip(groups, learning.known(columns, groups), strict=True)
    ):
        first, shown_nothing = columns[group.keys[0]], known
        if first.holds is Holds.HASH:
            cell = cells.key(first)
            long = f"CASE WHEN strlen({cell}) >= 32 THEN lower({cell}) END"
            listed = f"{long} IN (SELECT value FROM pack.hash)"
            shown_nothing = HASH_KNOWN.format(cell, listed)
            if learning.several_hashes(database, number):
                shown_nothing = f"({known} OR {shown_nothing})"
        unknown.append(f"NOT ({shown_nothing}) AS u{number}")
        picked += [
            f"CASE WHEN u{number} THEN {cells.key(columns[at])} ELSE '' END AS k{at}"
            for at in group.places
        ]
        picked += [
            f"CASE WHEN u{number} THEN {quoting.name(columns[at].name)} END AS w{at}"
            for at in group.places
            if columns[at].holds is Holds.URL
        ]
    picked += [f"{quoting.name(each)} AS t{at}" for at, each in enumerate(under_way.times)]
    picked += ["event"] if under_way.event == "event" else []
    any_unknown = " OR ".join(f"u{number}" for number in range(len(groups)))
    return (
        f"SELECT {', '.join(picked)}, bad FROM"
        f" (SELECT *, {', '.join(unknown)} FROM ({query}))"
        f" WHERE bad OR {any_unknown}"
    )


def _settle(under_way: cells.Hunt) -> str:
    """Tell of each different cell that was kept; give the query of events and what they show."""
    database, shows = under_way.database, []
    for family, places in cells.families(under_way.columns).items():
        cells.tell(under_way, family, cells.query("kept", [f"k{at}" for at in places]))
        for at in places:
            holds = under_way.columns[at].holds
            other = telling.IN_CELLS if holds is Holds.URL else telling.IN_URLS
            named = " AND NOT named" if holds is Holds.IP else ""
            shows.append(f"{_shows(under_way, f'k{at}', family)} WHERE place <> {other}{named}")
    urls = [at for at, each in enumerate(under_way.columns) if each.holds is Holds.URL]
    if urls:
        telling.prepare(database, telling.WHOLE)
        near = " UNION ".join(
            f"SELECT w{at} AS raw FROM kept WHERE k{at} IN (FROM near)" for at in urls
        )
        cells.tell(under_way, telling.WHOLE, near)
        shows += [_shows(under_way, f"w{at}", telling.WHOLE) for at in urls]
    return " UNION ALL ".join(shows)


def _shows(under_way: cells.Hunt, column: str, family: str) -> str:
    return (
        f"SELECT kept.{under_way.event} AS event, ref, valid_from, valid_until"
        f" FROM kept JOIN shown_{family} ON {column} = raw"
    )


@contextmanager
def _telling_progress(
    database: duckdb.DuckDBPyConnection,
    progress: Callable[[float], None] | None,
    past: int,
    batches: int,
) -> Iterator[None]:
    """Tell the share that is done about ten times a second, from another thread."""
    if progress is None:
        yield
        return
    # Without a bar that DuckDB could show, it knows of no progress.
    database.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    database.execute("SET progress_bar_time = 0")
    ended = threading.Event()

    def telling_it() -> None:
        while not ended.wait(0.1):
            share = max(0.0, database.query_progress()) / 100
            progress(SIEVING * (past + share) / batches)

    thread = threading.Thread(target=telling_it, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
