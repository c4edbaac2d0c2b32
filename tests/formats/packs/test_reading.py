"""Packs are read from whatever they come in, and what is left out is said."""

import json
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.formats.packs import samples
from tests.formats.packs.samples import FIRST, MD5, SECOND, SHA256, left, pairs, taken
from wardmote.formats.packs import misp, own, plain, reading
from wardmote.rules.hunting.packs import LeftOut, Pack, SigmaRule, StixPattern
from wardmote.rules.indicators import naming
from wardmote.rules.indicators.values import Indicator, Kind

D = Kind.DOMAIN
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_bundle_of_stix() -> None:
    rule = "title: x\nlogsource: {}\ndetection: {}\n"
    pack = taken(
        samples.bundle(
            samples.stix(name="Evil", valid_until="2026-03-01T00:00:00Z"),
            samples.stix(SECOND, "[domain-name:value='a.test'] AND [ipv4-addr:value='45.0.0.1']"),
            samples.stix("indicator--3", rule, pattern_type="sigma"),
            samples.stix("indicator--4", "rule x {}", pattern_type="yara"),
            samples.stix("indicator--5", revoked=True),
            samples.stix("indicator--6", "[broken"),
            samples.stix("indicator--7", "[ipv4-addr:value IN ('45.0.0.1', '45.0.0.2')]"),
            {"type": "malware", "id": "malware--1"},
            {"type": "url", "id": "url--1", "value": "http://evil.test/"},
            {"type": "indicator", "id": 7},
            "nonsense",
        )
    )
    march = datetime(2026, 3, 1, tzinfo=UTC)
    assert pack.indicators == (
        Indicator(FIRST, D, "evil.test", "Evil", NEW_YEAR, march),
        Indicator("indicator--7", Kind.IP, "45.0.0.1", "", NEW_YEAR),
        Indicator("indicator--7", Kind.IP, "45.0.0.2", "", NEW_YEAR),
    )
    text = "[domain-name:value='a.test'] AND [ipv4-addr:value='45.0.0.1']"
    assert pack.patterns == (StixPattern(SECOND, text, "", NEW_YEAR),)
    assert pack.sigma == (SigmaRule(rule, "indicator--3"),)
    assert pack.made_at == NEW_YEAR
    reasons = [reason.partition(":")[0].partition(". ")[0] for _, reason in left(pack)]
    assert reasons == [
        "It is a yara rule, which is not for logs.",
        "Its maker has revoked it.",
        "Its pattern cannot be read",
        "Object 10 is not as STIX says",
        "Object 11 is not as STIX says",
        "1 of the type malware",
        "1 of the type url",
    ]


def test_what_has_expired_is_left_out_where_the_time_is_told() -> None:
    data = samples.bundle(samples.stix(valid_until="2026-03-01T00:00:00Z"))
    assert pairs(taken(data, datetime(2026, 2, 28, tzinfo=UTC))) == [(D, "evil.test")]
    late = taken(data, datetime(2026, 3, 1, tzinfo=UTC))
    assert (pairs(late), left(late)) == ([], [(FIRST, "It expired on 2026-03-01.")])


def test_the_newest_version_counts_across_the_pages_of_a_fetch(tmp_path: Path) -> None:
    pages = [
        [samples.stix(), samples.stix(SECOND, "[domain-name:value = 'old.test']")],
        [samples.stix(modified="2026-02-01T00:00:00Z", revoked=True)],
        [samples.stix(SECOND, "[domain-name:value = 'new.test']", modified="2026-02-01T00:00:00Z")],
        [samples.stix(SECOND, "[domain-name:value = 'oldest.test']")],
    ]
    for number, objects in enumerate(pages):
        (tmp_path / f"{number}.json").write_text(json.dumps({"more": True, "objects": objects}))
    (tmp_path / "4.json").write_text("{}")
    (tmp_path / "state.json").write_text('{"not": "a pack"}')
    (tmp_path / "5.part").write_text('{"obj')
    pack = reading.read(tmp_path)
    assert pairs(pack) == [(D, "new.test")]
    assert pack.left_out == (LeftOut("Its maker has revoked it.", FIRST, source="1.json"),)


def test_misp_events() -> None:
    uuid = "33333333-3333-4333-8333-333333333333"
    data = samples.event(
        samples.attribute("domain", "evil[.]test", uuid=uuid, comment="Loader"),
        samples.attribute("filename|md5", f"evil.exe|{MD5}"),
        samples.attribute("domain|ip", "a.test|45.0.0.1"),
        samples.attribute("ip-dst|port", "45.0.0.2|443"),
        samples.attribute("ip-dst", "45.1.0.0/24"),
        samples.attribute("domain", "quiet.test", to_ids=False),
        samples.attribute("yara", "rule x {}"),
        samples.attribute("domain", "gone.test", deleted=True, uuid=uuid),
        samples.attribute("ip-dst", "nonsense"),
        samples.attribute("sigma", "title: x"),
        7,
        Object=[{"Attribute": [samples.attribute("sha256", SHA256)]}],
    )
    pack = taken(data)
    assert pairs(pack) == [
        (D, "evil.test"),
        (Kind.HASH, MD5),
        (D, "a.test"),
        (Kind.IP, "45.0.0.1"),
        (Kind.IP, "45.0.0.2"),
        (Kind.CIDR, "45.1.0.0/24"),
        (Kind.HASH, SHA256),
    ]
    assert (pack.indicators[0].ref, pack.indicators[0].name) == (f"indicator--{uuid}", "Loader")
    assert pack.indicators[1].name == "A campaign"
    assert pack.made_at == NEW_YEAR
    assert [each.text for each in pack.sigma] == ["title: x"]
    assert left(pack)[:3] == [
        ("quiet.test", misp.NOT_MARKED),
        ("rule x {}", "Logs do not show what MISP calls yara."),
        (uuid, "Its maker has deleted it."),
    ]
    assert len(left(pack)) == 5
    several = b'{"response": [' + data + b", " + data + b"]}"
    assert pairs(taken(several)) == pairs(taken(b"[" + data + b"]")) == pairs(pack)


def test_a_feed_of_misp_is_a_folder(tmp_path: Path) -> None:
    uuid = "33333333-3333-4333-8333-333333333333"
    (tmp_path / "manifest.json").write_text(json.dumps({uuid: {"info": "A campaign"}}))
    (tmp_path / f"{uuid}.json").write_bytes(samples.event(samples.attribute("domain", "evil.test")))
    pack = reading.read(tmp_path)
    assert (pairs(pack), left(pack)) == ([(D, "evil.test")], [("", misp.MANIFEST)])


def test_openioc() -> None:
    pack = taken(samples.OPENIOC)
    assert pairs(pack) == [(D, "evil.test"), (Kind.HASH, MD5)]
    assert {each.name for each in pack.indicators} == {"A campaign"}
    assert pack.made_at == NEW_YEAR
    assert left(pack) == [
        ("HKLM\\Evil", "Logs do not show what OpenIOC calls registryitem/path."),
        ("evil.exe", "It counts only together with other items (AND)."),
        ("45.0.0.1", "It counts only together with other items (AND)."),
    ]
    newer = samples.OPENIOC.replace(b"definition>", b"criteria>")
    assert pairs(taken(newer)) == pairs(pack)
    assert pairs(taken(samples.OPENIOC.decode().encode("utf-16"))) == pairs(pack)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("value,type\nevil.test,domain\n45.0.0.1,ip\n", [(D, "evil.test"), (Kind.IP, "45.0.0.1")]),
        ("Type;Indicator\nSHA-256;" + SHA256, [(Kind.HASH, SHA256)]),
        ("indicator\tcomment\nhxxp://evil[.]test/a\tx y\n", [(Kind.URL, "evil.test/a")]),
        ("domain,md5\nevil.test," + MD5 + "\n,\n", [(D, "evil.test"), (Kind.HASH, MD5)]),
        ('value,type\n"http://a.test/1,2",url\n', [(Kind.URL, "a.test/1,2")]),
        ("#indicator,type\nevil.test,FQDN\n", [(D, "evil.test")]),
        (
            '# Feed\n# "seen", "ioc_value", "ioc_type"\n"2026", "45.0.0.1:443", "ip:port"\n',
            [(Kind.IP, "45.0.0.1")],
        ),
        (
            "# id,url,link\r\n1,http://evil.test/a,https://feed.test/1\r\n# end",
            [(Kind.URL, "evil.test/a")],
        ),
        ("indicator\nevil.test\n", [(D, "evil.test")]),
        ("IOC\n\nWe saw evil[.]test today, and then\nnothing more.", [(D, "evil.test")]),
        (f"sha256_hash,file_name\n{SHA256},a.exe\n", [(Kind.HASH, SHA256)]),
        ("evil.test,high\n45.0.0.1,low\n", [(D, "evil.test"), (Kind.IP, "45.0.0.1")]),
        ("evil.test\n# a comment\n\n45.0.0.1 # why\n", [(D, "evil.test"), (Kind.IP, "45.0.0.1")]),
        ("evil.com\nevil.sh\n", [(D, "evil.com"), (D, "evil.sh")]),
        ("setup.py\nevil.sh\nevil.com\n", [(D, "evil.com")]),
        ("0.0.0.0 evil.test\n127.0.0.1\tlocalhost\n::1 localhost\n", [(D, "evil.test")]),
        ("||evil.test^\n||other.test^\n", [(D, "evil.test"), (D, "other.test")]),
        ("EVIL.test.\r\nevil[.]test\r\n", [(D, "evil.test")]),
        ("We saw evil[.]test and other[.]test today.\n", [(D, "evil.test"), (D, "other.test")]),
        ('["evil.test", "45.0.0.1"]', [(D, "evil.test"), (Kind.IP, "45.0.0.1")]),
        ("[2a00::1]\n", [(Kind.IP, "2a00::1")]),
        ("", []),
        ("{}", []),
    ],
)
def test_tables_and_texts(text: str, expected: list[tuple[Kind, str]]) -> None:
    assert pairs(taken(text)) == expected
    assert pairs(taken(text.encode("utf-16"))) == expected


def test_a_table_says_names_ids_and_times() -> None:
    pack = taken(
        f"id,value,type,description,valid_from,valid_until\n"
        f"{FIRST},evil.test,domain,Loader,2026-01-01T00:00:00Z,2026-03-01\n"
        f"x,a.test,domain,,,\n"
    )
    march = datetime(2026, 3, 1, tzinfo=UTC)
    assert pack.indicators == (
        Indicator(FIRST, D, "evil.test", "Loader", NEW_YEAR, march),
        Indicator(naming.ref(D, "a.test"), D, "a.test"),
    )


def test_a_pack_with_some_garbage_goes_on_and_tells() -> None:
    lines = [f"host{number}.evil.test" for number in range(99)]
    lines.insert(49, "some garbage")
    pack = taken("\n".join(lines))
    assert len(pack.indicators) == 99
    assert pack.left_out == (LeftOut(plain.NONE, "some garbage", 50, "pack"),)
    table = taken("value,type\nevil.test,domain\nbad bad,domain\nwhat is this,\n")
    assert pairs(table) == [(D, "evil.test")]
    assert [(each.ref, each.line) for each in table.left_out] == [
        ("bad bad", 3),
        ("what is this", 4),
    ]


def test_an_email_with_encoded_parts() -> None:
    letter = EmailMessage()
    letter["From"] = "analyst@sender.test"
    letter["MIME-Version"] = "1.0"
    letter.set_content("We saw hxxp://evil[.]test/a?b=1 today\u2026", cte="base64")
    letter.add_alternative("<a href='http://other.test/'>x</a>", "html", cte="quoted-printable")
    letter.add_attachment(b"x", "application", "pdf", filename="report.pdf")
    pack = taken(letter.as_bytes())
    assert pairs(pack) == [(Kind.URL, "evil.test/a?b=1"), (Kind.URL, "other.test/")]
    assert left(pack) == [("report.pdf", "It is a file within the email. Give it by itself.")]


def test_sigma_rules_one_or_several_in_a_file() -> None:
    one = samples.SIGMA.decode()
    assert taken(one).sigma == (SigmaRule(one, "pack"),)
    assert taken(f"{one}---\n{one}").sigma == (SigmaRule(one, "pack"),) * 2


def test_an_advisory_holds_no_indicators_and_that_is_said() -> None:
    pack = taken(samples.CSAF)
    assert (pack.indicators, left(pack)) == (
        (),
        [("INV-2026-1", "This is an advisory (CVE-2026-0001): it holds no indicators.")],
    )


def test_our_own_form_keeps_all() -> None:
    made = Pack(
        indicators=(
            Indicator(FIRST, D, "evil.test", "Loader", NEW_YEAR, datetime(2026, 3, 1, tzinfo=UTC)),
            Indicator(SECOND, Kind.URL_PREFIX, "evil.test/a"),
        ),
        patterns=(StixPattern("indicator--3", "[a:b = 1]", "x", NEW_YEAR),),
        sigma=(SigmaRule(samples.SIGMA.decode(), "rule.yml"),),
        left_out=(LeftOut("Because.", "x", 3, "y"),),
        source="pack",
        made_at=NEW_YEAR,
    )
    assert taken(own.written(made)) == made


def test_a_folder_and_a_zip_of_everything(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    files = {
        "a.json": samples.bundle(samples.stix()),
        "b.txt": b"b.test\n",
        "c.xml": samples.OPENIOC.replace(b"evil.test", b"c.test"),
        "d.yml": samples.SIGMA,
        "e.json": samples.event(samples.attribute("domain", "e.test")),
        "f.json": b'{"unknown": 1}',
        "g.bin": b"\x00\x01\x02",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with zipfile.ZipFile(tmp_path / "packs.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.write(tmp_path / "packs.zip", "h.zip")
    from_folder, from_zip = reading.read(folder), reading.read(tmp_path / "packs.zip")
    names = {"b.test", "c.test", "e.test", "evil.test", MD5}
    assert {each.value for each in from_folder.indicators} == names
    assert from_zip.indicators == from_folder.indicators
    assert from_zip.sigma == from_folder.sigma == (SigmaRule(samples.SIGMA.decode(), "d.yml"),)
    said = {each.source: each.reason for each in from_zip.left_out if each.source > "f"}
    assert said == {
        "f.json": "This JSON is of no format that is known.",
        "g.bin": "This is no text, and no format that is known.",
        "h.zip": "It is an archive within an archive. Unpack it first.",
    }
