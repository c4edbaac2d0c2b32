"""The engine finds what the clear slow search finds, however a log is written."""

import csv
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings, strategies

from tests.engines.hunting import logs
from wardmote.engines.hunting import hunting, packs, sources
from wardmote.rules.hunting import searching
from wardmote.rules.hunting.values import Clock, Column, Event, Find, Holds, LogKind, Reader
from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.refusal import Invalid

EVIL = Indicator("i", Kind.DOMAIN, "evil.example")
FEW = settings(max_examples=10, deadline=None)


def agree(
    log: sources.Log, rows: list[dict[str, str]], sought: list[Indicator], folder: Path
) -> None:
    pack = packs.build(sought, folder / "sought.pack")
    events = logs.events(rows, log)
    since = logs.NOON - timedelta(minutes=30) if len(rows) % 3 == 1 else None
    until = logs.NOON if len(rows) % 3 == 2 else None
    expected = searching.search(events, log.kind.columns, sought, since=since, until=until)
    found = hunting.hunt(log, pack, since=since, until=until, learn_from=len(rows) // 2)
    assert found.finds == expected
    if found.columns:
        assert (found.rows_read, found.rows_unparsed) == (len(rows), 0)


@FEW
@given(
    logs.rows(),
    logs.indicators(),
    strategies.sampled_from((",", "\t", ";")),
    strategies.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
)
def test_text_with_columns(
    rows: list[dict[str, str]], sought: list[Indicator], delimiter: str, quoting: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = logs.delimited(Path(folder), rows, delimiter, quoting)
        agree(log, rows, sought, Path(folder))


@FEW
@given(logs.rows(), logs.indicators())
def test_lines_of_json(rows: list[dict[str, str]], sought: list[Indicator]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = logs.json_lines(Path(folder), rows)
        deep = [{logs.DEEP.get(name, name): cell for name, cell in row.items()} for row in rows]
        agree(log, deep, sought, Path(folder))


@FEW
@given(logs.rows(), logs.indicators())
def test_lines_with_a_pattern(rows: list[dict[str, str]], sought: list[Indicator]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = logs.sentences(Path(folder), rows)
        agree(log, rows, sought, Path(folder))


@FEW
@given(
    logs.rows(),
    logs.indicators(),
    strategies.integers(1, 4),
    strategies.sampled_from(("", "gzip", "zstd")),
)
def test_cutting_reordering_and_compressing_a_log_changes_nothing(
    rows: list[dict[str, str]], sought: list[Indicator], pieces: int, compression: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = logs.delimited(Path(folder), rows, ",", csv.QUOTE_MINIMAL)
        pack = packs.build(sought, Path(folder, "sought.pack"))
        whole = hunting.hunt(log, pack)
        cut = logs.cut(log, Path(folder), pieces, compression)
        assert hunting.hunt(cut, pack, learn_from=2) == whole


def test_lines_that_cannot_be_taken_apart_are_counted(tmp_path: Path) -> None:
    row = dict.fromkeys(logs.NAMES, "-") | {"name": "evil.example"}
    pack = packs.build([EVIL], tmp_path / "sought.pack")
    text = logs.delimited(tmp_path, [row], ",", csv.QUOTE_MINIMAL)
    with text.paths[0].open("a", encoding="utf-8") as more:
        more.write("too,few\n" + ",".join("x" * 20) + "\n" + ",".join(row.values()) + "\n")
    lines = logs.sentences(tmp_path, [row])
    with lines.paths[0].open("a", encoding="utf-8") as more:
        more.write("no sentence\n")
    objects = logs.json_lines(tmp_path, [row])
    with objects.paths[0].open("a", encoding="utf-8") as more:
        more.write('no object\n[1]\n{"other": 1}\n')
    read = {
        log.kind.reader: (found.rows_read, found.rows_unparsed, found.finds[0].count)
        for log in (text, lines, objects)
        for found in [hunting.hunt(log, pack)]
    }
    assert read == {
        Reader.DELIMITED: (2, 2, 2),
        Reader.PATTERN: (1, 1, 1),
        Reader.JSON_LINES: (2, 2, 1),
    }


def test_events_that_come_from_a_reader_are_hunted_through(tmp_path: Path) -> None:
    def read(path: Path) -> Iterator[Event | None]:
        yield Event(logs.NOON, {"time": logs.NOON.isoformat(), "name": path.name})
        yield None

    kind = LogKind("test", "Test", Reader.EVTX, (logs.COLUMNS[0], *logs.COLUMNS[3:5]))
    log = sources.Log((tmp_path / "evil.example",), kind, events=read)
    log.paths[0].touch()
    pack = packs.build([EVIL], tmp_path / "sought.pack")
    assert hunting.hunt(log, pack) == hunting.Result(
        (Find("i", logs.NOON, logs.NOON, 1),), 1, 1, ("name", "link")
    )


def test_parquet_is_hunted_through(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    duckdb.execute(
        f"COPY (SELECT 'a.evil.example' AS name, 1790856000 AS time) TO '{path}' (FORMAT parquet)"
    )
    columns = (Column("time", Holds.TIME), Column("name", Holds.HOST))
    log = sources.Log(
        (path,),
        LogKind("test", "Test", Reader.PARQUET, columns, Clock.EPOCH),
        read_time=lambda text: datetime.fromtimestamp(int(text), UTC),
    )
    pack = packs.build([EVIL], tmp_path / "sought.pack")
    assert hunting.hunt(log, pack).finds == (Find("i", logs.NOON, logs.NOON, 1),)


def test_a_log_without_a_column_that_could_show_anything_is_not_read(tmp_path: Path) -> None:
    log = logs.delimited(tmp_path, [], ",", csv.QUOTE_MINIMAL)
    pack = packs.build([], tmp_path / "sought.pack")
    assert hunting.hunt(log, pack) == hunting.Result((), 0, 0, ())


def test_progress_is_told_to_its_end(tmp_path: Path) -> None:
    told: list[float] = []
    log = logs.delimited(tmp_path, [], ",", csv.QUOTE_MINIMAL)
    hunting.hunt(log, packs.build([EVIL], tmp_path / "sought.pack"), progress=told.append)
    assert told[-1] == 1.0


def test_progress_is_told_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"host\n" + b"".join(b"h%d.good.example\n" % n for n in range(500_000)) * 8)
    kind = LogKind("csv", "CSV", Reader.DELIMITED, (Column("host", Holds.HOST),))
    log = sources.Log((path,), kind, sources.Layout(("host",), header_lines=1))
    told: list[float] = []
    pack = packs.build([EVIL], tmp_path / "sought.pack")
    hunting.hunt(log, pack, threads=1, progress=told.append)
    assert any(0 < share < 0.8 for share in told)


def test_an_interruption_is_one_whatever_duckdb_does(tmp_path: Path) -> None:
    many = "range(1_000_000_000)"
    endless = f"SELECT sum(sqrt(a.range + b.range)) FROM {many} a, {many} b"
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):  # noqa: SIM117
        with hunting.connected(tmp_path, 10**8, 1) as database:
            database.execute(endless)


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sought.pack"
    path.write_text("no pack", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        packs.opened(path)
    assert str(refused.value) == f"{path}: Build this pack again: it cannot be read."


def test_what_is_like_a_known_cell_but_is_none_is_found(tmp_path: Path) -> None:
    nothing = dict.fromkeys(logs.NAMES, "-") | {"target": "192.0.2.77"}
    known = [nothing | {"name": host, "link": f"https://{host}/a"} for host in ("a", "a/b", "b")]
    known.append(nothing | {"source": "192.0.2.9\x01evil.example", "name": "q"})
    tricks = [
        {"name": "b", "link": "https://evil.example/b/"},
        {"name": "a/b", "link": "https://a/b/evil.example/"},
        {"name": "evil.example/", "link": "https://evil.example//"},
        {"name": "evil.example", "link": "https://evil.example/x"},
        {"source": "192.0.2.9", "name": "evil.example\x01q"},
        {"source": "192.0.2.9", "name": "evil.example"},
    ]
    rows = [*known * 25, *(nothing | each for each in tricks)]
    log = logs.delimited(tmp_path, rows, ",", csv.QUOTE_MINIMAL)
    sought = [EVIL, Indicator("j", Kind.URL, "a/b/evil.example/")]
    found = hunting.hunt(log, packs.build(sought, tmp_path / "pack"), learn_from=100)
    expected = searching.search(logs.events(rows, log), log.kind.columns, sought)
    assert found.finds == expected
    assert [(each.indicator, each.count) for each in expected] == [("i", 4), ("j", 1)]
