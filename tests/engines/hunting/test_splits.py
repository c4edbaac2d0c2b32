"""A hunt in splits comes to what a hunt in whole files comes to, in every count."""

import functools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies
from hypothesis.strategies import SearchStrategy

from tests.engines.hunting import test_kinds as samples
from wardmote.engines.hunting import hunts, packs, searches
from wardmote.engines.hunting.prepared import Ready
from wardmote.engines.hunting.searches import Part, Search, Told
from wardmote.formats.logs import finding, looking, reading
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting import searching
from wardmote.rules.hunting.packs import SigmaRule, StixPattern
from wardmote.rules.hunting.results import Hunt
from wardmote.rules.indicators.values import Indicator, Kind

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
KINDS = (
    *("squid.log", "zeek-conn.log", "zeek-http.json", "suricata-eve.json", "windows-dns.log"),
    *("entra.csv", "unknown-vendor.csv", "vpc-flow.log", "postfix.log", "apache-combined.log"),
    *("m365-audit.json", "cisco-asa.log", "m365-audit.csv"),
)
"""Every reader of lines, with a head and without; DuckDB reads some, and some not."""
ODD = (
    *("", "\r", "x", "\ufeff", "\ufeffé,é", "ü" * 100, "a" * 3_000, "\0\0", "{", "{}", '"', "#x"),
    *('"a",b', 'a "b" c', "a,'b'", "a\rb", "é\u2028é", "\x1a", '"a""b",c', "a\tb", " "),
)
PATTERNS = (
    StixPattern("one", "[network-traffic:dst_port > 0 OR url:value LIKE '%']"),
    StixPattern("two", "[domain-name:value LIKE '%'] FOLLOWEDBY [domain-name:value LIKE '%']"),
    StixPattern("many", "[ipv4-addr:value LIKE '%'] REPEATS 2 TIMES WITHIN 9999999 SECONDS"),
    StixPattern("none", "[no pattern"),
)
RULE = """
title: Any page
logsource: {category: proxy}
detection: {any: {c-uri|contains: e}, condition: any}
"""
Drawn = tuple[str, list[int | str], str, str]


@functools.cache
def shipped(name: str) -> tuple[bytes, Look, list[Indicator]]:
    """Give a sample, what it is taken for, and all that it shows."""
    place = samples.PLACES[name]
    look = looking.look(place)
    assert isinstance(look, Look)
    sought = {each.ref: each for each in samples.values(samples.read(place, look), look)}
    return place.path.read_bytes(), look, list(sought.values())


def logs() -> SearchStrategy[Drawn]:
    """Draw a log of one kind: its lines over and over, with odd ones between them."""
    line = strategies.integers(0, 99) | strategies.sampled_from(ODD)
    return strategies.tuples(
        strategies.sampled_from(KINDS),
        strategies.lists(line, max_size=6),
        strategies.sampled_from(("", "\n", "\r\n")),
        strategies.sampled_from(("", "\n", "\n\n")),
    )


def write(folder: Path, drawn: Drawn) -> tuple[Path, list[Indicator]]:
    name, lines, end, last = drawn
    data, look, sought = shipped(name)
    encoding = "cp1252" if look.dialect.encoding == "windows-1252" else "utf-8"
    whole = data.splitlines()
    below = whole[look.dialect.header_lines :]
    more = [
        each.encode(encoding, "replace") if isinstance(each, str) else below[each % len(below)]
        for each in lines
    ]
    line_end = (end or look.dialect.line_end).encode()
    path = folder / name
    path.write_bytes(line_end.join([*whole, *more]) + last.encode())
    return path, sought


class Hunter:
    """Hunts through one log, and keeps which searches there were and what they came to."""

    def __init__(self, folder: Path, path: Path, sought: Sequence[Indicator]) -> None:
        packs.build(sought, folder / "pack.duckdb")
        self.pack = Ready("pack", PATTERNS, (SigmaRule(RULE),), {}, {}, str(folder))
        self.looks = hunts.look(finding.find([str(path)]))
        self.searched: list[Search] = []
        self.kept: dict[str, Part] = {}

    def hunt(self, split_bytes: int, run: Callable[[Search], Part] = searches.run) -> Hunt:
        def through(waiting: Sequence[Search], told: Told) -> Iterator[Part]:
            for each in waiting:
                self.searched.append(each)
                yield run(each)

        asked = hunts.Asked(self.pack, self.looks, threads=1, split_bytes=split_bytes)
        found = hunts.run(
            asked,
            now=lambda: NOON,
            search=through,
            known=dict(self.kept),
            keep=lambda part: self.kept.update({part.key: part}),
        )
        return replace(found, cannot_show=tuple(sorted(found.cannot_show, key=repr)))

    def oracle(self) -> tuple[object, ...]:
        [(place, look)] = self.looks.logs
        events = [each for each in reading.events(place, look) if not isinstance(each, Unread)]
        _, _, sought = shipped(place.path.name)
        return searching.search(events, look.kind.columns, sought)


@settings(max_examples=6, deadline=None)
@given(logs(), strategies.integers(1, 200))
def test_splits_of_a_log_change_nothing(drawn: Drawn, most_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        hunter = Hunter(Path(name), *write(Path(name), drawn))
        whole, splits = hunter.hunt(0), hunter.hunt(most_bytes)
        assert splits == whole
        assert len(hunter.searched) > 3 or not hunter.looks.logs
        if not any(isinstance(each, str) for each in drawn[1]):
            typed = [each for each in splits.finds if ":" in each.indicator]
            assert sorted(typed, key=lambda each: each.indicator) == list(hunter.oracle())


def csv(folder: Path, *more: str) -> Path:
    """Write a log of many lines, with some others in its middle."""
    lines = [f"2026-11-20T10:00:{at:02}Z,10.0.0.{at},w{at}.evil.example" for at in range(60)]
    lines[30:30] = more
    path = folder / "log.csv"
    path.write_text("\n".join(["time,client,host", *lines]) + "\n", "utf-8")
    return path


EVIL = [Indicator("i", Kind.DOMAIN, "evil.example")]


@pytest.mark.parametrize(
    ("line", "is_torn"),
    [
        ('"2026-11-20T10:00:00Z","10.0.0.1","a.evil.example"', False),
        ('2026-11-20T10:00:00Z,"10.0.0.1\n2026-11-20T10:00:00Z,1,",a.evil.example', True),
        ('2026-11-20T10:00:00Z,"10.0.0.1,a.evil.example', True),
        ("2026-11-20T10:00:00Z,1,a.evil.example" + "x" * 4_100_000, True),
    ],
)
def test_what_cannot_be_read_apart_is_searched_as_a_whole(
    line: str, is_torn: bool, tmp_path: Path
) -> None:
    hunter = Hunter(tmp_path, csv(tmp_path, line), EVIL)
    splits = hunter.hunt(700)
    assert [each.split for each in hunter.searched if each.is_typed].count(None) == is_torn
    assert len(hunter.searched) > 4
    hunter.kept.clear()
    assert splits == hunter.hunt(0)
    assert splits.finds[0].count >= 30


def test_a_hunt_in_splits_that_is_stopped_goes_on_behind_those_that_are_done(
    tmp_path: Path,
) -> None:
    hunter = Hunter(tmp_path, csv(tmp_path), EVIL)

    def stopping(search: Search) -> Part:
        if len(hunter.kept) == 3:
            raise KeyboardInterrupt
        return searches.run(search)

    stopped = hunter.hunt(500, stopping)
    assert (stopped.is_complete, 0 < stopped.looked[0].row_count < 60) == (False, True)
    before = set(hunter.kept)
    hunter.searched.clear()
    splits = hunter.hunt(500)
    assert before.isdisjoint(each.key for each in hunter.searched)
    hunter.kept.clear()
    assert (splits, splits.looked[0].row_count) == (hunter.hunt(0), 60)


def test_a_split_that_is_lost_is_told_and_the_others_count(tmp_path: Path) -> None:
    hunter = Hunter(tmp_path, csv(tmp_path), EVIL)

    def losing(search: Search) -> Part:
        if search.split and search.split.start == 0:
            return searches.skipped(search, "its worker ended")
        return searches.run(search)

    found = hunter.hunt(500, losing)
    assert [each.why for each in found.skipped] == ["a part of it: its worker ended"]
    assert 0 < found.looked[0].row_count < 60


def test_patterns_over_several_events_are_asked_of_the_whole_file(tmp_path: Path) -> None:
    hunter = Hunter(tmp_path, csv(tmp_path), EVIL)
    splits = hunter.hunt(500)
    asked = {
        each.ref for search in hunter.searched if search.split for each in search.pack.patterns
    }
    assert asked == {"one", "none"}
    counts = {each.indicator: each.count for each in splits.finds}
    assert (counts["two"], counts["many"]) == (30, 30)
