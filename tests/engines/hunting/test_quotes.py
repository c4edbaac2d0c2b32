"""Marks of quotation that are opened, doubled, closed late or never swallow nothing unsaid."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies

from tests.formats.logs import places
from wardmote.engines.hunting import packs, reading, searches
from wardmote.engines.hunting.prepared import Ready
from wardmote.formats.logs import reading as logs
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting import searching
from wardmote.rules.hunting.packs import StixPattern
from wardmote.rules.indicators.values import Indicator, Kind

SOUGHT = [Indicator(f"h{at}", Kind.DOMAIN, f"h{at}.example") for at in range(9)]
PATTERN = StixPattern("p", "[domain-name:value = 'h3.example']")
HEAD = "time,src,host,note"
ROW = "2026-11-20T09:00:00Z,192.0.2.1,h1.example,x"
CELLS = (
    *("h2.example", '"h3.example"', '"h4.example', 'h5.example"', ' "h6.example"', '"h7.example" '),
    *('"h8.example"x', '""', '"', '"""', '"a""b"', 'a"b', "", '"h2.example\nh3.example"', '"a,b"'),
    *('"a\n', '\nb"', '\nb" ', '""h4.example', '"a" "b"'),
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    folder = tmp_path_factory.mktemp("pack")
    packs.build(SOUGHT, folder / "pack.duckdb")
    return Ready("pack", (PATTERN,), (), {}, {}, str(folder))


def agree(text: str, delimiter: str, end: str, pack: Ready) -> tuple[int, bool]:
    """Read a log both ways; give how many lines could not be read, and whether DuckDB reads it."""
    written = text.replace(",", delimiter).replace("\n", end)
    with tempfile.TemporaryDirectory() as folder:
        sound = "\n".join([HEAD, *[ROW] * 9]).replace(",", delimiter).replace("\n", end) + end
        look = places.seen(places.put(Path(folder, "sound.csv"), sound))
        place = places.put(Path(folder, "log.csv"), written)
        assert reading.is_plain(place, look)
        part = searches.run(
            searches.made(
                [(place, look)], pack, since=None, until=None,
                memory_bytes=200_000_000, threads=1, folder=Path(folder),
            )
        )  # fmt: skip
        read = list(logs.events(place, look))
    events = [each for each in read if not isinstance(each, Unread)]
    [looked] = part.looked
    assert part.skipped == ()
    assert (looked.row_count, looked.unread_count) == (len(events), len(read) - len(events))
    finds = {each.indicator: each for each in sorted(part.finds, key=lambda each: each.indicator)}
    seen = finds.pop("p", None)
    assert tuple(finds.values()) == searching.search(events, look.kind.columns, SOUGHT)
    assert (seen and seen.count) == (finds["h3"].count if "h3" in finds else None)
    by_rows = any("mark of quotation" in each for each in looked.unread_why or {})
    return looked.unread_count, not by_rows


def lines() -> strategies.SearchStrategy[str]:
    cell = strategies.sampled_from(CELLS)
    odd = strategies.lists(cell, min_size=1, max_size=5).map(",".join)
    odd = odd.filter(lambda line: line.strip(" ,"))  # a line of tabs alone is no event
    row = strategies.builds("2026-11-20T09:00:00Z,{},{},{}".format, cell, cell, cell)
    return strategies.lists(row | odd | strategies.just(ROW), max_size=8).map("\n".join)


@settings(max_examples=8, deadline=None)
@given(lines(), strategies.sampled_from(",\t;"), strategies.sampled_from(("\n", "\r\n")),
       strategies.booleans())  # fmt: skip
@example(f'{ROW}\na,"b,c,d\n{ROW}\n{ROW}', ",", "\n", True)
@example(f'a,b,"c,d\n{ROW}\n{ROW}\nx",y,z\n{ROW}', ",", "\r\n", True)
@example(f'a,b,"c"d,"e\n{ROW}\n{ROW}', "\t", "\n", False)
@example(f'"a\n" ,b,h2.example,"c\n"  \n{ROW}', ",", "\n", True)
@example(f'a"b,"c\nd",h2.example,e\n{ROW}', ";", "\n", True)
def test_marks_of_quotation(
    pack: Ready, text: str, delimiter: str, end: str, has_end: bool
) -> None:
    agree(f"{HEAD}\n{ROW}\n{text}" + "\n" * has_end, delimiter, end, pack)


@pytest.mark.parametrize(
    ("text", "unread", "by_duckdb"),
    [
        (f'{ROW}\n2026-11-20T09:00:00Z,192.0.2.1,"h1.exam', 1, True),
        (f'a,b,"c,d\n{ROW}\n' * 2, 2, False),
        (f'a,b,"c,d\n{ROW}\n{ROW}\nx",y,z', 2, False),
        ('a,b,"c\n' + f"{ROW}\n" * 201 + 'd",e', 2, False),
        ('a,b,"c\n' + f"{ROW}\n" * 199 + 'd",e', 0, True),
    ],
)
def test_nothing_is_swallowed_unsaid(text: str, unread: int, by_duckdb: bool, pack: Ready) -> None:
    text = f"{HEAD}\n{ROW}\n{text}"
    assert agree(text, ",", "\n", pack) == (unread, by_duckdb)
