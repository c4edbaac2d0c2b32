"""Tells of each different cell of a log which indicators it shows, once for all its rows.

What is written plainly is compared in SQL; what is not, such as a name in another script, is
written by `rules.indicators.writing`, which is the meaning of both.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import duckdb

from wardmote.engines.hunting import packs, quoting
from wardmote.rules.hunting.values import Holds
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind

CHUNK = 20_000
HOSTS, WHOLE = "hosts", "whole"
"""Families of texts: hosts, wherever they stand, and whole URLs; others are called as they hold."""
SHOWN = "raw, ref, valid_from, valid_until"
BOTH, IN_CELLS, IN_URLS = 0, 1, 2
"""Where a text holds its host: wherever it stands, or only as a cell, or only in a URL."""
LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
PLAIN_NAME = rf"{LABEL}(?:\.{LABEL})*\.?(?::[0-9]{{0,4}})?"
"""With no more than 63 characters, and a last part that is not all digits."""
BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
PLAIN_IPV4 = rf"(?:{BYTE}\.){{3}}{BYTE}(?::[0-9]{{0,4}})?"
PORT = r"\.?(:[0-9]{0,5})?$"
SINGLE: dict[Holds, tuple[Kind, writing.Write]] = {
    Holds.EMAIL: (Kind.EMAIL, writing.email),
    Holds.PATH: (Kind.FILE_NAME, writing.file_name),
    Holds.USER_AGENT: (Kind.USER_AGENT, writing.user_agent),
    Holds.JA3: (Kind.JA3, writing.ja3),
    Holds.JA4: (Kind.JA4, writing.ja4),
}


def prepare(database: duckdb.DuckDBPyConnection, family: str) -> None:
    """Make the tables of one family: texts that were told of, and what they show."""
    database.execute(f"CREATE TABLE told_{family} (raw VARCHAR)")
    database.execute(
        f"CREATE TABLE shown_{family} (raw VARCHAR, ref UINTEGER, valid_from TIMESTAMPTZ,"
        " valid_until TIMESTAMPTZ, place UTINYINT, named BOOLEAN)"
    )
    if family == HOSTS:
        database.execute("CREATE TABLE near (raw VARCHAR)")


def family_of(holds: Holds) -> str:
    """Give the family of what a column holds: what is told alike."""
    return HOSTS if holds in (Holds.HOST, Holds.IP, Holds.URL) else holds.value


def tell(
    database: duckdb.DuckDBPyConnection,
    family: str,
    cells: str,
    pack: packs.Pack,
    empty: Sequence[str] = (),
) -> None:
    """Tell of all texts of a query that were not told of yet.

    Shape: `cells` is a query of texts called `raw`. For hosts, `near` are those of which a URL,
    or the start of one, is looked for.
    """
    nothing = ", ".join(map(quoting.literal, ("", *empty)))
    database.execute(
        f"CREATE OR REPLACE TABLE raws AS SELECT DISTINCT raw FROM ({cells}) AS cell"
        f" WHERE raw NOT IN ({nothing})"
        f" AND NOT EXISTS (SELECT 1 FROM told_{family} AS told WHERE told.raw = cell.raw)"
    )
    if not database.execute(f"INSERT INTO told_{family} FROM raws").fetchall()[0][0]:
        return  # all that the pack holds need not be gone through for nothing
    if family == HOSTS:
        _tell_hosts(database, pack)
    elif family == Holds.HASH:
        _show(database, family, Kind.HASH, writing.hashes)
    elif family == WHOLE:
        _show(database, family, Kind.URL, _one(writing.url))
        host = "regexp_extract(value, '^(?:\\[([^\\]]*)\\]|([^:/]*))', {})"
        database.execute(
            f"INSERT INTO shown_{family} SELECT {SHOWN}, {BOTH}, false FROM"
            f" (SELECT raw, value, {host.format(1)} || {host.format(2)} AS host FROM written) AS w"
            " JOIN pack.url_prefix AS p ON w.host = p.host AND starts_with(w.value, p.value)"
        )
    else:
        kind, write = SINGLE[Holds(family)]
        _show(database, family, kind, _one(write))


def _tell_hosts(database: duckdb.DuckDBPyConnection, pack: packs.Pack) -> None:
    _write_hosts(database)
    show = f"INSERT INTO shown_{HOSTS} SELECT {SHOWN}, place"
    # Not by WITH RECURSIVE: DuckDB may never end where that is interrupted.
    level = "SELECT raw, host AS name, place FROM hosts WHERE number IS NULL"
    while pack.counts.get(Kind.DOMAIN) and _made(database, "above", level):
        database.execute(f"{show}, true FROM above JOIN pack.domain ON name = value")
        level = (
            "SELECT raw, substr(name, strpos(name, '.') + 1) AS name, place FROM above"
            " WHERE contains(name, '.')"
        )
    if pack.counts.get(Kind.IP):
        database.execute(
            f"{show}, false FROM hosts JOIN pack.ip ON hosts.host = ip.value"
            " WHERE hosts.number IS NOT NULL"
        )
    for version, length in pack.lengths:
        shift = (32 if version == 4 else 128) - length
        database.execute(
            f"{show}, false FROM hosts JOIN pack.cidr"
            f" ON hosts.number >> {shift}::UHUGEINT = cidr.number WHERE hosts.version = {version}"
            f" AND cidr.version = {version} AND cidr.length = {length}"
        )
    for table in ("url", "url_prefix"):
        database.execute(
            f"INSERT INTO near SELECT raw FROM hosts WHERE place <> {IN_CELLS}"
            f" AND hosts.host IN (SELECT host FROM pack.{table})"
        )


def _made(database: duckdb.DuckDBPyConnection, table: str, query: str) -> int:
    """Make a table, perhaps from what it held before, and count its rows."""
    made = database.execute(f"CREATE OR REPLACE TABLE {table} AS {query}").fetchall()
    return int(made[0][0])


def _write_hosts(database: duckdb.DuckDBPyConnection) -> None:
    """From `raws` make `hosts`: each text that holds a host, with it and the number it may be."""
    database.execute(
        "CREATE OR REPLACE TABLE sorted AS SELECT raw, CASE"
        f" WHEN regexp_full_match(raw, '{PLAIN_IPV4}') THEN 'ip'"
        f" WHEN strlen(raw) <= 63 AND regexp_full_match(raw, '{PLAIN_NAME}')"
        r" AND NOT regexp_matches(raw, '(?:^|\.)[0-9]+\.?(?::[0-9]*)?$') THEN 'name'"
        " ELSE 'odd' END AS form FROM raws"
    )
    database.execute(
        "CREATE OR REPLACE TABLE hosts AS SELECT raw, lower(CASE"
        " WHEN contains(raw, ':') OR suffix(raw, '.')"
        f" THEN regexp_replace(raw, '{PORT}', '') ELSE raw END) AS host,"
        f" {BOTH}::UTINYINT AS place, NULL::UTINYINT AS version, NULL::UHUGEINT AS number"
        " FROM sorted WHERE form = 'name' UNION ALL"
        f" SELECT raw, ip, {BOTH}, 4, (parts[1]::UBIGINT * 16777216 + parts[2]::UBIGINT * 65536"
        " + parts[3]::UBIGINT * 256 + parts[4]::UBIGINT)::UHUGEINT FROM"
        " (SELECT raw, ip, string_split(ip, '.') AS parts FROM"
        " (SELECT raw, split_part(raw, ':', 1) AS ip FROM sorted WHERE form = 'ip'))"
    )
    for rows in _chunks(database, "SELECT raw FROM sorted WHERE form = 'odd'"):
        found = []
        for (raw,) in rows:
            found += [(raw, host, place, *_numbers(host)) for host, place in _odd(raw)]
        database.execute(
            "INSERT INTO hosts SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]),"
            " unnest($3::UTINYINT[]), unnest($4::UTINYINT[]), unnest($5::VARCHAR[])::UHUGEINT",
            [[row[at] for row in found] for at in range(5)],
        )


def _odd(raw: str) -> Iterator[tuple[str, int]]:
    cell = writing.host(raw)
    # An address of IPv6 that stands alone, as most of what is odd does, leads to itself.
    is_plain = cell == raw and ":" in raw
    url = cell if is_plain else _host_of_authority(raw)
    if cell is not None:
        yield cell, BOTH if cell == url else IN_CELLS
    if url is not None and url != cell:
        yield url, IN_URLS


def _host_of_authority(raw: str) -> str | None:
    url = writing.url(raw)
    return None if url is None else writing.host_of(url)


def _numbers(host: str) -> tuple[int | None, str | None]:
    """Give version and number of an address; as text, since DuckDB takes no such long number."""
    if not writing.is_address(host):
        return None, None
    version, number = packs.number_of(host)
    return version, str(number)


def _one(write: writing.Write) -> Callable[[str], tuple[str, ...]]:
    def written(raw: str) -> tuple[str, ...]:
        value = write(raw)
        return () if value is None else (value,)

    return written


def _show(
    database: duckdb.DuckDBPyConnection,
    family: str,
    kind: Kind,
    write: Callable[[str], Iterable[str]],
) -> None:
    """Write each text of `raws` into `written`, and look up what its values show."""
    database.execute("CREATE OR REPLACE TABLE written (raw VARCHAR, value VARCHAR)")
    for rows in _chunks(database, "SELECT raw FROM raws"):
        pairs = [(raw, value) for (raw,) in rows for value in write(raw)]
        database.execute(
            "INSERT INTO written SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
            [[raw for raw, _ in pairs], [value for _, value in pairs]],
        )
    database.execute(
        f"INSERT INTO shown_{family} SELECT {SHOWN}, {BOTH}, false FROM written"
        f" JOIN pack.{kind.value} USING (value)"
    )


def _chunks(database: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[tuple[str]]]:
    with database.cursor() as reading:
        reading.execute(query)
        while rows := reading.fetchmany(CHUNK):
            yield rows
