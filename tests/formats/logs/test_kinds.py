"""The kinds of log as data: what they say of columns is true of patterns, STIX and Sigma."""

import re
import tomllib
from collections import Counter
from importlib import resources

import pytest
import re2
import stix2patterns.validator

from tests.formats.logs import places
from wardmote.formats.logs import kinds, sentences
from wardmote.rules.hunting.values import Holds, LogKind, Reader
from wardmote.rules.refusal import Missing

KINDS = kinds.kinds()
BY_PATTERN = [kind for kind in KINDS if kind.reader in (Reader.PATTERN, Reader.PAIRS)]


def named(kind: LogKind) -> str:
    return kind.name


def test_names_are_unique_and_a_wrong_one_is_told_the_right_ones() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
    assert all(kinds.kind(name).name == name for name in names)
    with pytest.raises(Missing, match=r"There is no kind of log 'zeek'\. Use one of: dnsmasq, "):
        kinds.kind("zeek")


@pytest.mark.parametrize("kind", KINDS[:-3], ids=named)
def test_a_kind_has_a_time_a_title_and_columns_that_are_compared(kind: LogKind) -> None:
    held = {each.holds for each in kind.columns}
    names = [each.name for each in kind.columns]
    assert Holds.TIME in held
    assert held - {Holds.TIME, Holds.OTHER}
    assert len(set(names)) == len(names)
    assert kind.title
    for name, template in kind.joined.items():
        assert {name, *re.findall(r"\{([^{}]+)\}", template)} <= set(names)
    for columns in kind.where.values():
        assert columns.keys() <= set(names)


@pytest.mark.parametrize("kind", BY_PATTERN, ids=named)
def test_a_pattern_is_understood_alike_by_both_engines(kind: LogKind) -> None:
    given = {each.name for each in kind.columns} - kind.joined.keys()
    if kind.reader is Reader.PATTERN:
        assert set(re.compile(kind.pattern).groupindex) == given
        patterns = {"": kind.pattern}
    else:
        patterns = {
            each.name: sentences.pair(kind, each) for each in kind.columns if each.name in given
        }
    lines = [
        line
        for path in sorted(places.SAMPLES.iterdir())
        if path.suffix == ".log"
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    matched = 0
    for pattern in patterns.values():
        ours, theirs = re.compile(pattern), re2.compile(pattern)
        for line in lines:
            one, two = ours.search(line), theirs.search(line)
            assert (one and one.groupdict()) == (two and two.groupdict())
            matched += bool(one)
    assert matched > 1


def test_paths_of_stix_are_paths_of_stix() -> None:
    paths = {path for kind in KINDS for each in kind.columns for path in each.stix}
    lengths = {"MD5": 32, "'SHA-1'": 40, "'SHA-256'": 64}
    wrong = {
        path
        for path in paths
        if stix2patterns.validator.run_validator(
            f"[{path} = '{'0' * lengths.get(path.rpartition('.')[2], 1)}']", stix_version="2.1"
        )
    }
    assert wrong == set()
    assert len(paths) > 30


def test_a_column_is_always_found_by_its_own_name_in_sigma() -> None:
    for kind in KINDS:
        for each in kind.columns:
            assert each.sigma[0] == each.name or each.name.endswith(each.sigma[0])


def test_a_name_in_headers_has_one_meaning() -> None:
    path = resources.files("wardmote") / "data" / "logs" / "headers.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    names = [(kinds.plain(name), meaning) for meaning, each in said.items() for name in each]
    assert len({name for name, _ in set(names)}) == len(set(names))


def test_windows_says_which_events_answer_a_category() -> None:
    assert kinds.kind("windows-evtx").where["category=dns_query"] == {
        "EventID": ("22",),
        "Channel": ("Microsoft-Windows-Sysmon/Operational",),
    }
    assert kinds.kind("windows-ecs").where["product=windows, service=security"] == {
        "winlog.channel": ("Security",)
    }


def test_what_is_rewritten_is_rewritten_alike_by_both_engines() -> None:
    changes = {change for kind in KINDS for each in kind.columns for change in each.rewritten}
    texts = [
        "(5)files(3)bad(7)example(0)",
        "https://a.example/?x\\=1",
        "Accounts <a@b.example>,<c@d.example>",
        "type:  5 cdn.bad.example;::ffff:203.0.113.9;",
        "da:39:a3",
    ]
    assert len(changes) >= 5
    for before, after in changes:
        for text in texts:
            assert re.sub(before, after, text) == re2.sub(before, after, text)


def test_no_kind_has_columns_that_differ_by_case_alone() -> None:
    doubled = {
        kind.name: [name for name, count in folded.items() if count > 1]
        for kind in kinds.kinds()
        for folded in [Counter(each.name.casefold() for each in kind.columns)]
    }
    assert {name for name, columns in doubled.items() if columns} == set()
