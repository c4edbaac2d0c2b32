"""Learns from the first events which cells show nothing, alone or together."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from wardmote.engines.hunting import cells, telling
from wardmote.rules.hunting.values import Column, Holds
from wardmote.rules.refusal import Conflict

SAMPLE = 400_000
"""Events that teach which cells show nothing."""
TOGETHER = 1.3
"""Columns are looked up together if this much more than the values of one are combined."""
GROWN = {"": 1, "gzip": 10, "zstd": 12}
"""How much longer a log is than its file, about."""


def learn(under_way: cells.Hunt, query: str, events: int) -> tuple[tuple[int, ...], ...]:
    """Make `clean...`, combinations of cells in the first events that show nothing.

    Columns that go together, such as a host and its address, are looked up together. What is
    frequent comes first, so that it stays in the processor's cache.
    """
    database = under_way.database
    keys = ", ".join(f"{cells.key(each)} AS k{at}" for at, each in enumerate(under_way.columns))
    database.execute(f"CREATE TABLE first AS SELECT {keys} FROM ({query}) LIMIT {events}")
    dirty = {}
    for family, places in cells.families(under_way.columns).items():
        telling.prepare(database, family)
        cells.tell(under_way, family, "first", places)
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
            f"CREATE TABLE clean{number} AS SELECT {names} FROM first WHERE {clean}"
            f" GROUP BY {names} ORDER BY count(*) DESC"
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


def known(groups: tuple[tuple[int, ...], ...]) -> list[str]:
    """Give for each group of columns the condition that its cells are known to show nothing."""
    found = []
    for number, places in enumerate(groups):
        names = ", ".join(f"k{at}" for at in places)
        row = f"({names})" if len(places) > 1 else names
        found.append(f"{row} IN (SELECT {row} FROM clean{number})")
    return found


def check_room(
    under_way: cells.Hunt, groups: tuple[tuple[int, ...], ...], spilling: Path, memory_bytes: int
) -> None:
    """Refuse where what will be kept, judged by the first events, fits no disk."""
    database = under_way.database
    all_known = " AND ".join(known(groups))
    events, unknown = database.execute(
        f"SELECT count(*), count(*) FILTER (WHERE NOT ({all_known})) FROM first"
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


def several_hashes(database: duckdb.DuckDBPyConnection, number: int) -> bool:
    """Tell whether cells hold more than one plain hash, so that knowing whole cells helps."""
    return bool(
        database.execute(
            f"SELECT count(*) FROM (SELECT COLUMNS(*) AS k FROM clean{number})"
            " WHERE strlen(k) >= 32 AND NOT regexp_full_match(k, '[0-9A-Za-z]*')"
        ).fetchall()[0][0]
    )
