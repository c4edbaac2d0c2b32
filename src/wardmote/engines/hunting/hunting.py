"""Hunts: finds which of very many indicators a log shows, as `rules.hunting.searching` would.

A log repeats itself. So the first events teach which cells show nothing, and one pass over all of
it keeps only cells that were not among these. Each different cell that was kept is then told once.
"""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from wardmote.engines.hunting import counting, packs, sources, staging, telling
from wardmote.rules.hunting.values import SHOWN_BY, Column, Find, Holds
from wardmote.rules.refusal import Conflict

SAMPLE = 400_000
"""Events that teach which cells show nothing."""
MEMORY_BYTES = 400_000_000
HASH_KNOWN = "strlen({0}) < 32 OR (regexp_full_match({0}, '[0-9A-Za-z]*') AND NOT {1})"
AUTHORITY = (
    "CASE WHEN starts_with({0}, 'https://') OR starts_with({0}, 'http://')"
    " THEN split_part({0}, '/', 3)"
    " WHEN contains({0}, '://') OR starts_with({0}, '/') THEN {0} ELSE split_part({0}, '/', 1) END"
)
"""What decides of which host a URL is: all of it where it is written in no usual way."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a hunt found, and what it went through; `whole` is False where it was interrupted."""

    finds: tuple[Find, ...]
    rows_read: int
    rows_unparsed: int
    columns: tuple[str, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Hunt:
    """One hunt under way."""

    database: duckdb.DuckDBPyConnection
    pack: packs.Pack
    log: sources.Log
    columns: tuple[Column, ...]
    times: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """Give the names of all columns that are read."""
        return tuple(dict.fromkeys((*self.times, *(each.name for each in self.columns))))


def hunt(
    log: sources.Log,
    pack: packs.Pack,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    memory_bytes: int = MEMORY_BYTES,
    threads: int = 2,
    folder: Path | None = None,
    learn_from: int = SAMPLE,
    progress: Callable[[float], None] | None = None,
) -> Result:
    """Find each indicator of a pack that a log shows from `since` until before `until`.

    Shape: `progress` is told the share done, 0 to 1; `folder` is where what exceeds the memory
    is kept meanwhile; the first `learn_from` events teach which cells show nothing.
    Raises: Conflict, where the disk has no room for that.
    Cost: one pass over the log and as much again for what is looked for.
    """
    columns = _columns(log, pack)
    if not columns:
        return Result((), 0, 0, ())
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix="hunt-") as spilling,
        connected(Path(spilling), memory_bytes, threads) as database,
    ):
        database.execute(f"ATTACH {sources.literal(str(pack.path))} AS pack (READ_ONLY)")
        under_way = Hunt(database, pack, log, columns, tuple(sources.time_columns(log)))
        query = staging.rows(database, log, under_way.wanted)
        _learn(under_way, query, learn_from)
        _check_room(under_way, Path(spilling), memory_bytes)
        with _telling_progress(database, progress):
            rows, whole = _sieve(under_way, query)
        shows = _settle(under_way)
        unparsed = counting.unparsed(database, log)
        bad = database.execute("SELECT count(*) FROM kept WHERE bad").fetchall()[0][0]
        if bad and log.kind.reader.value == "json_lines":
            bad = counting.unparsed_json(database, log)
        finds = counting.finds(database, log, under_way.times, shows, since, until)
    return Result(finds, rows - bad, unparsed + bad, tuple(each.name for each in columns), whole)


def _columns(log: sources.Log, pack: packs.Pack) -> tuple[Column, ...]:
    """Give the columns that can show some indicator of the pack."""
    shows = {holds for kind in pack.counts for holds in SHOWN_BY[kind]}
    there = sources.available(log)
    return tuple(each for each in log.kind.columns if each.holds in shows and each.name in there)


@contextmanager
def connected(
    spilling: Path, memory_bytes: int, threads: int
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that keeps within a memory, and nothing that is fetched from elsewhere."""
    settings = {
        **packs.OFFLINE,
        "threads": str(threads),
        "memory_limit": f"{memory_bytes}B",
        "temp_directory": str(spilling),
        "preserve_insertion_order": "false",
    }
    with duckdb.connect(":memory:", config=settings) as database:
        database.execute("SET TimeZone = 'UTC'")
        yield database


def _key(column: Column) -> str:
    named = sources.name(column.name)
    return AUTHORITY.format(named) if column.holds is Holds.URL else named


def _holdings(columns: Sequence[Column]) -> dict[Holds, list[Column]]:
    found: dict[Holds, list[Column]] = {}
    for column in columns:
        found.setdefault(column.holds, []).append(column)
    return found


def _learn(under_way: Hunt, query: str, events: int) -> None:
    """Make `clean_...`, the cells of the first events that show nothing, for what columns hold."""
    database = under_way.database
    keys = ", ".join(f"{_key(each)} AS k{at}" for at, each in enumerate(under_way.columns))
    database.execute(f"CREATE TABLE first AS SELECT {keys} FROM ({query}) LIMIT {events}")
    for holds, columns in _holdings(under_way.columns).items():
        places = [under_way.columns.index(each) for each in columns]
        cells = " UNION ".join(f"SELECT k{at} AS raw FROM first" for at in places)
        database.execute(
            f"CREATE OR REPLACE TABLE raws AS SELECT DISTINCT raw FROM ({cells})"
            " WHERE raw IS NOT NULL" + _not_empty(under_way.log)
        )
        telling.tell(database, holds, under_way.pack)
        nothing = ", ".join(f"({sources.literal(each)})" for each in ("", *_empty(under_way.log)))
        database.execute(
            f"CREATE TABLE clean_{holds} AS SELECT raw FROM raws"
            " WHERE raw NOT IN (SELECT raw FROM shown) AND raw NOT IN (SELECT raw FROM near)"
            f" UNION SELECT * FROM (VALUES {nothing})"
        )


def _empty(log: sources.Log) -> tuple[str, ...]:
    return log.layout.empty


def _not_empty(log: sources.Log) -> str:
    nothing = ", ".join(sources.literal(each) for each in ("", *_empty(log)))
    return f" AND raw NOT IN ({nothing})"


def _check_room(under_way: Hunt, spilling: Path, memory_bytes: int) -> None:
    """Refuse where what will be kept, judged by the first events, fits no disk."""
    database = under_way.database
    known = " AND ".join(
        f"coalesce(k{at} IN (SELECT raw FROM clean_{each.holds}), true)"
        for at, each in enumerate(under_way.columns)
    )
    counted = database.execute(
        f"SELECT count(*), count(*) FILTER (WHERE NOT ({known})) FROM first"
    ).fetchall()[0]
    distinct = sum(
        database.execute(f"SELECT count(*) FROM clean_{each}").fetchall()[0][0]
        for each in _holdings(under_way.columns)
    )
    share = min(1.0, (counted[1] + distinct) / max(counted[0], 1))
    grown = {"": 1, "gzip": 10, "zstd": 12}[under_way.log.layout.compression]
    size = sum(path.stat().st_size for path in under_way.log.paths)
    need = int(size * grown * share) - memory_bytes
    free = shutil.disk_usage(spilling).free
    database.execute("DROP TABLE first")
    if need > free:
        raise Conflict(
            f"This hunt may need {need // 1_000_000} MB of disk in {spilling.parent} and"
            f" {free // 1_000_000} MB are free. Make room, or choose another folder."
        )


def _sieve(under_way: Hunt, query: str) -> tuple[int, bool]:
    """Make `kept`: of all events, cells that are not known to show nothing; count the events."""
    database = under_way.database
    marks, unknown, picked = [], [], []
    for at, each in enumerate(under_way.columns):
        named = sources.name(each.name)
        marks.append(f"{_key(each)} AS k{at}")
        known = f"coalesce(k{at} IN (SELECT raw FROM clean_{each.holds}), true)"
        if each.holds is Holds.HASH:
            listed = f"lower({named}) IN (SELECT value FROM pack.hash)"
            known = f"({known} OR {HASH_KNOWN.format(named, listed)})"
        unknown.append(f"NOT {known} AS u{at}")
        picked.append(f"CASE WHEN u{at} THEN k{at} END AS k{at}")
        if each.holds is Holds.URL:
            picked.append(f"CASE WHEN u{at} THEN {named} END AS w{at}")
    times = [sources.name(each) for each in under_way.times]
    picked += [f"{each} AS t{at}" for at, each in enumerate(times)]
    any_unknown = " OR ".join(f"u{at}" for at in range(len(under_way.columns)))
    database.execute("PRAGMA enable_profiling = 'no_output'")
    database.execute(
        f"CREATE TABLE kept AS SELECT {', '.join(picked)}, bad FROM"
        f" (SELECT *, {', '.join(unknown)} FROM (SELECT *, {', '.join(marks)} FROM ({query})))"
        f" WHERE bad OR {any_unknown}"
    )
    rows = counting.scanned(database.get_profiling_information())
    database.execute("PRAGMA disable_profiling")
    return rows, True


def _settle(under_way: Hunt) -> str:
    """Tell of each different cell that was kept; give the query of events and what they show."""
    database = under_way.database
    shows = []
    for holds, columns in _holdings(under_way.columns).items():
        places = [under_way.columns.index(each) for each in columns]
        _tell_kept(under_way, holds, [f"k{at}" for at in places])
        database.execute(f"CREATE TABLE shown_{holds} AS FROM shown")
        shows += [_joined(f"k{at}", f"shown_{holds}") for at in places]
        if holds is Holds.URL:
            database.execute("CREATE TABLE near_url AS SELECT DISTINCT raw FROM near")
            near = " UNION ".join(
                f"SELECT w{at} AS raw FROM kept WHERE k{at} IN (FROM near_url)" for at in places
            )
            database.execute(f"CREATE OR REPLACE TABLE raws AS {near}")
            telling.tell_urls(database)
            database.execute("CREATE TABLE shown_whole AS FROM shown")
            shows += [_joined(f"w{at}", "shown_whole") for at in places]
    return " UNION ALL ".join(shows)


def _tell_kept(under_way: Hunt, holds: Holds, names: Sequence[str]) -> None:
    cells = " UNION ".join(f"SELECT {each} AS raw FROM kept" for each in names)
    under_way.database.execute(
        f"CREATE OR REPLACE TABLE raws AS SELECT raw FROM ({cells})"
        " WHERE raw IS NOT NULL" + _not_empty(under_way.log)
    )
    telling.tell(under_way.database, holds, under_way.pack)


def _joined(column: str, table: str) -> str:
    return (
        "SELECT kept.rowid AS event, ref, valid_from, valid_until"
        f" FROM kept JOIN {table} ON {column} = raw"
    )


@contextmanager
def _telling_progress(
    database: duckdb.DuckDBPyConnection, progress: Callable[[float], None] | None
) -> Iterator[None]:
    """Tell the share that is done about ten times a second, from another thread."""
    if progress is None:
        yield
        return
    ended = threading.Event()

    def telling_it() -> None:
        while not ended.wait(0.1):
            progress(max(0.0, database.query_progress()) / 100)

    thread = threading.Thread(target=telling_it, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        progress(1.0)
