"""Tells of each different cell of a log which indicators it shows, once for all its rows.

What is written plainly is compared in SQL; what is not, such as a name in another script, is
written by `rules.indicators.writing`, which is the meaning of both.
"""

from collections.abc import Callable, Iterable, Iterator

import duckdb

from wardmote.engines.hunting import packs
from wardmote.rules.hunting.values import Holds
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind

CHUNK = 20_000
SHOWN = "raw VARCHAR, ref UINTEGER, valid_from TIMESTAMPTZ, valid_until TIMESTAMPTZ"
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


def tell(database: duckdb.DuckDBPyConnection, holds: Holds, pack: packs.Pack) -> None:
    """From the table `raws` with a column `raw` make `shown`, and `near` for URLs.

    Shape: `raws` holds different texts; `near` those authorities of which a URL, or a start of
    one, is looked for.
    """
    database.execute(f"CREATE OR REPLACE TABLE shown ({SHOWN})")
    database.execute("CREATE OR REPLACE TABLE near (raw VARCHAR)")
    if holds in (Holds.HOST, Holds.IP, Holds.URL):
        _tell_hosts(database, holds, pack)
    elif holds is Holds.HASH:
        found = _written(database, "FROM raws", writing.hashes)
        _show(database, found, Kind.HASH)
    else:
        kind, write = SINGLE[holds]
        _show(database, _written(database, "FROM raws", _one(write)), kind)


def tell_urls(database: duckdb.DuckDBPyConnection) -> None:
    """From the table `raws` of whole URLs make `shown`."""
    database.execute(f"CREATE OR REPLACE TABLE shown ({SHOWN})")
    table = _written(database, "FROM raws", _one(writing.url))
    _show(database, table, Kind.URL)
    host = "regexp_extract(value, '^(?:\\[([^\\]]*)\\]|([^:/]*))', {})"
    database.execute(
        f"INSERT INTO shown SELECT raw, ref, valid_from, valid_until FROM"
        f" (SELECT raw, value, {host.format(1)} || {host.format(2)} AS host FROM {table}) AS w"
        " JOIN pack.url_prefix AS p ON w.host = p.host AND starts_with(w.value, p.value)"
    )


def _tell_hosts(database: duckdb.DuckDBPyConnection, holds: Holds, pack: packs.Pack) -> None:
    _write_hosts(database, holds)
    if holds is not Holds.IP and pack.counts.get(Kind.DOMAIN):
        database.execute(
            "INSERT INTO shown WITH RECURSIVE above AS ("
            " SELECT raw, host AS name FROM hosts WHERE number IS NULL UNION ALL"
            " SELECT raw, substr(name, strpos(name, '.') + 1) FROM above WHERE contains(name, '.'))"
            " SELECT raw, ref, valid_from, valid_until FROM above"
            " JOIN pack.domain ON name = value"
        )
    if pack.counts.get(Kind.IP):
        database.execute(
            "INSERT INTO shown SELECT raw, ref, valid_from, valid_until"
            " FROM hosts JOIN pack.ip ON hosts.host = ip.value WHERE hosts.number IS NOT NULL"
        )
    for version, length in pack.lengths:
        shift = (32 if version == 4 else 128) - length
        database.execute(
            "INSERT INTO shown SELECT raw, ref, valid_from, valid_until FROM hosts JOIN pack.cidr"
            f" ON hosts.number >> {shift}::UHUGEINT = cidr.number WHERE hosts.version = {version}"
            f" AND cidr.version = {version} AND cidr.length = {length}"
        )
    if holds is Holds.URL:
        for table in ("url", "url_prefix"):
            database.execute(
                "INSERT INTO near SELECT raw FROM hosts WHERE hosts.host IN"
                f" (SELECT host FROM pack.{table})"
            )


def _write_hosts(database: duckdb.DuckDBPyConnection, holds: Holds) -> None:
    """From `raws` make `hosts`: each text that holds a host, with it and the number it may be."""
    database.execute(
        "CREATE OR REPLACE TABLE sorted AS SELECT raw, CASE"
        f" WHEN regexp_full_match(raw, '{PLAIN_IPV4}') THEN 'ip'"
        f" WHEN strlen(raw) <= 63 AND regexp_full_match(raw, '{PLAIN_NAME}')"
        r" AND NOT regexp_matches(raw, '(^|\.)[0-9]+\.?(:[0-9]*)?$') THEN 'name'"
        " ELSE 'odd' END AS form FROM raws"
    )
    database.execute(
        "CREATE OR REPLACE TABLE hosts AS"
        f" SELECT raw, lower(regexp_replace(raw, '{PORT}', '')) AS host, NULL::UTINYINT AS version,"
        " NULL::UHUGEINT AS number FROM sorted WHERE form = 'name' UNION ALL"
        " SELECT raw, ip, 4, parts[1]::UHUGEINT * 16777216 + parts[2]::UHUGEINT * 65536"
        " + parts[3]::UHUGEINT * 256 + parts[4]::UHUGEINT FROM"
        " (SELECT raw, ip, string_split(ip, '.') AS parts FROM"
        " (SELECT raw, regexp_replace(raw, ':[0-9]*$', '') AS ip"
        " FROM sorted WHERE form = 'ip'))"
    )
    odd = _host_of_authority if holds is Holds.URL else writing.host
    for rows in _chunks(database, "SELECT raw FROM sorted WHERE form = 'odd'"):
        found = [(raw, odd(raw)) for (raw,) in rows]
        known = [(raw, host, *_numbers(host)) for raw, host in found if host is not None]
        texts = [[row[at] for row in known] for at in range(4)]
        database.execute(
            "INSERT INTO hosts SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]),"
            " unnest($3::UTINYINT[]), unnest($4::UHUGEINT[])",
            texts,
        )


def _host_of_authority(raw: str) -> str | None:
    url = writing.url(raw)
    return None if url is None else writing.host_of(url)


def _numbers(host: str) -> tuple[int | None, int | None]:
    return packs.number_of(host) if writing.is_address(host) else (None, None)


def _one(write: writing.Write) -> Callable[[str], tuple[str, ...]]:
    def written(raw: str) -> tuple[str, ...]:
        value = write(raw)
        return () if value is None else (value,)

    return written


def _written(
    database: duckdb.DuckDBPyConnection, query: str, write: Callable[[str], Iterable[str]]
) -> str:
    """Make the table `written` of raw texts and the values that they hold; give its name."""
    database.execute("CREATE OR REPLACE TABLE written (raw VARCHAR, value VARCHAR)")
    for rows in _chunks(database, f"SELECT raw {query}"):
        pairs = [(raw, value) for (raw,) in rows for value in write(raw)]
        database.execute(
            "INSERT INTO written SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
            [[raw for raw, _ in pairs], [value for _, value in pairs]],
        )
    return "written"


def _show(database: duckdb.DuckDBPyConnection, table: str, kind: Kind) -> None:
    database.execute(
        f"INSERT INTO shown SELECT raw, ref, valid_from, valid_until FROM {table}"
        f" JOIN pack.{kind.value} USING (value)"
    )


def _chunks(database: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[tuple[str]]]:
    with database.cursor() as reading:
        reading.execute(query)
        while rows := reading.fetchmany(CHUNK):
            yield rows
