"""Says to DuckDB how a log is read: each of its columns as text, and only those that are asked."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wardmote.engines.hunting import quoting, taking
from wardmote.rules.hunting.values import Event, Holds, LogKind, Reader

LONGEST_LINE = 4_000_000
NO_COLUMN = "\x01"
"""What stands between columns where a line is one column: no log has it."""
SQL_READERS = frozenset(
    (Reader.DELIMITED, Reader.JSON_LINES, Reader.PATTERN, Reader.PAIRS, Reader.PARQUET)
)
ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "utf-16-le": "utf-16", "latin-1": "latin-1"}


def _iso(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the text of a log is written.

    Shape: `names` are the columns from left to right, for text with columns; `header_lines` go
    before the first event; `quote` may be empty; `compression` is empty, `gzip` or `zstd`; lines
    that start with `comment` are no events; `wrapped` says that something stands before each object
    of JSON; cells in `empty` hold nothing.
    """

    names: tuple[str, ...] = ()
    delimiter: str = ","
    quote: str = '"'
    header_lines: int = 0
    encoding: str = "utf-8"
    compression: str = ""
    comment: str = ""
    wrapped: bool = False
    empty: tuple[str, ...] = ("-",)


@dataclass(frozen=True, slots=True)
class Log:
    """One log to hunt through: files of one kind that are written alike.

    Shape: `read_time` reads what is no plain ISO time; `events` gives the events of files that
    DuckDB cannot read, and None for each that could not be taken apart.
    """

    paths: tuple[Path, ...]
    kind: LogKind
    layout: Layout = Layout()
    read_time: Callable[[str], datetime | None] = _iso
    events: Callable[[Path], Iterable[Event | None]] | None = None


def relation(log: Log, wanted: Sequence[str], first: int = 0) -> str:
    """Give a query with a column of text for each that is wanted, and `bad` for what is no event.

    No cell is NULL: one that holds nothing is empty text, or stands in `empty` as it was. Where a
    cell may hold several values, an event is as many rows; `event` numbers it, from `first`.
    Raises: KeyError, where neither the files nor `joined` have a column.
    """
    joined = log.kind.joined
    plain = [each for each in wanted if each not in joined]
    plain += [part for each in wanted if each in joined for part in parts(joined[each])]
    plain = list(dict.fromkeys(plain))
    inner = _rewritten(log, plain, READERS[log.kind.reader](log, plain))
    made = ", ".join(
        f"{_join(joined[each], log.layout.empty) if each in joined else shown} AS {shown}"
        for each, shown in zip(wanted, map(quoting.name, wanted), strict=True)
    )
    signs = several(log, wanted)
    if not signs:
        return f"SELECT {made}, bad FROM ({inner})"
    apart = ", ".join(
        f"unnest(string_split({shown}, {quoting.literal(signs[each])})) AS {shown}"
        if each in signs
        else shown
        for each, shown in zip(wanted, map(quoting.name, wanted), strict=True)
    )
    numbered = f"SELECT {made}, bad, row_number() OVER () + {first} AS event FROM ({inner})"
    return (
        f"SELECT * REPLACE ({_filled(wanted)}) FROM (SELECT {apart}, bad, event FROM ({numbered}))"
    )


def _rewritten(log: Log, wanted: Sequence[str], inner: str) -> str:
    changed = {each.name for each in log.kind.columns if each.rewritten and each.name in wanted}
    made = ", ".join(
        f"{taking.rewritten(log.kind, each)} AS {quoting.name(each)}" for each in sorted(changed)
    )
    return f"SELECT * REPLACE ({made}) FROM ({inner})" if made else inner


def several(log: Log, wanted: Sequence[str]) -> dict[str, str]:
    """Give what stands between the values of a cell, for columns that may hold several.

    Hashes are left as they are: each hash in a cell is found in any case.
    """
    return {
        each.name: each.several
        for each in log.kind.columns
        if each.several and each.name in wanted and each.holds is not Holds.HASH
    }


def _filled(wanted: Sequence[str]) -> str:
    """Write empty text where an event has fewer values of one column than of another."""
    return ", ".join(
        f"coalesce({quoting.name(each)}, '') AS {quoting.name(each)}" for each in wanted
    )


def available(log: Log) -> frozenset[str]:
    """Give the names of the columns that these files have, as far as it is known before."""
    if log.events is not None:
        return frozenset(column.name for column in log.kind.columns)
    if log.kind.reader is Reader.DELIMITED:
        found = {each.name for each in log.kind.columns if each.key in log.layout.names}
        found |= set(log.layout.names)
    elif log.kind.reader is Reader.PATTERN:
        found = set(re.compile(log.kind.pattern).groupindex)
    else:
        found = {column.name for column in log.kind.columns} - log.kind.joined.keys()
    return frozenset(found) | {
        each for each, template in log.kind.joined.items() if found.issuperset(parts(template))
    }


def parts(template: str) -> list[str]:
    """Give the names of columns in a template."""
    return re.findall(r"\{([^{}]+)\}", template)


def joined_cells(log: Log, cells: dict[str, str]) -> dict[str, str]:
    """Add to an event's cells those that are joined of others, as the query does."""
    made = {
        each: re.sub(r"\{([^{}]+)\}", lambda found: cells[found[1]], template)
        for each, template in log.kind.joined.items()
        if all(part in cells for part in parts(template))
    }
    return {**cells, **made}


def _join(template: str, empty: Sequence[str]) -> str:
    pieces = re.split(r"\{([^{}]+)\}", template)
    texts = [quoting.literal(piece) for piece in pieces[::2] if piece]
    columns = [quoting.name(piece) for piece in pieces[1::2]]
    nothing = ", ".join(map(quoting.literal, ("", *empty)))
    there = " AND ".join(f"{column} NOT IN ({nothing})" for column in columns)
    woven = [
        quoting.literal(piece) if at % 2 == 0 else quoting.name(piece)
        for at, piece in enumerate(pieces)
        if piece
    ]
    return f"CASE WHEN {there} THEN {' || '.join(woven)} ELSE '' END" if columns else texts[0]


def _files(log: Log) -> str:
    return "[" + ", ".join(quoting.literal(str(path)) for path in log.paths) + "]"


def _text_options(log: Log) -> str:
    layout = log.layout
    return (
        f"auto_detect = false, header = false, skip = {layout.header_lines},"
        f" encoding = '{ENCODINGS[layout.encoding]}',"
        f" compression = '{layout.compression or 'none'}', max_line_size = {LONGEST_LINE},"
        " store_rejects = true, rejects_limit = 0, rejects_table = 'rejects',"
        " rejects_scan = 'rejects_scan'"
    )


def _keys(log: Log, wanted: Sequence[str]) -> dict[str, str]:
    """Give what the log calls each column."""
    keys = {each.name: each.key for each in log.kind.columns}
    return {each: keys.get(each, each) for each in wanted}


def _delimited(log: Log, wanted: Sequence[str]) -> str:
    layout = log.layout
    places = {name: layout.names.index(key) for name, key in _keys(log, wanted).items()}
    columns = ", ".join(
        f"{quoting.literal(f'c{at}')}: 'VARCHAR'" for at, _ in enumerate(layout.names)
    )
    never = ", ".join(f"'c{at}'" for at in places.values())
    picked = ", ".join(f"c{at} AS {quoting.name(name)}" for name, at in places.items())
    bad = taking.swallowed(places.values(), layout.delimiter) if layout.quote else "false"
    return (
        f"SELECT {picked}, {bad} AS bad"
        f" FROM read_csv({_files(log)}, {_text_options(log)},"
        f" delim = {quoting.literal(layout.delimiter)}, quote = {quoting.literal(layout.quote)},"
        f" escape = {quoting.literal(layout.quote)}, columns = {{{columns}}},"
        f" force_not_null = [{never}])"
    )


def _pattern(log: Log, wanted: Sequence[str]) -> str:
    groups = re.compile(log.kind.pattern)
    numbers = {number: group for group, number in groups.groupindex.items()}
    names = ["0"] + [numbers.get(at + 1, f"-{at + 1}") for at in range(groups.groups)]
    listed = ", ".join(
        map(quoting.literal, names[: max([1, *(names.index(w) + 1 for w in wanted)])])
    )
    picked = ", ".join(f"s[{quoting.literal(each)}] AS {quoting.name(each)}" for each in wanted)
    return (
        f"SELECT {picked}, s['0'] = '' AS bad FROM ("
        f"SELECT regexp_extract(line, {quoting.literal(f'({log.kind.pattern})')}, [{listed}]) AS s"
        f" FROM ({_lines(log)}))"
    )


def _lines(log: Log) -> str:
    """Give a query of whole lines; empty ones, and comments, are none."""
    comment = log.layout.comment
    left_out = f" AND NOT starts_with(line, {quoting.literal(comment)})" if comment else ""
    return (
        f"SELECT line FROM read_csv({_files(log)}, {_text_options(log)},"
        f" delim = {quoting.literal(NO_COLUMN)}, quote = '', escape = '',"
        f" columns = {{'line': 'VARCHAR'}}) WHERE line <> ''{left_out}"
    )


def _pairs(log: Log, wanted: Sequence[str]) -> str:
    cells = ", ".join(
        f"{taking.pair(log.kind, each, 'line', 'folded')} AS {quoting.name(each)}"
        for each in wanted
    )
    bad = taking.no_pairs(log.kind, [*map(quoting.name, wanted)], "line")
    return (
        f"SELECT * EXCLUDE (line, folded), {bad} AS bad FROM (SELECT {cells}, * FROM"
        f" (SELECT line, lower(line) AS folded FROM ({_lines(log)})))"
    )


def _json_lines(log: Log, wanted: Sequence[str]) -> str:
    signs = {each.name: each.several for each in log.kind.columns}
    paths = _keys(log, wanted)
    whole = {path for path in paths.values() if "." not in path}
    columns = dict.fromkeys(paths.values(), "VARCHAR")
    columns |= {top: "JSON" for path in columns if (top := path.split(".")[0]) not in whole}
    names = {path: f"c{at}" for at, path in enumerate(columns)}
    if log.layout.wrapped or len({path.casefold() for path in columns}) < len(columns):
        return taking.objects(paths, names, signs, _extracted(log, names))
    spec = ", ".join(f"{quoting.literal(key)}: '{kind}'" for key, kind in columns.items())
    picked = ", ".join(f"{quoting.name(path)} AS {name}" for path, name in names.items())
    nothing = " AND ".join(f"{name} IS NULL" for name in names.values())
    compression = log.layout.compression or "uncompressed"
    lines = (
        f"SELECT {picked}, {nothing} AS bad FROM read_json({_files(log)},"
        f" format = 'newline_delimited', columns = {{{spec}}}, ignore_errors = true,"
        f" compression = '{compression}', maximum_object_size = {LONGEST_LINE})"
    )
    return taking.objects(paths, names, signs, lines)


def _extracted(log: Log, names: Mapping[str, str]) -> str:
    """Give what objects hold whose keys DuckDB cannot tell apart, or that begin within a line."""
    paths = ", ".join(quoting.literal(f'$."{each}"') for each in names)
    cells = ", ".join(f"cells[{at}] AS {name}" for at, name in enumerate(names.values(), 1))
    start = "nullif(strpos(line, '{'), 0)" if log.layout.wrapped else "1"
    return (
        f"SELECT {cells}, cells IS NULL AS bad FROM (SELECT CASE WHEN json_valid(object)"
        f" AND prefix(ltrim(object), '{{') THEN json_extract_string(object, [{paths}]) END AS cells"
        f" FROM (SELECT substr(line, {start}) AS object FROM ({_lines(log)})))"
    )


def _parquet(log: Log, wanted: Sequence[str]) -> str:
    picked = ", ".join(
        f"coalesce({quoting.name(key)}::VARCHAR, '') AS {quoting.name(name)}"
        for name, key in _keys(log, wanted).items()
    )
    return f"SELECT {picked}, false AS bad FROM read_parquet({_files(log)})"


READERS: dict[Reader, Callable[[Log, Sequence[str]], str]] = {
    Reader.DELIMITED: _delimited,
    Reader.JSON_LINES: _json_lines,
    Reader.PATTERN: _pattern,
    Reader.PAIRS: _pairs,
    Reader.PARQUET: _parquet,
}


def time_columns(log: Log) -> list[str]:
    """Give the columns that hold the time of an event; the first that has one counts."""
    there = available(log)
    return [
        each.name for each in log.kind.columns if each.holds is Holds.TIME and each.name in there
    ]
