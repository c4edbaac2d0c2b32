"""Lists for other tools: as they should be, byte for byte, and never more than one rule a value."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import pytest
import stix2
from hypothesis import given, settings
from hypothesis import strategies as st
from stix2patterns.validator import run_validator

from wardmote.formats.exports import misp, plain, stix, suricata, zeek
from wardmote.formats.packs import reading
from wardmote.formats.packs.gathering import Gathering
from wardmote.rules.hunting.packs import Pack
from wardmote.rules.indicators import naming
from wardmote.rules.indicators.values import Indicator, Kind

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MD5 = "900150983cd24fb0d6963f7d28e17f72"
JA4 = "t13d1516h2_8daaf6152771_e5627efa2ab1"


def named(kind: Kind, value: str, name: str = "") -> Indicator:
    return Indicator(naming.ref(kind, value), kind, value, name)


ALL = (
    named(Kind.DOMAIN, "evil.test", 'Loader, "first"'),
    named(Kind.IP, "45.0.0.1"),
    named(Kind.IP, "2a00::1"),
    named(Kind.CIDR, "45.1.0.0/24"),
    named(Kind.URL, "evil.test/a;b"),
    named(Kind.URL_PREFIX, "evil.test/p/"),
    named(Kind.HASH, MD5),
    named(Kind.EMAIL, "bad@evil.test"),
    named(Kind.FILE_NAME, "=evil.exe"),
    named(Kind.USER_AGENT, 'Evil "1.0"'),
    named(Kind.JA3, MD5),
    named(Kind.JA4, JA4),
)


def text(parts: Iterable[bytes]) -> str:
    return b"".join(parts).decode()


def taken(data: bytes) -> Pack:
    gathering = Gathering("pack")
    reading.take(data, gathering)
    return gathering.pack("pack", None)


def pairs(indicators: Iterable[Indicator]) -> set[tuple[Kind, str]]:
    return {(each.kind, each.value) for each in indicators}


def test_plain_values() -> None:
    assert text(plain.values(ALL[:3] + ALL[:1])) == "evil.test\n45.0.0.1\n2a00::1\n"


@pytest.mark.parametrize("name", ["\ufeff=1+1", "\u200b@A1", "\u2003-1", " \t+1"])
def test_no_cell_of_a_table_can_be_run(name: str) -> None:
    written = text(plain.table([named(Kind.DOMAIN, "evil.test", name)]))
    assert list(csv.reader(io.StringIO(written, newline="")))[1][2] == f"'{name}"


def test_csv_and_back() -> None:
    written = text(plain.table(ALL))
    rows = list(csv.reader(io.StringIO(written)))
    assert rows[0] == ["kind", "value", "name", "valid_from", "valid_until", "ref"]
    assert rows[1] == ["domain", "evil.test", 'Loader, "first"', "", "", ALL[0].ref]
    assert rows[9][:2] == ["file_name", "'=evil.exe"]
    assert taken(written.encode()).indicators == ALL


def test_hosts() -> None:
    assert text(plain.hosts(ALL[:2])) == (
        "# The names below these are not stopped: a hosts file cannot do that.\n"
        "0.0.0.0 evil.test\n"
        "# Left out, because this format cannot hold them: 1 of kind ip.\n"
    )


def test_zone() -> None:
    assert text(plain.zone((*ALL[:5], named(Kind.CIDR, "2a00:1::/32")), serial=7)) == (
        "$TTL 300\n@ IN SOA localhost. hostmaster.localhost. 7 3600 600 86400 300\n"
        "@ IN NS localhost.\n"
        "evil.test CNAME .\n*.evil.test CNAME .\n"
        "32.1.0.0.45.rpz-ip CNAME .\n"
        "128.1.zz.2a00.rpz-ip CNAME .\n"
        "24.0.0.1.45.rpz-ip CNAME .\n"
        "32.zz.1.2a00.rpz-ip CNAME .\n"
        "; Left out, because this format cannot hold them: 1 of kind url.\n"
    )


def test_suricata() -> None:
    written = text(suricata.rules(ALL))
    sids = [int(found) for found in re.findall(r"sid:(\d+);", written)]
    assert len(set(sids)) == len(sids) == 11
    assert all(3_000_000_000 <= sid < 4_294_967_296 for sid in sids)
    lines = re.sub(r" metadata:wardmote_ref [^;]*; sid:\d+; rev:1;", "", written).splitlines()
    to_any = '$HOME_NET any -> any any (msg:"Wardmote domain";'
    below = 'dotprefix; content:".evil.test";'
    assert lines == [
        f"alert dns {to_any} dns.query; {below} nocase; endswith;)",
        f"alert tls {to_any} tls.sni; {below} nocase; endswith;)",
        f"alert http {to_any} http.host; {below} endswith;)",
        'alert ip $HOME_NET any -> 45.0.0.1 any (msg:"Wardmote ip";)',
        'alert ip $HOME_NET any -> [2a00::1] any (msg:"Wardmote ip";)',
        'alert ip $HOME_NET any -> 45.1.0.0/24 any (msg:"Wardmote cidr";)',
        'alert http $HOME_NET any -> any any (msg:"Wardmote url"; http.host; content:"evil.test"; '
        'bsize:9; http.uri.raw; content:"/a|3B|b"; bsize:4;)',
        'alert http $HOME_NET any -> any any (msg:"Wardmote url_prefix"; http.host; '
        'content:"evil.test"; bsize:9; http.uri.raw; content:"/p/"; startswith;)',
        'alert http $HOME_NET any -> any any (msg:"Wardmote user_agent"; http.user_agent; '
        'content:"Evil|20 22|1.0|22|"; bsize:10;)',
        f'alert tls $HOME_NET any -> any any (msg:"Wardmote ja3"; requires:feature ja3; '
        f'ja3.hash; content:"{MD5}";)',
        f'alert tls $HOME_NET any -> any any (msg:"Wardmote ja4"; requires:feature ja4; '
        f'ja4.hash; content:"{JA4}";)',
        "# Left out, because this format cannot hold them: "
        "1 of kind email, 1 of kind file_name, 1 of kind hash.",
    ]


def test_the_number_of_a_rule_stays_whatever_stands_around_it() -> None:
    alone = text(suricata.rules(ALL[1:2])).splitlines()
    assert [line for line in text(suricata.rules(ALL)).splitlines() if "-> 45.0.0.1" in line] == (
        alone
    )


def test_zeek() -> None:
    assert text(zeek.intel(ALL[:2] + ALL[4:6], source="a\tb")) == (
        "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n"
        'evil.test\tIntel::DOMAIN\ta\\x09b\tLoader, "first"\n'
        f"45.0.0.1\tIntel::ADDR\ta\\x09b\t{ALL[1].ref}\n"
        f"evil.test/a;b\tIntel::URL\ta\\x09b\t{ALL[4].ref}\n"
        "# Left out, because this format cannot hold them: 1 of kind url_prefix.\n"
    )


def test_misp_and_back() -> None:
    written = b"".join(misp.event(ALL, title="A campaign", made_at=NEW_YEAR))
    event = json.loads(written)["Event"]
    assert (event["info"], event["date"], event["distribution"]) == (
        "A campaign",
        "2026-01-01",
        "0",
    )
    assert event["Attribute"][0] == {
        "uuid": event["Attribute"][0]["uuid"],
        "type": "domain",
        "category": "Network activity",
        "value": "evil.test",
        "comment": 'Loader, "first"',
        "to_ids": True,
        "distribution": "5",
        "timestamp": "1767225600",
    }
    held = pairs(each for each in ALL if each.kind not in (Kind.URL_PREFIX, Kind.JA4))
    assert pairs(taken(written).indicators) == held


def test_stix_and_back() -> None:
    written = b"".join(stix.bundle(ALL, made_at=NEW_YEAR))
    read = stix2.parse(written, allow_custom=True)
    assert [each.id for each in read.objects] == [each.ref for each in ALL]
    assert [run_validator(each.pattern, stix_version="2.1") for each in read.objects] == (
        [[]] * len(ALL)
    )
    back = taken(written)
    assert pairs(back.indicators) == pairs(ALL)
    assert [each.ref for each in back.indicators] == [each.ref for each in ALL]
    together = (Indicator("indicator--x", Kind.IP, "45.0.0.1"),) * 1 + (
        Indicator("indicator--x", Kind.IP, "45.0.0.2"),
    )
    (record,) = json.loads(b"".join(stix.bundle(together, made_at=NEW_YEAR)))["objects"]
    assert record["pattern"] == "[ipv4-addr:value = '45.0.0.1'] OR [ipv4-addr:value = '45.0.0.2']"


def test_nothing_gives_empty_files() -> None:
    assert json.loads(b"".join(stix.bundle((), made_at=NEW_YEAR)))["objects"] == []
    assert (
        json.loads(b"".join(misp.event((), title="", made_at=NEW_YEAR)))["Event"]["Attribute"] == []
    )
    assert text(suricata.rules(())) == ""


NASTY = st.text(alphabet=st.sampled_from("ab.\"';\n\r\t|\\:()%#=\u2028\x00\ud800 -"), max_size=20)
WRITERS: list[Callable[[Iterable[Indicator]], Iterator[bytes]]] = [
    plain.values,
    plain.hosts,
    lambda given: plain.zone(given, serial=1),
    suricata.rules,
    lambda given: zeek.intel(given, source='x"\n'),
]


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=60)
@given(st.sampled_from(list(Kind)), NASTY, NASTY, NASTY)
def test_no_value_can_make_a_second_line(
    write: Callable[[Iterable[Indicator]], Iterator[bytes]],
    kind: Kind,
    value: str,
    ref: str,
    name: str,
) -> None:
    for part in write((Indicator(ref, kind, value, name),)):
        written = part.decode()
        comment = written[:1] in ("#", ";", "$")
        assert (
            comment
            or written.count("\n") == len(written[:1])
            or re.fullmatch(r"([a-z0-9_.-]+) CNAME \.\n\*\.\1 CNAME \.\n", written)
        )
        assert set(written) & set("\r\x00") == set()
        assert len(written.splitlines()) <= 3


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([Kind.USER_AGENT, Kind.FILE_NAME]), NASTY), max_size=4))
def test_no_value_breaks_out_of_its_place(given_values: list[tuple[Kind, str]]) -> None:
    given_values = [(kind, value) for kind, value in given_values if "\ud800" not in value]
    indicators = [Indicator(f"indicator--{n}", *pair) for n, pair in enumerate(given_values)]
    bundle = json.loads(b"".join(stix.bundle(indicators, made_at=NEW_YEAR)))
    assert len(bundle["objects"]) == len(indicators)
    for each in bundle["objects"]:
        assert run_validator(each["pattern"], stix_version="2.1") == []
    rules = text(suricata.rules(indicators))
    options = re.compile(
        r"alert http \$HOME_NET any -> any any \(msg:\"Wardmote user_agent\"; http\.user_agent; "
        r"content:\"(?:[A-Za-z0-9._/=?&%~-]|\|[0-9A-F ]+\|)*\"; bsize:\d+; "
        r"metadata:wardmote_ref [a-z0-9-]+; sid:\d+; rev:1;\)"
    )
    found = [line for line in rules.splitlines() if not line.startswith("#")]
    assert [line for line in found if not options.fullmatch(line)] == []
