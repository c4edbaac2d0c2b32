"""Learns from the first events which cells show nothing, alone or together."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from wardmote.engines.hunting import cells, quoting, sources, telling
from wardmote.rules.hunting.values import Column, Holds, Reader
from wardmote.rules.refusal import Conflict

SAMPLE = 400_000
"""Events that teach which cells show nothing."""
TOGETHER = 1.3
"""Columns are looked up together if this much more than the values of one are combined."""
FEW = 100_000
"""Events that teach which columns go together."""
NEARLY_ALL = 0.95
"""A share of the events."""
FIRST = 1_000
"""Events that tell how long others are."""
SHARE = 0.2
"""The share of the memory that events to learn from, and then their keys, may take."""
BESIDE = 80
"""What an event or a key takes beside its text. Units: bytes."""
SIGN = "\x01"
"""What stands between the cells of a key."""
GROWN = {"": 1, "gzip": 10, "zstd": 12}
"""How much longer a log is than its file, about."""
PARQUET_GROWN = 10
SHORT = 20_000_000
"""A shorter log teaches nothing. Units: bytes, unpacked."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are looked up together.

    Shape: `keys` are the places of those whose cells make the key; `led` maps the place of a URL
    to the condition that it leads to the host in another cell, so that it needs no look-up.
    """

    keys: tuple[int, ...]
    led: Mapping[int, str]

    @property
    def places(self) -> tuple[int, ...]:
        """Give the places of all columns of the group."""
        return (*self.keys, *self.led)


def first_events(log: sources.Log) -> int:
    """Say how many events of a log shall teach; none, where reading it twice costs more."""
    grown = PARQUET_GROWN if log.kind.reader is Reader.PARQUET else 1
    return 0 if _size(log) * grown < SHORT else SAMPLE


def learn(under_way: cells.Hunt, query: str, events: int, memory_bytes: int) -> tuple[Group, ...]:
    """Make `clean...`, keys of cells in the first events that show nothing.

    Columns that go together, such as a host and its address, are looked up together. What is
    frequent comes first, so that it stays in the processor's cache, and so that what is rare is
    left out where it would take too much of the memory. Where no event is to teach, each column
    is alone, and no key is there.
    """
    if not events:
        return _nothing(under_way)
    database, columns = under_way.database, under_way.columns
    _take_first(under_way, query, events, memory_bytes)
    dirty = {}
    for family, places in cells.families(columns).items():
        telling.prepare(database, family)
        keys = [cells.key(columns[at]) for at in places]
        cells.tell(under_way, family, cells.query("first", keys))
        dirty[family] = f"SELECT raw FROM shown_{family}"
        if family == telling.HOSTS:
            dirty[family] += " UNION SELECT raw FROM near"
    groups = _led(database, columns, _groups(database, columns))
    most = memory_bytes * SHARE / len(groups)
    for number, group in enumerate(groups):
        clean = " AND ".join(_clean(columns, group, dirty))
        database.execute(
            f"CREATE TABLE clean{number} AS SELECT key FROM (SELECT {_key(columns, group)} AS key,"
            f" count(*) AS often FROM first WHERE {clean} GROUP BY key)"
            f" QUALIFY sum(strlen(key) + {BESIDE}) OVER (ORDER BY often DESC"
            f" ROWS UNBOUNDED PRECEDING) <= {most} ORDER BY often DESC"
        )
    return groups


def _clean(columns: Sequence[Column], group: Group, dirty: Mapping[str, str]) -> Iterator[str]:
    """Give the conditions that the cells of a group show nothing, and make a key of their own."""
    for at in group.keys:
        yield f"{cells.key(columns[at])} NOT IN ({dirty[telling.family_of(columns[at].holds)]})"
    # With the sign in no cell, no two combinations of cells make the same key.
    signs = ([SIGN] if len(group.keys) > 1 else []) + (["/"] if group.led else [])
    for sign in signs:
        for at in group.keys:
            yield f"NOT contains({cells.key(columns[at])}, {quoting.literal(sign)})"


def _take_first(under_way: cells.Hunt, query: str, events: int, memory_bytes: int) -> None:
    """Make `first`: as many of the first events as the memory has room for."""
    database = under_way.database
    names = ", ".join(dict.fromkeys(quoting.name(each.name) for each in under_way.columns))
    [(length,)] = database.execute(
        f"SELECT coalesce(avg(strlen(concat({names}))), 0) FROM (FROM ({query}) LIMIT {FIRST})"
    ).fetchall()
    most = min(events, int(memory_bytes * SHARE / (length + BESIDE)))
    database.execute(f"CREATE TABLE first AS SELECT {names} FROM ({query}) LIMIT {most}")


def _nothing(under_way: cells.Hunt) -> tuple[Group, ...]:
    for family in cells.families(under_way.columns):
        telling.prepare(under_way.database, family)
    for number in range(len(under_way.columns)):
        under_way.database.execute(f"CREATE TABLE clean{number} (key VARCHAR)")
    return tuple(Group((at,), {}) for at in range(len(under_way.columns)))


def _groups(
    database: duckdb.DuckDBPyConnection, columns: Sequence[Column]
) -> list[tuple[int, ...]]:
    """Put columns together that have hardly more combinations than the one of them has values.

    Hashes stay alone: most are seen once, and are looked up in the pack itself.
    """

    def different(places: tuple[int, ...]) -> int:
        names = ", ".join(cells.key(columns[at]) for at in places)
        query = f"SELECT approx_count_distinct(hash({names})) FROM (FROM first LIMIT {FEW})"
        return int(database.execute(query).fetchall()[0][0])

    groups: list[tuple[tuple[int, ...], int]] = []
    single = [(at, different((at,))) for at in range(len(columns))]
    for at, alone in sorted(single, key=lambda it: -it[1]):
        for number, (group, size) in enumerate(groups):
            hashes = Holds.HASH in (columns[group[0]].holds, columns[at].holds)
            together = 0 if hashes else different((*group, at))
            if not hashes and together <= TOGETHER * size + 1000:
                groups[number] = ((*group, at), together)
                break
        else:
            groups.append(((at,), alone))
    return [group for group, _ in groups]


def _led(
    database: duckdb.DuckDBPyConnection,
    columns: Sequence[Column],
    groups: Sequence[tuple[int, ...]],
) -> tuple[Group, ...]:
    """Leave out of keys what is a URL of the host in another cell, as nearly all are in some logs.

    Neither has to be taken out of the URL, nor looked up: that host is, where it has no `/`.
    """
    made = []
    for group in groups:
        led: dict[int, str] = {}
        for host in (at for at in group if columns[at].holds is Holds.HOST):
            for url in (at for at in group if columns[at].holds is Holds.URL and at not in led):
                leads = [
                    f"prefix({quoting.name(columns[url].name)},"
                    f" concat('{scheme}', {quoting.name(columns[host].name)}, '/'))"
                    for scheme in ("https://", "http://")
                ]
                shares = database.execute(
                    f"SELECT {', '.join(f'coalesce(avg(({each})::INT), 0)' for each in leads)}"
                    f" FROM (FROM first LIMIT {FEW})"
                ).fetchall()[0]
                if sum(shares) >= NEARLY_ALL:
                    often = [each for each, share in zip(leads, shares, strict=True) if share > 0]
                    led[url] = f"({' OR '.join(often)})"
        made.append(Group(tuple(at for at in group if at not in led), led))
    return tuple(made)


def _key(columns: Sequence[Column], group: Group) -> str:
    found = [cells.key(columns[at]) for at in group.keys]
    return f"concat_ws({quoting.literal(SIGN)}, {', '.join(found)})" if found[1:] else found[0]


def known(columns: Sequence[Column], groups: Sequence[Group]) -> list[str]:
    """Give for each group of columns the condition that its cells are known to show nothing."""
    return [
        " AND ".join(
            (*group.led.values(), f"{_key(columns, group)} IN (SELECT key FROM clean{number})")
        )
        for number, group in enumerate(groups)
    ]


def check_room(
    under_way: cells.Hunt, groups: Sequence[Group], spilling: Path, memory_bytes: int
) -> None:
    """Refuse where what will be kept, judged by the first events, fits no disk."""
    database = under_way.database
    all_known = " AND ".join(known(under_way.columns, groups))
    events, unknown = database.execute(
        f"SELECT count(*), count(*) FILTER (WHERE NOT ({all_known})) FROM (FROM first LIMIT {FEW})"
    ).fetchall()[0]
    new = sum(
        database.execute(f"SELECT count(*) FROM clean{number}").fetchall()[0][0]
        for number in range(len(groups))
    )
    database.execute("DROP TABLE first")
    share = min(1.0, (unknown + new) / max(events, 1))
    need = int(_size(under_way.log) * share) - memory_bytes
    free = shutil.disk_usage(spilling).free
    if need > free:
        raise Conflict(
            f"This hunt may need {need // 1_000_000} MB of disk in {spilling.parent} and"
            f" {free // 1_000_000} MB are free. Make room, or choose another folder."
        )


def _size(log: sources.Log) -> int:
    """Say how long a log is, about. Units: bytes, unpacked."""
    size = sum(path.stat().st_size for path in log.paths)
    return size * GROWN[log.layout.compression]


def several_hashes(database: duckdb.DuckDBPyConnection, number: int) -> bool:
    """Tell whether cells hold more than one plain hash, so that knowing whole cells helps."""
    return bool(
        database.execute(
            f"SELECT count(*) FROM (SELECT COLUMNS(*) AS k FROM clean{number})"
            " WHERE strlen(k) >= 32 AND NOT regexp_full_match(k, '[0-9A-Za-z]*')"
        ).fetchall()[0][0]
    )
