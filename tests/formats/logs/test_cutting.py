"""A log is cut at the ends of lines, and only where its parts are read apart as together."""

import gzip
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies

from tests.formats.logs.places import SAMPLES
from wardmote.formats.logs import cutting, finding, looking
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place


def looked(path: Path) -> tuple[Place, Look]:
    [place] = finding.find([str(path)]).places
    look = looking.look(place)
    assert isinstance(look, Look)
    return place, look


LINES = strategies.lists(
    strategies.sampled_from((b"", b"\r", b"a,b,c", b"\xef\xbb\xbfa,b,c", b"\xff", b"x" * 300)),
    min_size=1,
)


@given(LINES, strategies.integers(1, 200))
def test_parts_are_whole_lines_and_together_the_file(lines: list[bytes], most_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "log.csv")
        path.write_bytes(b"time,client,host\n2026-11-20,10.0.0.1,a.example\n")
        _, look = looked(path)
        with path.open("ab") as file:
            file.write(b"\n".join(lines))
        [place] = finding.find([str(path)]).places
        data = path.read_bytes()
        made = cutting.splits(place, look, most_bytes)
        cut = []
        for each in made:
            part, apart = cutting.alone(place, look, each, Path(name))
            assert apart.dialect.header_lines == (0 if each.start else 1)
            cut.append(part.path.read_bytes())
    assert b"".join(cut) == (data if made else b"")
    assert all(each.endswith(b"\n") for each in cut[:-1])
    assert not any(each.startswith(b"\xef\xbb\xbf") for each in cut)


def test_the_smallest_parts_are_lines(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    lines = [b"time,host\n", b"2026-11-20,a.example\n", b"\n", b"2026-11-21,b.example\n", b"2026"]
    path.write_bytes(b"".join(lines))
    place, look = looked(path)
    assert [each.end - each.start for each in cutting.splits(place, look, 1)] == [*map(len, lines)]


@pytest.mark.parametrize(
    "name",
    ["utf16.csv", "entra.json", "iis.log", "windows-evtx.json"],
)
def test_what_is_not_read_line_by_line_stays_whole(name: str) -> None:
    assert cutting.splits(*looked(SAMPLES / name), 100) == ()


def test_what_is_packed_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress((SAMPLES / "squid.log").read_bytes()))
    assert cutting.splits(*looked(path), 50) == ()


@pytest.mark.parametrize(
    ("delimiter", "line", "is_torn"),
    [
        (",", 'a,"b ""c"" d",e', False),
        (",", 'a,"b', True),
        (",", 'a"b,c', True),
        (",", 'a, "b"', True),
        ("\t", 'a\t"b,c"\td', False),
        ("|", 'a|"b|c"|d', False),
        ("|", 'a|"b"c|d', True),
        (";", '"a";b', False),
        (" ", '"a b" c', False),
        (" ", '"a b"c', True),
    ],
)
def test_a_mark_of_quotation_that_may_stay_open_tears(
    delimiter: str, line: str, is_torn: bool, tmp_path: Path
) -> None:
    place, look = looked(SAMPLES / "entra-table.csv")
    path = tmp_path / "log.csv"
    path.write_text(f"{line}\n{line}\r\n")
    place = replace(place, path=path, size=path.stat().st_size)
    look = replace(look, dialect=replace(look.dialect, delimiter=delimiter))
    try:
        cutting.alone(place, look, cutting.Split(0, place.size), tmp_path)
        torn = False
    except cutting.Torn:
        torn = True
    assert torn == is_torn
