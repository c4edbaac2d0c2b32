"""Says to DuckDB how a log is read: each of its columns as text, and only those that are asked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wardmote.rules.hunting.values import Event, Holds, LogKind, Reader

LONGEST_LINE = 4_000_000
NO_COLUMN = "\x01"
"""What stands between columns where a line is one column: no log has it."""
SQL_READERS = frozenset((Reader.DELIMITED, Reader.JSON_LINES, Reader.PATTERN, Reader.PARQUET))
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
    that start with `comment` are no events; cells in `empty` hold nothing.
    """

    names: tuple[str, ...] = ()
    delimiter: str = ","
    quote: str = '"'
    header_lines: int = 0
    encoding: str = "utf-8"
    compression: str = ""
    comment: str = ""
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


def literal(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """Write a name as SQL does."""
    return '"' + text.replace('"', '""') + '"'


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
    inner = READERS[log.kind.reader](log, plain)
    made = ", ".join(
        f"{_join(joined[each], log.layout.empty) if each in joined else name(each)} AS {name(each)}"
        for each in wanted
    )
    signs = several(log, wanted)
    if not signs:
        return f"SELECT {made}, bad FROM ({inner})"
    apart = ", ".join(
        f"unnest(string_split({name(each)}, {literal(signs[each])})) AS {name(each)}"
        if each in signs
        else name(each)
        for each in wanted
    )
    numbered = f"SELECT {made}, bad, row_number() OVER () + {first} AS event FROM ({inner})"
    return (
        f"SELECT * REPLACE ({_filled(wanted)}) FROM (SELECT {apart}, bad, event FROM ({numbered}))"
    )


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
    return ", ".join(f"coalesce({name(each)}, '') AS {name(each)}" for each in wanted)


def available(log: Log) -> frozenset[str]:
    """Give the names of the columns that these files have, as far as it is known before."""
    if log.events is not None:
        return frozenset(column.name for column in log.kind.columns)
    if log.kind.reader is Reader.DELIMITED:
        found = set(log.layout.names)
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


def staged(
    events: Iterable[Event | None], wanted: Sequence[str], signs: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """Give the rows of events that DuckDB could not read itself, with the number of each event.

    Shape: `signs` says what stands between values, for columns whose cells are taken apart.
    """
    for number, event in enumerate(events):
        if event is None:
            yield (*(None for _ in wanted), True, number)
            continue
        found = [event.cells.get(each) for each in wanted]
        if not signs:
            yield (*found, False, number)
            continue
        apart = [
            (cell or "").split(signs[each]) if each in signs else None
            for each, cell in zip(wanted, found, strict=True)
        ]
        for at in range(max(len(values) for values in apart if values is not None)):
            row = (
                cell if values is None else values[at] if at < len(values) else None
                for cell, values in zip(found, apart, strict=True)
            )
            yield (*row, False, number)


def _join(template: str, empty: Sequence[str]) -> str:
    pieces = re.split(r"\{([^{}]+)\}", template)
    texts = [literal(piece) for piece in pieces[::2] if piece]
    columns = [name(piece) for piece in pieces[1::2]]
    nothing = ", ".join(map(literal, ("", *empty)))
    there = " AND ".join(f"{column} NOT IN ({nothing})" for column in columns)
    woven = [
        literal(piece) if at % 2 == 0 else name(piece) for at, piece in enumerate(pieces) if piece
    ]
    return f"CASE WHEN {there} THEN {' || '.join(woven)} ELSE '' END" if columns else texts[0]


def _files(log: Log) -> str:
    return "[" + ", ".join(literal(str(path)) for path in log.paths) + "]"


def _text_options(log: Log) -> str:
    layout = log.layout
    return (
        f"auto_detect = false, header = false, skip = {layout.header_lines},"
        f" encoding = '{ENCODINGS[layout.encoding]}',"
        f" compression = '{layout.compression or 'none'}', max_line_size = {LONGEST_LINE},"
        " store_rejects = true, rejects_limit = 0, rejects_table = 'rejects',"
        " rejects_scan = 'rejects_scan', nullstr = []::VARCHAR[]"
    ).replace(", nullstr = []::VARCHAR[]", "")


def _delimited(log: Log, wanted: Sequence[str]) -> str:
    layout = log.layout
    columns = ", ".join(f"{literal(f'c{at}')}: 'VARCHAR'" for at, _ in enumerate(layout.names))
    never = ", ".join(f"'c{layout.names.index(each)}'" for each in wanted)
    picked = ", ".join(f"c{layout.names.index(each)} AS {name(each)}" for each in wanted)
    return (
        f"SELECT {picked}, false AS bad FROM read_csv({_files(log)}, {_text_options(log)},"
        f" delim = {literal(layout.delimiter)}, quote = {literal(layout.quote)},"
        f" escape = {literal(layout.quote)}, columns = {{{columns}}}, force_not_null = [{never}])"
    )


def _pattern(log: Log, wanted: Sequence[str]) -> str:
    groups = re.compile(log.kind.pattern)
    numbers = {number: group for group, number in groups.groupindex.items()}
    names = ["0"] + [numbers.get(at + 1, f"-{at + 1}") for at in range(groups.groups)]
    listed = ", ".join(map(literal, names[: max([1, *(names.index(w) + 1 for w in wanted)])]))
    picked = ", ".join(f"s[{literal(each)}] AS {name(each)}" for each in wanted)
    comment = log.layout.comment
    left_out = f" AND NOT starts_with(line, {literal(comment)})" if comment else ""
    return (
        f"SELECT {picked}, s['0'] = '' AS bad FROM ("
        f"SELECT regexp_extract(line, {literal(f'({log.kind.pattern})')}, [{listed}]) AS s"
        f" FROM read_csv({_files(log)}, {_text_options(log)}, delim = {literal(NO_COLUMN)},"
        f" quote = '', escape = '', columns = {{'line': 'VARCHAR'}})"
        f" WHERE line <> ''{left_out})"
    )


def _json_lines(log: Log, wanted: Sequence[str]) -> str:
    tops = dict.fromkeys(each.split(".")[0] for each in wanted)
    whole = {each for each in wanted if "." not in each}
    flat = [each for each in wanted if "." in each]
    columns = {top: "VARCHAR" if top in whole else "JSON" for top in tops}
    columns |= dict.fromkeys(flat, "VARCHAR")
    spec = ", ".join(f"{literal(key)}: '{kind}'" for key, kind in columns.items())
    picked = ", ".join(_json_column(each) for each in wanted)
    nothing = " AND ".join(f"{name(each)} IS NULL" for each in columns)
    compression = {"": "uncompressed"}.get(log.layout.compression, log.layout.compression)
    return (
        f"SELECT {picked}, {nothing} AS bad FROM read_json({_files(log)},"
        f" format = 'newline_delimited', columns = {{{spec}}}, ignore_errors = true,"
        f" compression = '{compression}', maximum_object_size = {LONGEST_LINE})"
    )


def _json_column(path: str) -> str:
    top, *below = path.split(".")
    if not below:
        return f"coalesce({name(path)}, '') AS {name(path)}"
    inner = "$" + "".join(f'."{each}"' for each in below)
    nested = f"json_extract_string({name(top)}::JSON, {literal(inner)})"
    return f"coalesce({name(path)}, {nested}, '') AS {name(path)}"


def _parquet(log: Log, wanted: Sequence[str]) -> str:
    picked = ", ".join(f"coalesce({name(each)}::VARCHAR, '') AS {name(each)}" for each in wanted)
    return f"SELECT {picked}, false AS bad FROM read_parquet({_files(log)})"


READERS: dict[Reader, Callable[[Log, Sequence[str]], str]] = {
    Reader.DELIMITED: _delimited,
    Reader.JSON_LINES: _json_lines,
    Reader.PATTERN: _pattern,
    Reader.PARQUET: _parquet,
}


def time_columns(log: Log) -> list[str]:
    """Give the columns that hold the time of an event; the first that has one counts."""
    there = available(log)
    return [
        each.name for each in log.kind.columns if each.holds is Holds.TIME and each.name in there
    ]
