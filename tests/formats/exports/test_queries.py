"""Indicators as queries: run where the engine is here, read back where it is not."""

import json
import re

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.exports import queries
from wardmote.formats.exports.queries import LANGUAGES
from wardmote.rules.hunting import searching
from wardmote.rules.hunting.values import Column, Event, Holds
from wardmote.rules.indicators import naming
from wardmote.rules.indicators.values import Indicator, Kind

HOLDS = ("host", "ip", "url", "hash", "email", "path", "user_agent", "ja3", "ja4")
COLUMNS = tuple(Column(name, Holds(name)) for name in HOLDS)
EVENTS = (
    {"host": "evil.example"},
    {"host": "www.EVIL.example."},
    {"host": "notevil.example"},
    {"host": "evil.example.org"},
    {"ip": "198.51.100.7"},
    {"ip": "198.51.101.7"},
    {"ip": "203.0.113.7"},
    {"url": "http://bad.example/a'b"},
    {"url": "https://bad.example/a'b"},
    {"url": "http://bad.example/a'bc"},
    {"url": "http://pre.example/x/y"},
    {"hash": "44D88612FEA8A8F36DE82E1278ABB02F"},
    {"email": "Badguy@evil.example"},
    {"path": "C:\\Temp\\Evil.exe"},
    {"path": "/tmp/not-evil.exe"},
    {"user_agent": "Evil/1.0"},
    {"user_agent": "evil/1.0"},
    {"ja3": "44d88612fea8a8f36de82e1278abb02e"},
    {"ja4": "t13d1516h2_8daaf6152771_b186095e22b6"},
)


def indicator(kind: Kind, value: str) -> Indicator:
    return Indicator(naming.ref(kind, value), kind, value)


SOUGHT = (
    indicator(Kind.DOMAIN, "evil.example"),
    indicator(Kind.IP, "203.0.113.7"),
    indicator(Kind.CIDR, "198.51.100.0/24"),
    indicator(Kind.URL, "bad.example/a'b"),
    indicator(Kind.URL_PREFIX, "pre.example/x"),
    indicator(Kind.HASH, "44d88612fea8a8f36de82e1278abb02f"),
    indicator(Kind.EMAIL, "badguy@evil.example"),
    indicator(Kind.FILE_NAME, "evil.exe"),
    indicator(Kind.USER_AGENT, "Evil/1.0"),
    indicator(Kind.JA3, "44d88612fea8a8f36de82e1278abb02e"),
    indicator(Kind.JA4, "t13d1516h2_8daaf6152771_b186095e22b6"),
)


def written(*indicators: Indicator, language: str) -> tuple[str, dict[str, int]]:
    left_out: dict[str, int] = {}
    pieces = queries.queries(indicators, LANGUAGES[language], left_out)
    return b"".join(pieces).decode(), left_out


def test_duckdb_finds_what_the_search_finds() -> None:
    with duckdb.connect() as database:
        database.execute(
            f"CREATE TABLE events (number INT, {', '.join(f'{name} VARCHAR' for name in HOLDS)})"
        )
        for at, event in enumerate(EVENTS):
            (name, cell), *_ = event.items()
            database.execute(f"INSERT INTO events (number, {name}) VALUES (?, ?)", [at, cell])
        for each in SOUGHT:
            text, left_out = written(each, language="duckdb")
            query = text.split("\n", 1)[1]
            found = {row[0] for row in database.execute(query).fetchall()}
            expected = {
                at
                for at, event in enumerate(EVENTS)
                if searching.search([Event(None, event)], COLUMNS, [each])
            }
            assert (found, left_out) == (expected, {})
            assert expected


# What an attacker may put into a value, so that a query ends there and another begins.
ODD = st.text(st.sampled_from("ab\"'\\/*?()[]{}|&<>:~^ %_;`-+=!é"), min_size=1, max_size=12)


@given(ODD)
def test_a_value_in_a_query_is_read_back_as_it_was(value: str) -> None:
    for language, kind in (("kql", Kind.FILE_NAME), ("duckdb", Kind.USER_AGENT)):
        text, _ = written(indicator(kind, value), language=language)
        query = text.split("\n", 1)[1].strip()
        if language == "kql":
            (listed,) = re.findall(r"^let sought = dynamic\((.*)\);$", query, re.M)
            assert json.loads(listed) == [value]
        else:
            (listed,) = re.findall(r"IN \((.*)\);$", query)
            with duckdb.connect() as database:
                assert database.execute(f"SELECT {listed}").fetchall() == [(value,)]
    for language, field in (("splunk", "http_user_agent"), ("elastic", "user_agent.original")):
        text, left_out = written(indicator(Kind.USER_AGENT, value), language=language)
        cannot = {"splunk": set("*"), "elastic": set("<>")}[language] & set(value)
        assert left_out == ({Kind.USER_AGENT: 1} if cannot else {})
        if not cannot:
            (quoted,) = re.findall(r'\(("(?:[^"\\]|\\.)*")\)\)?$', text.strip().split("\n")[1])
            assert re.sub(r"\\(.)", r"\1", quoted[1:-1]) == value
            assert f"{field}" in text


@given(ODD)
def test_a_value_before_a_star_escapes_all_that_lucene_knows(value: str) -> None:
    escaped = queries.lucene(value)
    assert re.sub(r"\\(.)", r"\1", escaped) == value
    assert not re.search(r'(?<!\\)["*?:/()\[\]{}^~!+&|= -]', re.sub(r"\\\\", "", escaped))


def test_long_lists_are_several_queries() -> None:
    many = [indicator(Kind.IP, f"203.0.{at // 250}.{at % 250}") for at in range(1_201)]
    for language, parted in LANGUAGES.items():
        text, left_out = written(*many, language=language)
        start = parted.comment.partition("{")[0]
        counts = [line for line in text.split("\n") if line.startswith(start)]
        assert [re.findall(r"[\d,]+", line)[0] for line in counts] == ["500", "500", "201"]
        assert left_out == {}


def test_what_a_language_cannot_ask_for_is_counted() -> None:
    assert {name: written(*SOUGHT, language=name)[1] for name in LANGUAGES} == {
        "kql": {"user_agent": 1, "ja3": 1, "ja4": 1},
        "splunk": {"ja3": 1, "ja4": 1},
        "elastic": {"ja4": 1},
        "duckdb": {},
    }
