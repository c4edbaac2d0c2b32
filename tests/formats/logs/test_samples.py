"""A true sample of every kind of log is recognised and read."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from tests.formats.logs import evtx_files, places
from wardmote.formats.logs import finding, kinds, reading
from wardmote.formats.logs.dialects import Look

EXPECTED: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("expected.json").read_text(encoding="utf-8")
)
NOT_IN_FILES = {"windows-evtx", "parquet"}
"""Kinds whose samples the tests write, since they are binary."""

TEXT_TOO = {"zeek-any-json", *(f"zeek-{log}-json" for log in ("conn", "dns", "ssl", "smtp"))}
TEXT_TOO |= {f"zeek-{log}" for log in ("http", "files", "x509")}
"""Kinds of Zeek of which the other form has a sample; each is written and read back elsewhere."""


def told(place: finding.Place) -> dict[str, Any]:
    look = places.seen(place)
    events, unread = places.read(place)
    return {
        "kind": look.kind.name,
        "why": look.why,
        "runner_up": look.runner_up,
        "encoding": look.dialect.encoding,
        "unread": [[each.line, each.reason] for each in unread],
        "events": [
            [each.time.isoformat() if each.time else None, places.compared(each, look)]
            for each in events
        ],
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_is_recognised_and_read(name: str, tmp_path: Path) -> None:
    # Under another name, since names count for nothing.
    place = places.put(tmp_path / "log", (places.SAMPLES / name).read_bytes())
    assert told(place) == EXPECTED[name]


def test_every_kind_has_a_sample() -> None:
    sampled = {each["kind"] for each in EXPECTED.values()} | NOT_IN_FILES | TEXT_TOO
    assert {kind.name for kind in kinds.kinds()} == sampled
    assert {path.name for path in places.SAMPLES.iterdir()} == EXPECTED.keys()


@pytest.mark.parametrize("name", ["zeek-dns.log", "entra.json", "utf16.csv", "iis.log"])
def test_a_packed_sample_is_the_same(name: str, tmp_path: Path) -> None:
    content = (places.SAMPLES / name).read_bytes()
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/log", content)
    for place, compression in [
        (places.put(tmp_path / "a", gzip.compress(content[:100]) + gzip.compress(content[100:])),
         "gzip"),
        (places.put(tmp_path / "b", zstandard.compress(content)), "zstd"),
        (places.placed(packed), "zip"),
    ]:  # fmt: skip
        assert told(place) == EXPECTED[name]
        assert places.seen(place).dialect.compression == compression


EVENT = {
    "Provider_Name": "Microsoft-Windows-Sysmon",
    "EventID": "22",
    "TimeCreated": "2026-11-20T09:00:00.123456Z",
    "Channel": "Microsoft-Windows-Sysmon/Operational",
    "Computer": "pc1.council.example",
    "UtcTime": "-",
    "Image": "C:\\Users\\élan\\a.exe",
    "QueryName": "login.bad.example",
    "QueryResults": "type:  5 cdn.bad.example;::ffff:203.0.113.9;",
}


def test_a_windows_event_log_is_read(tmp_path: Path) -> None:
    place = places.put(tmp_path / "log", evtx_files.written([EVENT] * 120))
    look = places.seen(place)
    events, unread = places.read(place)
    assert (look.kind.name, look.confidence, unread) == ("windows-evtx", 1.0, [])
    assert len(events) == 120
    assert places.compared(events[7], look) == {
        "Image": "C:\\Users\\élan\\a.exe",
        "QueryName": "login.bad.example",
        "QueryResults": "cdn.bad.example;203.0.113.9;",
    }
    assert str(events[7].time) == "2026-11-20 09:00:00.123456+00:00"
    assert "UtcTime" not in events[7].cells
    assert events[7].cells["EventID"] == "22"


def test_parquet_is_read_by_its_columns(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "log"
    with duckdb.connect() as database:
        database.execute(
            "COPY (SELECT TIMESTAMPTZ '2026-11-20 09:00:00.5+00' AS at, '192.0.2.10' AS client,"
            " {'name': 'login.bad.example', 'kinds': ['A', 'AAAA']} AS dns, NULL AS nothing,"
            f" 7 AS number) TO '{path}' (FORMAT parquet)"
        )
    place = places.placed(path)
    look = places.seen(place)
    [event], unread = places.read(place)
    assert (look.kind.name, unread) == ("parquet", [])
    assert str(event.time) == "2026-11-20 09:00:00.500000+00:00"
    assert event.cells["dns.kinds"] == "A,AAAA"
    assert places.compared(event, look) == {"client": "192.0.2.10", "dns.name": "login.bad.example"}


def test_a_column_says_what_stix_and_sigma_call_it() -> None:
    look = places.seen(places.placed(places.SAMPLES / "zeek-dns.log"))
    columns = {each.name: each for each in look.columns}
    assert columns["query"].stix == ("domain-name:value",)
    assert columns["query"].sigma == ("query", "QueryName")
    assert columns["answers"].several == ","
    assert look.kind.sigma == ("category=dns", "product=zeek, service=dns")


def test_lines_are_numbered_as_they_stand_in_the_file() -> None:
    place = places.placed(places.SAMPLES / "iis.log")
    look = places.seen(place)
    assert isinstance(look, Look)
    rows = [row for row in reading.rows(place, look) if isinstance(row, tuple)]
    assert [line for line, _ in rows] == [5, 6, 10, 12]


@pytest.mark.parametrize(
    ("name", "hurdles"),
    [
        ("apache-combined.log", ""),
        ("squid.log", ""),
        ("entra.csv", ""),
        ("utf16.csv", ""),
        ("zeek-conn.log", ""),
        ("zeek-dns.log", "several"),
        ("zeek-files.json", "json_lists several"),
        ("suricata-eve.json", "json_lists rewritten several"),
        ("suricata-syslog.log", "json_lists rewritten several wrapped"),
        ("elastic-export.json", "inside json_lists rewritten several"),
        ("entra.json", "array"),
        ("m365-audit.csv", "inside rewritten several"),
        ("iis.log", "changing_columns rewritten several"),
        ("unknown-vendor.csv", "encoding"),
        ("netfilter.log", "pairs"),
        ("windows-dns.log", "rewritten"),
    ],
)
def test_what_a_faster_reader_must_master_is_told(name: str, hurdles: str) -> None:
    place = places.placed(places.SAMPLES / name)
    assert sorted(reading.hurdles(place, places.seen(place))) == hurdles.split()


def test_a_log_whose_columns_change_within_is_told_from_others(tmp_path: Path) -> None:
    content = (places.SAMPLES / "iis.log").read_bytes()
    once = content[: content.index(b"#Software", 10)]
    for number, (text, steady) in enumerate([(content, False), (once * 2, True)]):
        place = places.put(tmp_path / str(number), text)
        assert reading.steady(place, places.seen(place)) is steady
    place = places.placed(places.SAMPLES / "entra.csv")
    assert reading.steady(place, places.seen(place))
