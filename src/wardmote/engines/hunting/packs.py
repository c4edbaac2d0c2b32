"""Keeps indicators as sorted tables of DuckDB, so that a hunt opens a million of them at once."""

import csv
import ipaddress
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from wardmote.engines.hunting import quoting
from wardmote.rules.hunting.results import Sought
from wardmote.rules.indicators import naming, writing
from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.refusal import Invalid

VERSION = 2
OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
COLUMNS = {
    "kind": "VARCHAR",
    "value": "VARCHAR",
    "host": "VARCHAR",
    "version": "UTINYINT",
    "length": "UTINYINT",
    "number": "UHUGEINT",
    "ref": "VARCHAR",
    "valid_from": "TIMESTAMPTZ",
    "valid_until": "TIMESTAMPTZ",
    "name": "VARCHAR",
    "is_shared": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Pack:
    """Indicators on disk, ready to be looked for.

    Shape: `counts` says how many values there are of each kind, `lengths` which lengths of
    prefix the ranges have, as pairs of the version of the protocol and the length.
    """

    path: Path
    counts: dict[Kind, int]
    lengths: tuple[tuple[int, int], ...]


def build(indicators: Iterable[Indicator], path: Path) -> Pack:
    """Write indicators as a pack; a pack that was there is replaced in one step.

    Cost: about 11 seconds of CPU a million, once; a third of it to write them as text.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".pack-") as folder:
        rows, made = Path(folder, "rows.csv"), Path(folder, "made.duckdb")
        with rows.open("w", newline="", encoding="utf-8", errors="replace") as text:
            writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerows(map(_row, indicators))
        with duckdb.connect(str(made), config=OFFLINE) as database:
            database.execute("SET TimeZone = 'UTC'")
            for statement in _statements(rows):
                database.execute(statement)
        os.replace(made, path)  # noqa: PTH105
    return opened(path)


def opened(path: Path) -> Pack:
    """Read what a pack holds.

    Raises: Invalid, where the file is no pack of this version.
    """
    try:
        with duckdb.connect(str(path), read_only=True, config=OFFLINE) as database:
            if database.execute("SELECT version FROM about").fetchall() != [(VERSION,)]:
                raise Invalid("Build this pack again: it is of another version.", source=str(path))
            counts = database.execute("SELECT kind, count FROM counts ORDER BY kind").fetchall()
            lengths = database.execute(
                "SELECT DISTINCT version, length FROM cidr ORDER BY ALL"
            ).fetchall()
    except duckdb.Error as error:
        raise Invalid("Build this pack again: it cannot be read.", source=str(path)) from error
    return Pack(path, {Kind(kind): count for kind, count in counts}, tuple(lengths))


def sought(pack: Pack, refs: Collection[str]) -> dict[str, Sought]:
    """Tell what some of a pack's indicators are."""
    with _reading(pack) as database:
        rows = database.execute(
            "SELECT ref, kind, value, coalesce(name, '') FROM sought"
            " WHERE ref IN (SELECT unnest($1::VARCHAR[]))",
            [list(refs)],
        ).fetchall()
    return {row[0]: Sought(*row) for row in rows}


def shared_refs(pack: Pack, kinds: Collection[Kind]) -> list[str]:
    """Name the indicators that came with an id and have a value of one of these kinds.

    What came without an id is the council's own, such as a line of a list: no hub knows it.
    """
    with _reading(pack) as database:
        rows = database.execute(
            "SELECT ref FROM sought WHERE is_shared AND list_has_any(kinds, $1::VARCHAR[])"
            " ORDER BY ref",
            [[str(kind) for kind in kinds]],
        ).fetchall()
    return [ref for (ref,) in rows]


def shared(pack: Pack, refs: Collection[str]) -> frozenset[str]:
    """Name those of some indicators that came with an id, so that a hub knows them."""
    with _reading(pack) as database:
        rows = database.execute(
            "SELECT ref FROM sought WHERE is_shared AND ref IN (SELECT unnest($1::VARCHAR[]))",
            [list(refs)],
        ).fetchall()
    return frozenset(ref for (ref,) in rows)


def _reading(pack: Pack) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(pack.path), read_only=True, config=OFFLINE)


def number_of(host: str) -> tuple[int, int]:
    """Give the version of the protocol and the number of an address."""
    address = ipaddress.ip_address(host)
    return address.version, int(address)


def _row(indicator: Indicator) -> tuple[object, ...]:
    host, version, length, number = "", "", "", ""
    if indicator.kind in (Kind.URL, Kind.URL_PREFIX):
        host = writing.host_of(indicator.value)
    elif indicator.kind is Kind.CIDR:
        network = ipaddress.ip_network(indicator.value)
        version, length = str(network.version), str(network.prefixlen)
        number = str(int(network.network_address) >> network.max_prefixlen - network.prefixlen)
    return (
        *(indicator.kind.value, indicator.value, host, version, length, number, indicator.ref),
        *(_time(each) for each in (indicator.valid_from, indicator.valid_until)),
        indicator.name,
        indicator.ref != naming.ref(indicator.kind, indicator.value),
    )


def _time(time: datetime | None) -> str:
    return time.isoformat() if time else ""


def _statements(rows: Path) -> Iterator[str]:
    """Give what makes the tables: one of refs, and one of values for each kind, sorted."""
    columns = ", ".join(
        f"{name}: '{'VARCHAR' if name in ('value', 'ref') else kind}'"
        for name, kind in COLUMNS.items()
    )
    yield (
        f"CREATE TEMP TABLE row AS SELECT DISTINCT * FROM read_csv({quoting.literal(str(rows))},"
        " header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
        f" columns = {{{columns}}}, nullstr = '', allow_quoted_nulls = true, parallel = false,"
        # Were it not named, a line end in the text of an indicator would be taken for that of rows.
        " max_line_size = 10000000, new_line = '\\n')"
    )
    yield (
        "CREATE TABLE refs AS SELECT row_number() OVER (ORDER BY ref)::UINTEGER AS id, ref"
        " FROM (SELECT DISTINCT ref FROM row) ORDER BY ref"
    )
    for kind in Kind:
        yield (
            f"CREATE TABLE {kind.value} AS SELECT value, host, version, length, number, id AS ref,"
            f" valid_from, valid_until FROM row JOIN refs USING (ref) WHERE kind = '{kind.value}'"
            " ORDER BY host, value"
        )
    yield (
        "CREATE TABLE sought AS SELECT ref, min(kind) AS kind,"
        " string_agg(DISTINCT value, ', ' ORDER BY value) AS value, max(name) AS name,"
        " bool_or(is_shared) AS is_shared,"
        " list(DISTINCT kind ORDER BY kind) AS kinds FROM row GROUP BY ref ORDER BY ref"
    )
    yield "CREATE TABLE counts AS SELECT kind, count(*) AS count FROM row GROUP BY kind"
    yield f"CREATE TABLE about AS SELECT {VERSION} AS version"
