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
TOGETHER = 1.3
"""Columns are looked up together if this much more than the values of one are combined."""
GROWN = {"": 1, "gzip": 10, "zstd": 12}
"""How much longer a log is than its file, about."""
MEMORY_BYTES = 400_000_000
HASH_KNOWN = "(strlen({0}) < 32 OR (regexp_full_match({0}, '[0-9A-Za-z]*') AND NOT {1}))"
AUTHORITY = (
    "CASE WHEN prefix({0}, 'https://') OR prefix({0}, 'http://') THEN split_part({0}, '/', 3)"
    " WHEN contains({0}, '://') OR prefix({0}, '/') THEN {0} ELSE split_part({0}, '/', 1) END"
)
"""What decides of which host a URL is: all of it where it is written in no usual way."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a hunt found, and what it went through."""

    finds: tuple[Find, ...]
    rows_read: int
    rows_unparsed: int
    columns: tuple[str, ...]


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
        groups = _learn(under_way, query, learn_from)
        _check_room(under_way, groups, Path(spilling), memory_bytes)
        with _telling_progress(database, progress):
            rows = _sieve(under_way, query, groups)
        shows = _settle(under_way)
        unparsed = counting.unparsed(database, log)
        bad = database.execute("SELECT count(*) FROM kept WHERE bad").fetchall()[0][0]
        if bad and log.kind.reader.value == "json_lines":
            bad = counting.unparsed_json(database, log)
        finds = counting.finds(database, log, under_way.times, shows, since, until)
    return Result(finds, rows - bad, unparsed + bad, tuple(each.name for each in columns))


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
        yield database


def _key(column: Column) -> str:
    """Give what is looked up of a cell: the host of a URL, else all of it."""
    named = sources.name(column.name)
    return AUTHORITY.format(named) if column.holds is Holds.URL else named


def _families(columns: Sequence[Column]) -> dict[str, list[int]]:
    """Give the places of columns by the family of what they hold."""
    found: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        found.setdefault(telling.family_of(column.holds), []).append(at)
    return found


def _learn(under_way: Hunt, query: str, events: int) -> tuple[tuple[int, ...], ...]:
    """Make `clean...`, combinations of cells in the first events that show nothing.

    Columns that go together, such as a host and its address, are looked up together.
    """
    database = under_way.database
    keys = ", ".join(f"{_key(each)} AS k{at}" for at, each in enumerate(under_way.columns))
    database.execute(f"CREATE TABLE first AS SELECT {keys} FROM ({query}) LIMIT {events}")
    dirty = {}
    for family, places in _families(under_way.columns).items():
        telling.prepare(database, family)
        _tell(under_way, family, "first", places)
        dirty[family] = f"SELECT raw FROM shown_{family}"
        if family == telling.HOSTS:
            dirty[family] += " UNION SELECT raw FROM near"
    groups = _groups(database, under_way.columns)
    for number, group in enumerate(groups):
        names = ", ".join(f"k{at}" for at in group)
        clean = " AND ".join(
            f"k{at} NOT IN ({dirty[telling.family_of(under_way.columns[at].holds)]})"
            for at in group
        )
        database.execute(
            f"CREATE TABLE clean{number} AS SELECT DISTINCT {names} FROM first WHERE {clean}"
        )
    return groups


def _groups(
    database: duckdb.DuckDBPyConnection, columns: Sequence[Column]
) -> tuple[tuple[int, ...], ...]:
    """Put columns together that have hardly more combinations than the one of them has values.

    Hashes stay alone: most are seen once, and are looked up in the pack itself.
    """

    def different(places: tuple[int, ...]) -> int:
        names = ", ".join(f"k{at}" for at in places)
        query = f"SELECT approx_count_distinct(hash({names})) FROM first"
        return int(database.execute(query).fetchall()[0][0])

    groups: list[tuple[tuple[int, ...], int]] = []
    single = [(at, different((at,))) for at in range(len(columns))]
    for at, alone in sorted(single, key=lambda it: -it[1]):
        for number, (group, size) in enumerate(groups):
            together = different((*group, at))
            hashes = Holds.HASH in (columns[group[0]].holds, columns[at].holds)
            if not hashes and together <= TOGETHER * size + 1000:
                groups[number] = ((*group, at), together)
                break
        else:
            groups.append(((at,), alone))
    return tuple(group for group, _ in groups)


def _tell(under_way: Hunt, family: str, table: str, places: Sequence[int], key: str = "k") -> None:
    cells = " UNION ".join(f"SELECT {key}{at} AS raw FROM {table}" for at in places)
    telling.tell(under_way.database, family, cells, under_way.pack, under_way.log.layout.empty)


def _known(groups: tuple[tuple[int, ...], ...]) -> list[str]:
    """Give for each group of columns the condition that its cells are known to show nothing."""
    found = []
    for number, places in enumerate(groups):
        names = ", ".join(f"k{at}" for at in places)
        row = f"({names})" if len(places) > 1 else names
        found.append(f"{row} IN (SELECT {row} FROM clean{number})")
    return found


def _check_room(
    under_way: Hunt, groups: tuple[tuple[int, ...], ...], spilling: Path, memory_bytes: int
) -> None:
    """Refuse where what will be kept, judged by the first events, fits no disk."""
    database = under_way.database
    known = " AND ".join(_known(groups))
    events, unknown = database.execute(
        f"SELECT count(*), count(*) FILTER (WHERE NOT ({known})) FROM first"
    ).fetchall()[0]
    new = sum(
        database.execute(f"SELECT count(*) FROM clean{number}").fetchall()[0][0]
        for number in range(len(groups))
    )
    database.execute("DROP TABLE first")
    share = min(1.0, (unknown + new) / max(events, 1))
    grown = GROWN[under_way.log.layout.compression]
    size = sum(path.stat().st_size for path in under_way.log.paths)
    need = int(size * grown * share) - memory_bytes
    free = shutil.disk_usage(spilling).free
    if need > free:
        raise Conflict(
            f"This hunt may need {need // 1_000_000} MB of disk in {spilling.parent} and"
            f" {free // 1_000_000} MB are free. Make room, or choose another folder."
        )


def _sieve(under_way: Hunt, query: str, groups: tuple[tuple[int, ...], ...]) -> int:
    """Make `kept`: of all events, cells that are not known to show nothing; count the events."""
    database, columns = under_way.database, under_way.columns
    marks = [f"{_key(each)} AS k{at}" for at, each in enumerate(columns)]
    unknown, picked = [], []
    for number, (places, known) in enumerate(zip(groups, _known(groups), strict=True)):
        first, shown_nothing = columns[places[0]], known
        if first.holds is Holds.HASH and len(places) == 1:
            cell = f"k{places[0]}"
            long = f"CASE WHEN strlen({cell}) >= 32 THEN lower({cell}) END"
            listed = f"{long} IN (SELECT value FROM pack.hash)"
            shown_nothing = HASH_KNOWN.format(cell, listed)
            if _several_hashes(database, number):
                shown_nothing = f"({known} OR {shown_nothing})"
        unknown.append(f"NOT {shown_nothing} AS u{number}")
        picked += [f"CASE WHEN u{number} THEN k{at} ELSE '' END AS k{at}" for at in places]
        picked += [
            f"CASE WHEN u{number} THEN {sources.name(columns[at].name)} END AS w{at}"
            for at in places
            if columns[at].holds is Holds.URL
        ]
    picked += [f"{sources.name(each)} AS t{at}" for at, each in enumerate(under_way.times)]
    any_unknown = " OR ".join(f"u{number}" for number in range(len(groups)))
    database.execute("PRAGMA enable_profiling = 'no_output'")
    database.execute(
        f"CREATE TABLE kept AS SELECT {', '.join(picked)}, bad FROM"
        f" (SELECT *, {', '.join(unknown)} FROM (SELECT *, {', '.join(marks)} FROM ({query})))"
        f" WHERE bad OR {any_unknown}"
    )
    rows = counting.scanned(database.get_profiling_information())
    database.execute("PRAGMA disable_profiling")
    return rows


def _several_hashes(database: duckdb.DuckDBPyConnection, number: int) -> bool:
    """Tell whether cells hold more than one plain hash, so that knowing whole cells helps."""
    return bool(
        database.execute(
            f"SELECT count(*) FROM (SELECT COLUMNS(*) AS k FROM clean{number})"
            " WHERE strlen(k) >= 32 AND NOT regexp_full_match(k, '[0-9A-Za-z]*')"
        ).fetchall()[0][0]
    )


def _settle(under_way: Hunt) -> str:
    """Tell of each different cell that was kept; give the query of events and what they show."""
    database, shows = under_way.database, []
    for family, places in _families(under_way.columns).items():
        _tell(under_way, family, "kept", places)
        for at in places:
            holds = under_way.columns[at].holds
            other = telling.IN_CELLS if holds is Holds.URL else telling.IN_URLS
            named = " AND NOT named" if holds is Holds.IP else ""
            shows.append(f"{_shows(f'k{at}', family)} WHERE place <> {other}{named}")
    urls = [at for at, each in enumerate(under_way.columns) if each.holds is Holds.URL]
    if urls:
        telling.prepare(database, telling.WHOLE)
        for at in urls:
            database.execute(f"UPDATE kept SET w{at} = '' WHERE k{at} NOT IN (FROM near)")
        _tell(under_way, telling.WHOLE, "kept", urls, "w")
        shows += [_shows(f"w{at}", telling.WHOLE) for at in urls]
    return " UNION ALL ".join(shows)


def _shows(column: str, family: str) -> str:
    return (
        "SELECT kept.rowid AS event, ref, valid_from, valid_until"
        f" FROM kept JOIN shown_{family} ON {column} = raw"
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
