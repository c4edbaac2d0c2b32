"""Simple patterns become values to look for, which find what the patterns find."""

import ipaddress
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.patterns.strategies import START
from wardmote.rules.indicators import writing as forms
from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.patterns import matching, reading, simple, values, writing
from wardmote.rules.patterns.values import Join, Operator

MD5, SHA256 = "0123456789abcdef" * 2, "0123456789abcdef" * 4

MEANT = {
    "[domain-name:value = 'Evil.Example.']": [(Kind.DOMAIN, "evil.example")],
    "[ipv4-addr:value = '192.0.2.1']": [(Kind.IP, "192.0.2.1")],
    "[ipv4-addr:value = '192.0.2.0/24']": [(Kind.CIDR, "192.0.2.0/24")],
    "[ipv6-addr:value ISSUBSET '2001:DB8::/32']": [(Kind.CIDR, "2001:db8::/32")],
    "[network-traffic:dst_ref.value = 'evil.example']": [(Kind.DOMAIN, "evil.example")],
    "[network-traffic:src_ref.value = '192.0.2.1']": [(Kind.IP, "192.0.2.1")],
    "[url:value = 'http://evil.example/a']": [(Kind.URL, "evil.example/a")],
    "[url:value LIKE 'http://evil.example/a%']": [(Kind.URL_PREFIX, "evil.example/a")],
    "[url:value LIKE 'http://evil.example/a']": [(Kind.URL, "evil.example/a")],
    f"[file:hashes.MD5 = '{MD5.upper()}']": [(Kind.HASH, MD5)],
    f"[file:hashes.'SHA-256' = '{SHA256}']": [(Kind.HASH, SHA256)],
    f"[x509-certificate:hashes.'SHA-256' = '{SHA256}']": [(Kind.HASH, SHA256)],
    "[email-addr:value = 'a@evil.example']": [(Kind.EMAIL, "a@evil.example")],
    "[email-message:from_ref.value = 'a@evil.example']": [(Kind.EMAIL, "a@evil.example")],
    "[file:name = 'Evil.exe']": [(Kind.FILE_NAME, "evil.exe")],
    "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'Evil/1']": [
        (Kind.USER_AGENT, "Evil/1")
    ],
    f"[network-traffic:x_ja3 = '{MD5}']": [(Kind.JA3, MD5)],
    "[domain-name:value IN ('a.example', 'b.example')] OR "
    "([url:value = 'http://c.example/' OR domain-name:value = 'a.example'])": [
        (Kind.DOMAIN, "a.example"),
        (Kind.DOMAIN, "b.example"),
        (Kind.URL, "c.example/"),
    ],
    "[domain-name:value IN ()]": [],
}

NOT_SIMPLE = [
    "[domain-name:value != 'a.example']",
    "[domain-name:value NOT = 'a.example']",
    "[domain-name:value LIKE '%.a.example']",
    "[url:value LIKE 'http://a.example/a_b%']",
    "[url:value LIKE 'http://a.exam%']",
    "[url:value LIKE '%']",
    "[url:value MATCHES 'a']",
    "[domain-name:value = 'a.example' AND domain-name:value = 'b.example']",
    "[domain-name:value = 'a.example'] AND [domain-name:value = 'b.example']",
    "[domain-name:value = 'a.example'] WITHIN 5 SECONDS",
    "[domain-name:value = 'a.example'] OR [file:size = 5]",
    "[ipv4-addr:value ISSUPERSET '192.0.2.0/24']",
    "[ipv4-addr:value ISSUBSET '0.0.0.0/0']",
    "[file:name ISSUBSET '192.0.2.0/24']",
    "[file:hashes.SSDEEP = '3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C']",
    "[file:hashes.MD5 = 'beef']",
    "[EXISTS domain-name:value]",
    "[ipv4-addr:value = 5]",
]


@pytest.mark.parametrize("text", MEANT)
def test_a_simple_pattern_becomes_values(text: str) -> None:
    meant = tuple(Indicator("indicator--1", kind, value, "n") for kind, value in MEANT[text])
    assert simple.indicators(reading.parse(text), "indicator--1", "n") == meant


@pytest.mark.parametrize("text", NOT_SIMPLE)
def test_what_asks_for_more_does_not(text: str) -> None:
    assert simple.indicators(reading.parse(text), "indicator--1") is None


DOMAINS = st.sampled_from(["a.example", "b.example", "c.example"])
ADDRESSES = st.integers(0, 7).map(lambda n: f"192.0.2.{n}")
RANGES = st.tuples(ADDRESSES, st.integers(29, 31)).map(lambda pair: f"{pair[0]}/{pair[1]}")
PAGES = st.builds(lambda name, path: f"http://{name}/{path}", DOMAINS, st.text("ab/", max_size=3))
MAIL = DOMAINS.map(lambda name: f"x@{name}")

PLACES: list[tuple[values.Path, st.SearchStrategy[str]]] = [
    (values.Path("domain-name", ("value",)), DOMAINS),
    (values.Path("ipv4-addr", ("value",)), ADDRESSES),
    (values.Path("url", ("value",)), PAGES),
    (values.Path("email-addr", ("value",)), MAIL),
    (values.Path("file", ("name",)), st.sampled_from(["a.exe", "b.exe"])),
    (values.Path("file", ("hashes", "MD5")), st.sampled_from([MD5, MD5[::-1]])),
]
COMPARISONS = st.one_of(
    *(
        st.builds(values.Comparison, st.just(path), st.just(Operator.EQUAL), drawn)
        | st.builds(
            values.Comparison,
            st.just(path),
            st.just(Operator.IN),
            st.lists(drawn, max_size=3).map(tuple),
        )
        for path, drawn in PLACES
    ),
    st.builds(values.Comparison, st.just(PLACES[1][0]), st.just(Operator.ISSUBSET), RANGES),
    st.builds(
        values.Comparison,
        st.just(PLACES[2][0]),
        st.just(Operator.LIKE),
        PAGES.map(lambda page: f"{page}%"),
    ),
)
EITHER = st.lists(COMPARISONS, min_size=2, max_size=4).map(
    lambda parts: values.Joined(Join.OR, tuple(parts))
)
EVENTS = st.sampled_from(PLACES).flatmap(
    lambda place: place[1].map(lambda value: (place[0], value))
)


@given(COMPARISONS | EITHER, EVENTS)
def test_the_values_find_what_the_pattern_finds(
    test: values.Test, event: tuple[values.Path, str]
) -> None:
    pattern = values.Pattern(values.Seen(test))
    path, value = event
    found = simple.indicators(pattern, "indicator--1")
    assert found is not None
    assert any(_shows(each, path, value) for each in found) == matching.matches(
        pattern, [_observation(path, value)], regex=lambda _, __: False
    )


def _observation(path: values.Path, value: str) -> values.Observation:
    inner: object = value
    for step in reversed(path.steps):
        inner = {str(step): inner}
    assert isinstance(inner, dict)
    return values.Observation(START, START, {"0": {"type": path.type, **inner}})


def _shows(indicator: Indicator, path: values.Path, value: str) -> bool:
    kinds = {"ipv4-addr": Kind.IP, "domain-name": Kind.DOMAIN, "url": Kind.URL}
    kinds |= {"email-addr": Kind.EMAIL, "file": Kind.HASH}
    kind = Kind.FILE_NAME if writing.path(path) == "file:name" else kinds[path.type]
    shown = forms.written(kind, value)
    if indicator.kind == Kind.CIDR and kind == Kind.IP:
        return ipaddress.ip_address(shown) in ipaddress.ip_network(indicator.value)
    if indicator.kind == Kind.URL_PREFIX and kind == Kind.URL:
        return re.match(re.escape(indicator.value), shown) is not None
    return indicator.kind == kind and indicator.value == shown
