"""What is written of a hunt: JSON that comes back, CSV that cannot run, a page of its own."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest

from tests.formats.hunts.hunts import AT, HUNT, NAME, OWN, SEEN
from tests.journeys import lint
from wardmote.formats.hunts import records, report, tables
from wardmote.formats.hunts.report import Line
from wardmote.rules.hunting.results import Hunt
from wardmote.rules.refusal import Invalid


def test_a_hunt_comes_back_from_its_file(tmp_path: Path) -> None:
    records.write(tmp_path / "hunt.json", HUNT)
    assert records.read(tmp_path / "hunt.json") == HUNT
    assert [path.name for path in tmp_path.iterdir()] == ["hunt.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({"format": "other"}).encode(),
        json.dumps(records.as_json(HUNT) | {"format": "wardmote-hunt-9"}).encode(),
        json.dumps(records.as_json(HUNT) | {"line": "a line of a log"}).encode(),
        json.dumps({"format": records.FORMAT, "hunt": {"pack": 1}}).encode(),
    ],
)
def test_what_is_no_hunt_is_refused_with_the_files_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "hunt.json").write_bytes(content)
    with pytest.raises(Invalid, match=r"^hunt\.json: "):
        records.read(tmp_path / "hunt.json")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        records.read(tmp_path / "none.json")
    with pytest.raises(Invalid, match="cannot be written"):
        records.write(tmp_path / "none" / "hunt.json", HUNT)


def test_the_table_has_every_find_and_no_cell_that_runs() -> None:
    read = list(csv.reader(io.StringIO(tables.csv_bytes(HUNT).decode("utf-8-sig"), newline="")))
    assert read == [
        list(tables.HEADINGS),
        [
            SEEN,
            "domain",
            "evil.example",
            NAME,
            "2026-11-18 10:00:00",
            "2026-11-19 10:00:00",
            "1500",
        ],
        [OWN, "domain", "own.example", "", "", "", "1"],
    ]


def test_the_page_is_valid_and_runs_nothing_that_stands_in_a_name_or_a_log() -> None:
    line = Line("logs/proxy <1>.csv", "<img src=x onerror=alert(1)> evil.example")
    page = report.html(HUNT, {SEEN: (line,)})
    assert lint.faults(page) == []
    document = html5lib.parse(page, namespaceHTMLElements=False)
    assert [one for one in document.iter() if one.tag in ("script", "img", "a", "link")] == []
    text = " ".join(" ".join(document.itertext()).split())
    for said in ("2 of 3 found", NAME, line.text, "Keep it in your organisation", "7 cells"):
        assert said in text


def test_without_lines_the_page_says_nothing_of_keeping_it() -> None:
    assert "Keep it in your organisation" not in report.html(HUNT)


@pytest.mark.parametrize(
    ("hunt", "heading"),
    [
        (replace(HUNT, is_complete=False), "Stopped before the end"),
        (replace(HUNT, finds=()), "Nothing found in what could be read"),
        (
            replace(HUNT, finds=(), skipped=(), looked=(replace(HUNT.looked[0], unread_count=0),)),
            "Nothing found",
        ),
    ],
)
def test_the_page_says_first_how_far_it_can_be_trusted(hunt: Hunt, heading: str) -> None:
    document = html5lib.parse(report.html(hunt), namespaceHTMLElements=False)
    assert [one.text for one in document.iter("h1")] == [heading]


def test_times_are_written_in_utc_to_the_second() -> None:
    assert (records.moment(AT), records.moment(None)) == ("2026-11-20 10:00:00", "")
