"""The list of logs that are known by name: how each is read, and what its columns mean."""

from collections.abc import Iterable, Iterator

from wardmote.formats.logs import kinds
from wardmote.rules.hunting.values import Column, LogKind, Reader

READ = {
    Reader.DELIMITED: "text with columns, by its header",
    Reader.JSON_LINES: "JSON, one object a line or an array",
    Reader.PATTERN: "lines, by a pattern",
    Reader.PAIRS: "lines of key and value",
    Reader.PARQUET: "Parquet",
    Reader.EVTX: "EVTX",
}


def markdown() -> Iterable[str]:
    """Write the kinds of log as a page, in paragraphs."""
    yield "# Logs"
    yield (
        "Wardmote looks at what is in a file, never at its name. Gzip, zstd and zip are unpacked "
        "as they are read; UTF-8, UTF-16 and Windows-1252 are found by their bytes. A line that "
        "cannot be read is counted and told, and reading goes on behind it."
    )
    yield (
        "A log of no kind below is read all the same if it has columns or keys: each is "
        "understood by its name, as other makers use it, and by what its cells look like."
    )
    found = kinds.kinds()
    for kind in found:
        twin = kind.name.removesuffix("-json")
        if twin == kind.name or all(other.name != twin for other in found):
            yield from _kind(kind, [each for each in found if each.name == f"{kind.name}-json"])
    yield "## Names of columns that other logs may have"
    yield "Letters and digits alone count, without case."
    yield "\n".join(_names())


def _kind(kind: LogKind, twins: list[LogKind]) -> Iterator[str]:
    names = " and ".join(f"`{each.name}`" for each in [kind, *twins])
    yield f"## {kind.title.removesuffix(', as text') if twins else kind.title}"
    read = " or ".join(READ[each.reader] for each in [kind, *twins])
    yield f"Named {names}. Read as {read}."
    if kind.sigma:
        yield f"Answers rules of Sigma for: {'; '.join(f'`{each}`' for each in kind.sigma)}."
    rows = [row for each in kind.columns if (row := _row(each))]
    if rows:
        head = ["| Column | Holds | In STIX | In Sigma |", "|---|---|---|---|"]
        yield "\n".join(head + rows)
    others = [each.name for each in kind.columns if not _row(each)]
    if others:
        yield f"It may also have: {', '.join(f'`{name}`' for name in others)}."


def _row(column: Column) -> str:
    if not column.stix and len(column.sigma) < 2 and column.holds == "other":
        return ""
    stix = ", ".join(f"`{path}`" for path in column.stix)
    sigma = ", ".join(f"`{name}`" for name in column.sigma)
    return f"| `{column.name}` | {column.holds.replace('_', ' ')} | {stix} | {sigma} |"


def _names() -> Iterator[str]:
    held: dict[str, list[str]] = {}
    for name, column in kinds.by_header().items():
        key = ", ".join(column.sigma[:1]) or column.holds.replace("_", " ")
        held.setdefault(key, []).append(name)
    for key, names in held.items():
        yield f"- {key}: {', '.join(f'`{name}`' for name in names)}"
