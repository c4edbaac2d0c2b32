"""Columns that no kind of log claims are understood by name and by content."""

from pathlib import Path

import pytest

from tests.formats.logs import places
from wardmote.formats.logs import looking, naming
from wardmote.formats.logs.dialects import Unknown
from wardmote.rules.hunting.values import Holds

HEX = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize(
    ("name", "cells", "holds", "several"),
    [
        ("Source IP", ["192.0.2.1", "2001:db8::1"], Holds.IP, ""),
        ("Source IP", ["pc1.council.example", "pc2.council.example"], Holds.HOST, ""),
        ("source", ["192.0.2.1:443"], Holds.HOST, ""),
        ("src", [], Holds.IP, ""),
        ("URL", ["login.bad.example"], Holds.URL, ""),
        ("url", [HEX], Holds.HASH, ""),
        ("JA3", [HEX], Holds.JA3, ""),
        ("unheard of", [HEX, "-", ""], Holds.HASH, ""),
        ("unheard of", ["login.bad.example"], Holds.HOST, ""),
        ("unheard of", ["https://login.bad.example/a"], Holds.URL, ""),
        ("unheard of", ["a@b.example", "<c@d.example>"], Holds.EMAIL, ""),
        ("unheard of", ["C:\\Temp\\a.exe", "\\\\server\\b"], Holds.PATH, ""),
        ("unheard of", ["report.docx"], Holds.PATH, ""),
        ("unheard of", ["192.0.2.1, 203.0.113.9", "192.0.2.2"], Holds.IP, ","),
        ("unheard of", ["a.example;b.example"], Holds.HOST, ";"),
        ("unheard of", ["7", "8"], Holds.OTHER, ""),
        ("unheard of", ["t13d1516h2_8daaf6152771_b186095e22b6"], Holds.JA4, ""),
        ("User", ["clerk"], Holds.OTHER, ""),
        ("User", ["clerk@council.example"], Holds.EMAIL, ""),
        ("peer.address.ip", ["192.0.2.1"], Holds.IP, ""),
        ("host", ["PC1"], Holds.HOST, ""),
    ],
)
def test_a_column_means_what_its_name_says_unless_its_cells_differ(
    name: str, cells: list[str], holds: Holds, several: str
) -> None:
    found = naming.column(name, cells)
    assert (found.name, found.holds, found.several) == (name, holds, several)
    assert found.sigma[0] == name


def test_a_date_and_a_time_in_columns_of_their_own_are_one_time(tmp_path: Path) -> None:
    rows = "20/11/2026,23:30:00,192.0.2.1\n21/11/2026,00:10:00,192.0.2.2\n"
    for text in ("Day,Hour,Client\n" + rows, rows):
        events, unread = places.read(places.put(tmp_path / "log", text))
        assert unread == []
        assert [str(event.time) for event in events] == [
            "2026-11-20 23:30:00+00:00",
            "2026-11-21 00:10:00+00:00",
        ]


def test_what_is_not_certain_is_said(tmp_path: Path) -> None:
    text = "Time,Client IP\n02/03/2026 10:00:00,192.0.2.1\n"
    look = places.seen(places.put(tmp_path / "log", text))
    assert look.why == (
        "Its header names columns. What it holds: Client IP (ip). "
        "Nothing shows whether its dates have day or month first; read as day before month."
    )


def test_a_log_that_two_kinds_fit_names_the_other(tmp_path: Path) -> None:
    both = "CEF:0|A|B|1|1|n|5|src=192.0.2.1 LEEF:1.0|A|B|1|1|src=192.0.2.1\n"
    look = places.seen(places.put(tmp_path / "log", both))
    assert {look.kind.name, look.runner_up} == {"cef", "leef"}


def test_sources_of_sigma_follow_from_the_columns(tmp_path: Path) -> None:
    text = (
        "time,src_ip,dst_ip,dst_port,url\n"
        "2026-11-20T09:00:00Z,192.0.2.1,203.0.113.9,443,https://a.example/\n"
    )
    look = places.seen(places.put(tmp_path / "log", text))
    assert look.kind.sigma == ("category=proxy", "category=firewall")


def test_numbers_alone_are_no_log(tmp_path: Path) -> None:
    place = places.put(tmp_path / "log", "1,2,3\n4,5,6\n")
    assert looking.look(place) == Unknown(looking.NOTHING)


def test_prose_is_no_log(tmp_path: Path) -> None:
    prose = "It was the best of times\nit was the worst of times\nit was the age of wisdom\n"
    assert looking.look(places.put(tmp_path / "log", prose)) == Unknown(looking.NOTHING)
