"""Rules find what the SQLite backend of pySigma finds, where that means what Sigma means."""

import ipaddress
import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sigma.backends.sqlite import sqlite as backend
from sigma.collection import SigmaCollection

from tests.engines.hunting import views
from wardmote.engines.hunting.sigma import compiling, running
from wardmote.rules.hunting.values import Column, LogKind, Reader

KIND = LogKind(
    name="test",
    title="the test's log",
    reader=Reader.DELIMITED,
    columns=(Column("a"), Column("b"), Column("n"), Column("ip")),
    sigma=("category=proxy",),
)

WORDS = st.text("aB%_\\'.-/ ", min_size=1, max_size=6)
CELLS = WORDS | st.sampled_from(["powershell.exe -enc AAAA", "Power_Shell%", "x-evilword-x"])
ASKED = st.text("aB%_\\'.-/ *?", min_size=1, max_size=6) | st.sampled_from(
    ["powershell", "evilword", "*shell*", "power_shell%", "-enc", "\\*", "*", "?owershell*"]
)
FIELDS = st.sampled_from(["a", "b"])
NETWORKS = st.sampled_from(["10.0.0.1/32", "10.0.0.0/8"])
TEXTUAL = ["", "|contains", "|startswith", "|endswith", "|contains|all", "|contains|windash"]
CASED = ["|cased", "|contains|cased", "|startswith|cased", "|endswith|cased"]
PAIRS = st.one_of(
    st.tuples(
        st.tuples(FIELDS, st.sampled_from(TEXTUAL + CASED)).map("".join),
        ASKED | st.lists(ASKED, min_size=1, max_size=3),
    ),
    st.tuples(FIELDS.map(lambda field: f"{field}|re"), st.sampled_from(["a+B", "^[aB]", "-enc$"])),
    st.tuples(FIELDS.map(lambda field: f"{field}|re|i"), st.sampled_from(["AB", "ENC"])),
    st.tuples(FIELDS.map(lambda field: f"{field}|exists"), st.booleans()),
    st.tuples(FIELDS.map(lambda field: f"{field}|base64offset|contains"), st.sampled_from(["ab"])),
    st.tuples(FIELDS, st.none()),
    st.tuples(st.just("n"), st.integers(0, 3)),
    st.tuples(st.sampled_from(["n|lt", "n|lte", "n|gt", "n|gte"]), st.integers(0, 3)),
    st.tuples(st.just("ip|cidr"), NETWORKS),
    st.tuples(st.just("a|fieldref"), st.just("b")),
    st.tuples(st.just("a|neq"), ASKED),
)
SELECTIONS = st.lists(PAIRS, min_size=1, max_size=3).map(dict)
CONDITIONS = st.sampled_from(
    [
        "sel_1",
        "not sel_1",
        "sel_1 and sel_2",
        "sel_1 or not sel_2",
        "sel_1 and not (sel_2 or sel_3)",
        "1 of sel_*",
        "all of them",
        "1 of them and not sel_3",
        "not 1 of sel_*",
    ]
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "a": CELLS,
            "b": CELLS,
            "n": st.integers(0, 3).map(str),
            "ip": st.integers(0, 7).map(lambda n: f"10.0.0.{n}") | st.just("192.0.2.1"),
        },
    ),
    max_size=8,
)


@settings(max_examples=150)
@given(st.tuples(SELECTIONS, SELECTIONS, SELECTIONS), CONDITIONS, ROWS)
def test_it_agrees_with_the_backend_for_sqlite(
    selections: Sequence[Mapping[str, object]], condition: str, rows: list[dict[str, str]]
) -> None:
    text = written(dict(zip(("sel_1", "sel_2", "sel_3"), selections, strict=True)), condition)
    assert ours(text, rows) == sqlite(text, rows)


OTHERWISE = {
    "letters of other scripts have case too": ({"a": "ÉTÉ"}, {"a": "été"}, True),
    "a number is no text that only begins with it": ({"n|gt": 5}, {"n": "9 lives"}, False),
    "an empty text is what is not there": ({"a": ""}, {}, True),
    "a network is no text that begins alike": ({"ip|cidr": "10.0.0.0/8"}, {"ip": "10.evil"}, False),
    "IPv6 has more than one form": ({"ip|cidr": "2001:db8::/32"}, {"ip": "2001:0db8::1"}, True),
    "a network stands in brackets": (
        {"a": "x", "ip|cidr": "10.0.0.0/30"},
        {"ip": "10.0.0.1"},
        False,
    ),
    "a text of true or false is that": ({"a": True}, {"a": "True"}, True),
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_where_sqlite_means_something_else_we_do_not_follow(name: str) -> None:
    selection, row, expected = OTHERWISE[name]
    text = written({"sel_1": selection}, "sel_1")
    assert (ours(text, [row]), sqlite(text, [row])) == (int(expected), int(not expected))


@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 32),
    st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 255), max_size=4),
)
def test_a_network_holds_what_it_holds(base: int, length: int, others: list[int]) -> None:
    network = ipaddress.ip_network((base, length), strict=False)
    found = [ipaddress.ip_address(each) for each in [base, base ^ 1, *others]]
    rows = [{"ip": str(each)} for each in found] + [{"ip": "10.0.0"}, {}]
    count = ours(written({"sel_1": {"ip|cidr": str(network)}}, "sel_1"), rows)
    assert count == sum(each in network for each in found)


def written(detection: dict[str, object], condition: str) -> str:
    return yaml.safe_dump(
        {
            "title": "A rule",
            "logsource": {"category": "proxy"},
            "detection": {**detection, "condition": condition},
        },
        allow_unicode=True,
    )


def ours(text: str, rows: Sequence[Mapping[str, str]]) -> int:
    rules, refused = compiling.compile_rules([text], KIND)
    assert refused == ()
    found = running.hunt(views.view(KIND, rows), "log", KIND, rules)
    return found[0].count if found else 0


def sqlite(text: str, rows: Sequence[Mapping[str, str]]) -> int:
    oracle: Any = backend.sqliteBackend
    oracle = oracle()
    oracle.collate_nocase = True  # SQLite compares plain text with case unless it is told so
    (query,) = oracle.convert(SigmaCollection.from_yaml(text))
    connection = sqlite3.connect(":memory:")
    connection.create_function(
        "REGEXP", 2, lambda pattern, cell: cell is not None and bool(re.search(pattern, cell))
    )
    connection.execute("CREATE TABLE logs (a TEXT, b TEXT, n NUMERIC, ip TEXT)")
    cells = [[row.get(name) for name in ("a", "b", "n", "ip")] for row in rows]
    connection.executemany("INSERT INTO logs VALUES (?, ?, ?, ?)", cells)
    table = re.sub("<TABLE_NAME>", "logs", query)
    return len(connection.execute(table).fetchall())
