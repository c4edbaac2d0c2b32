"""Keys that SQL would take for one, or for a name of our own, are columns apart."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from wardmote.engines.hunting import hunting, packs, reading, wholes
from wardmote.engines.hunting.prepared import Ready
from wardmote.formats.logs import finding, looking
from wardmote.formats.logs import reading as logs
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting import searching
from wardmote.rules.hunting.packs import StixPattern
from wardmote.rules.indicators.values import Indicator, Kind

TIME = "2026-11-20T10:00:00Z"
EVENTS = [
    {"time": TIME, "Host": "a.example", "host": "b.example", "HOST": "10.0.0.1"},
    {"time": TIME, "Host": "b.example", "url": "http://a.example/", "URL": "b.example/x"},
    {"time": TIME, "host": "a.example", "bad": "a.example", "event": "c.example", "line": "x.org"},
]
NESTED = [
    {"time": TIME, "Dns": {"name": "a.example", "Name": "b.example"}, "dns": {"name": "c.example"}},
    {"time": TIME, "Dns": {"Name": "a.example"}, "dns": {"names": ["b.example", "c.example"]}},
]
SOUGHT = [Indicator(each, Kind.DOMAIN, f"{each}.example") for each in "abc"]


def lines(path: Path, events: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in events) + "no object\n[1]\n")


def wrapped(path: Path, events: Sequence[dict[str, Any]]) -> None:
    start = "<13>Nov 20 10:00:00 sensor any: "
    path.write_text("".join(f"{start}{json.dumps(each)}\n" for each in events))


def inside(path: Path, events: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps({"_source": each}) + "\n" for each in events))


def array(path: Path, events: Sequence[dict[str, Any]]) -> None:
    path.write_text(json.dumps(events))


def table(path: Path, events: Sequence[dict[str, Any]]) -> None:
    with path.open("w") as file:
        names = list(dict.fromkeys(name for each in events for name in each))
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(events)


@pytest.mark.parametrize(
    ("write", "events"),
    [(write, events) for write in (lines, wrapped, inside, array) for events in (EVENTS, NESTED)]
    + [(table, EVENTS)],
)
def test_keys_that_are_alike_are_columns_apart(
    write: Callable[[Path, Sequence[dict[str, Any]]], None],
    events: list[dict[str, Any]],
    tmp_path: Path,
) -> None:
    write(tmp_path / "log", events * 5)
    [place] = finding.find([str(tmp_path / "log")]).places
    look = looking.look(place)
    assert isinstance(look, Look)
    read = list(logs.events(place, look))
    there = [each for each in read if not isinstance(each, Unread)]
    log = reading.log([place], look, lambda place, unread: None)
    pack = packs.build(SOUGHT, tmp_path / "pack.duckdb")
    result = hunting.hunt(log, pack)
    assert result.finds == searching.search(there, look.kind.columns, SOUGHT)
    assert {each.indicator for each in result.finds} == set("abc")
    assert (result.rows_read, result.rows_unparsed) == (len(there), len(read) - len(there))
    ready = Ready("", (StixPattern("p", "[domain-name:value = 'a.example']"),), (), {}, {})
    told = wholes.ask(
        log, ready, written=place.written, since=None, until=None,
        memory_bytes=100_000_000, threads=1, folder=tmp_path,
    )  # fmt: skip
    assert (told.ran, [each.indicator for each in told.finds]) == (("p",), ["p"])
