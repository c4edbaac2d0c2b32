"""The kinds of log that are known by name, from `data/logs`.

Source: each file in `data/logs` names the standard or the maker's manual that it follows.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from wardmote.rules.hunting.values import Clock, Column, Holds, LogKind, Reader
from wardmote.rules.refusal import Missing

WORDS = {
    "{syslog}": (
        r"(?:<\d+>)?(?:1 )?"
        r"(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) .*?"
    ),
    "{header}": (
        r"^(?:<\d+>)?(?:\d )?(?P<value>[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?"
        r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\S*)"
    ),
}
"""What patterns in the files may name: any syslog header, and the time in one."""

TABLE = LogKind("table", "Any text with columns, by the names and contents of its columns",
                Reader.DELIMITED, (), empty=("-", ""))  # fmt: skip
OBJECTS = LogKind("json", "Any JSON, by the names and contents of its keys",
                  Reader.JSON_LINES, (), empty=("-", ""))  # fmt: skip
PARQUET = LogKind("parquet", "Parquet, by the names and contents of its columns",
                  Reader.PARQUET, (), empty=("-", ""))  # fmt: skip


@cache
def kinds() -> tuple[LogKind, ...]:
    """Give every kind of log that is known, those for any file last."""
    found = [kind for said in _files() for kind in _kinds(said)]
    return (*found, TABLE, OBJECTS, PARQUET)


def kind(name: str) -> LogKind:
    """Give a kind of log by its name, such as `zeek-dns`.

    Raises: Missing.
    """
    for each in kinds():
        if each.name == name:
            return each
    known = ", ".join(each.name for each in kinds())
    raise Missing(f"There is no kind of log {name!r}. Use one of: {known}.")


@cache
def by_header() -> Mapping[str, Column]:
    """Give what headers of any maker mean, by name as `plain` writes it."""
    return {
        plain(name): meant("", meaning)
        for meaning, names in _file("headers.toml").items()
        for name in names
    }


def plain(name: str) -> str:
    """Write the name of a column so that names that differ in signs and case alone are one."""
    return "".join(each for each in name.casefold() if each.isalnum())


def meant(name: str, meaning: str) -> Column:
    """Make a column that means one of the words in `meanings.toml`."""
    return _column(name, meaning)


def _column(name: str, said: str | dict[str, Any], own: str = "") -> Column:
    more = {"meaning": said} if isinstance(said, str) else said
    known = _file("meanings.toml")[more["meaning"]]
    names = [own or name, *more.get("names", ()), *known.get("sigma", ())]
    return Column(
        name,
        Holds(known.get("holds", "other")),
        tuple(known.get("stix", ())),
        tuple(dict.fromkeys(filter(None, names))),
        more.get("several", ""),
        tuple(
            (before, after) for before, after in more.get("rewritten", known.get("rewritten", ()))
        ),
        Clock(more["clock"]) if "clock" in more else None,
        _written_out(more.get("pattern", "")),
    )


def _kinds(said: dict[str, Any]) -> Iterator[LogKind]:
    shared = said.get("shared", {})
    made: dict[str, LogKind] = {}
    for one in said["kinds"]:
        whole = {**shared, **one, "columns": {**shared.get("columns", {}), **one["columns"]}}
        kind = _kind(whole, made)
        made[kind.name] = kind
        forms = whole.get("forms", [])
        yield replace(kind, title=f"{kind.title}, as text") if forms else kind
        if "json_lines" in forms:
            title, name = f"{kind.title}, as JSON", f"{kind.name}-json"
            yield replace(
                kind, name=name, title=title, reader=Reader.JSON_LINES, comment="", delimiter=","
            )


def _kind(said: dict[str, Any], made: Mapping[str, LogKind]) -> LogKind:
    columns = [_column(name, meaning) for name, meaning in said["columns"].items()]
    if "prefix" in said:
        start = said["prefix"]
        columns += [_column(start + key, means, key) for key, means in said["data"].items()]
    if "like" in said:
        start = said["inside"]
        columns += [
            replace(each, name=f"{start}.{each.name}") for each in made[said["like"]].columns
        ]
    where = said.get("where", {})
    if "events" in said:
        categories = said["categories"]
        where = {source: _events(said["events"], each) for source, each in categories.items()}
    where = {
        source: {name: tuple(values) for name, values in each.items()}
        for source, each in where.items()
    }
    return LogKind(
        name=said["name"],
        title=said["title"],
        reader=Reader(said.get("reader") or said["forms"][0]),
        columns=tuple(columns),
        clock=Clock(said.get("clock", "iso")),
        delimiter=said.get("delimiter", ","),
        pattern=_written_out(said.get("pattern", "")),
        joined=said.get("joined", {}),
        sigma=tuple(dict.fromkeys([*said.get("sigma", ()), *where])),
        signs=tuple(said.get("signs", ())),
        comment=said.get("comment", ""),
        empty=tuple(said.get("empty", ("",))),
        inside=said.get("inside", ""),
        where=where,
    )


def _events(columns: list[str], values: list[list[str]]) -> dict[str, list[str]]:
    return {column: each for column, each in zip(columns, values, strict=True) if each}


def _written_out(pattern: str) -> str:
    for word, meaning in WORDS.items():
        pattern = pattern.replace(word, meaning)
    return pattern


def _files() -> Iterator[dict[str, Any]]:
    folder = resources.files("wardmote") / "data" / "logs"
    for name in sorted(file.name for file in folder.iterdir()):
        if name.endswith(".toml") and "kinds" in _file(name):
            yield _file(name)


@cache
def _file(name: str) -> dict[str, Any]:
    file = resources.files("wardmote") / "data" / "logs" / name
    return tomllib.loads(file.read_text(encoding="utf-8"))
