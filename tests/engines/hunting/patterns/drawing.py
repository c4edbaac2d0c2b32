"""Draws patterns, and rows of a log that they sometimes match."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.engines.hunting import views
from wardmote.rules.hunting.values import Column, Holds, LogKind, Reader
from wardmote.rules.patterns import reading, values
from wardmote.rules.patterns.values import Join, Operator

AGENT = "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
KIND = LogKind(
    name="all",
    title="the test's log",
    reader=Reader.DELIMITED,
    columns=(
        Column(
            "source",
            Holds.IP,
            ("ipv4-addr:value", "ipv6-addr:value", "network-traffic:src_ref.value"),
        ),
        Column(
            "host",
            Holds.HOST,
            (
                *("domain-name:value", "ipv4-addr:value", "ipv6-addr:value"),
                "network-traffic:dst_ref.value",
            ),
        ),
        Column("port", Holds.OTHER, ("network-traffic:dst_port",)),
        Column("agent", Holds.USER_AGENT, (AGENT,)),
        Column("url", Holds.URL, ("url:value",)),
        Column("file", Holds.PATH, ("file:name",)),
        Column("hash", Holds.HASH, ("file:hashes.'SHA-256'", "file:hashes.MD5")),
        Column("body", Holds.OTHER, ("artifact:x_hex",)),
        Column("from", Holds.EMAIL, ("email-addr:value", "email-message:from_ref.value")),
    ),
)

SHA, MD5 = "0123456789abcdef" * 4, "fedcba9876543210" * 2
CELLS = {
    "source": ["10.0.0.1", "10.0.0.2", "::ffff:10.0.0.1", "2001:DB8::1", "none"],
    "host": ["evil.example", "EVIL.Example.:443", "bücher.example", "10.0.0.1:80", "[2001:db8::1]"],
    "port": ["80", "443", "443.0", "x"],
    "agent": ["curl/8", "Curl/8", "caf\u00e9", "cafe\u0301"],
    "url": [
        "http://evil.example/a",
        "http://evil.example/a_b%",
        "http://good.example/\n",
        "a\\b'c",
    ],
    "file": ["C:\\x\\Evil.exe", '"/tmp/evil.exe"', "good.txt"],
    "hash": [f"MD5={MD5.upper()},SHA256={SHA}", SHA, "-"],
    "body": ["6162", "zz"],
    "from": ["Eve <eve@evil.example>", "EVE@ evil.example", "eve"],
}
ASKED: dict[str, list[Any]] = {
    "ipv4-addr:value": ["10.0.0.1", "10.0.0.0/30", "10.0.0.2"],
    "ipv6-addr:value": ["2001:db8::1", "2001:db8::/32"],
    "network-traffic:src_ref.value": ["10.0.0.1", "2001:db8:0::1"],
    "network-traffic:dst_ref.value": ["evil.example", "10.0.0.1", "10.0.0.0/30"],
    "domain-name:value": ["Evil.example", "xn--bcher-kva.example", "%.example", "evil%"],
    "network-traffic:dst_port": [80, 443, "443", True],
    AGENT: ["curl/8", "caf\u00e9", "c%", "_url%"],
    "url:value": ["http://evil.example/a", "http://evil.example/%", "%\n", "%_b%", "a\\b_c"],
    "file:name": ["evil.exe", "EVIL.EXE", "%.exe"],
    "file:hashes.'SHA-256'": [SHA.upper(), MD5],
    "file:hashes.MD5": [MD5, "%dc%"],
    "artifact:x_hex": ["ab", b"ab"],
    "email-addr:value": ["eve@evil.example", "%@evil.example"],
    "email-message:from_ref.value": ["eve@evil.example"],
    "network-traffic:dst_ref": ["evil.example"],
    "network-traffic:missing": ["x"],
    "file:hashes": ["x"],
}
TEXTUAL = {
    Operator.MATCHES: st.sampled_from(["evil", "^curl", "a$", "\\d{2}", "E", "[é-ü]"]),
    Operator.ISSUBSET: st.sampled_from(["10.0.0.0/31", "2001:db8::/32", "10.0.0.1"]),
    Operator.ISSUPERSET: st.sampled_from(["10.0.0.1", "10.0.0.0/31"]),
}


@st.composite
def comparisons(draw: st.DrawFn) -> values.Test:
    name = draw(st.sampled_from(sorted(ASKED)))
    path, asked = reading.path(name), st.sampled_from(ASKED[name])
    operator = draw(st.sampled_from([*Operator, Operator.EQUAL, Operator.LIKE, "EXISTS"]))
    negated = draw(st.booleans())
    if operator == "EXISTS":
        return values.Exists(path, negated)
    literal: object
    if operator == Operator.IN:
        texts = asked.filter(lambda each: isinstance(each, str))
        literal = tuple(draw(st.lists(texts, max_size=2)))
    elif operator in TEXTUAL:
        literal = draw(TEXTUAL[operator])
    elif operator == Operator.LIKE:
        literal = str(draw(asked))
    else:
        ordered = operator in values.ORDER
        literal = draw(asked.filter(lambda each: not (ordered and each is True)))
    return values.Comparison(path, operator, literal, negated)


TESTS = st.recursive(
    comparisons(),
    lambda inner: st.builds(
        values.Joined,
        st.sampled_from([Join.AND, Join.OR]),
        st.lists(inner, min_size=2, max_size=2).map(tuple),
    ),
    max_leaves=3,
)
MOMENTS = st.integers(0, 6).map(lambda second: views.START + timedelta(seconds=second))
QUALIFIERS = st.one_of(
    st.builds(values.Within, st.integers(1, 4)),
    st.builds(values.Repeats, st.integers(1, 3)),
    st.builds(values.Between, MOMENTS, MOMENTS),
)
FEW = st.sampled_from(
    [
        *("[domain-name:value = 'evil.example']", "[url:value LIKE '%evil%']"),
        *("[ipv4-addr:value = '10.0.0.1']", "[network-traffic:dst_port = 443]"),
        "[domain-name:value MATCHES 'example' AND domain-name:value != 'evil.example']",
    ]
).map(lambda text: reading.parse(text).expression)


def combined(leaves: st.SearchStrategy[values.Expression]) -> st.SearchStrategy[values.Pattern]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(
                values.Combined,
                st.sampled_from(list(Join)),
                st.lists(inner, min_size=2, max_size=3).map(tuple),
            ),
            st.builds(
                values.Qualified, inner, st.lists(QUALIFIERS, min_size=1, max_size=2).map(tuple)
            ),
        ),
        max_leaves=4,
    ).map(values.Pattern)


ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(found) for name, found in CELLS.items()}
    ),
    min_size=1,
    max_size=7,
)
SECONDS = st.lists(st.integers(0, 6), min_size=7, max_size=7)
