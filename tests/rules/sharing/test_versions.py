"""Identifiers and versions, against the standard's own library."""

import json
from datetime import datetime

import pytest
import stix2.v21 as stix2
from hypothesis import given
from hypothesis import strategies as st
from stix2.registry import STIX2_OBJ_MAPS

from wardmote.rules import refusal
from wardmote.rules.sharing import versions
from wardmote.rules.sharing.versions import Version

MOMENTS = st.datetimes()
BOB, EVE = "identity--b", "identity--e"
FIRST = "2026-01-01T00:00:00.000Z"


def written(moment: datetime, zeros: int) -> str:
    """Write a moment with six digits of a second and more zeros, or as few as it needs."""
    text = moment.strftime("%Y-%m-%dT%H:%M:%S.%f").zfill(26) + "0" * zeros
    return (text.rstrip("0").rstrip(".") if not zeros else text) + "Z"


@given(st.lists(st.tuples(MOMENTS, st.integers(0, 9)), min_size=1, max_size=6))
def test_times_compare_as_instants_whatever_digits_were_sent(
    drawn: list[tuple[datetime, int]],
) -> None:
    texts = [written(*each) for each in drawn]
    for (one, _), text in zip(drawn, texts, strict=True):
        for (other, _), another in zip(drawn, texts, strict=True):
            assert (one < other) == (versions.instant(text) < versions.instant(another))
            assert (one == other) == (versions.instant(text) == versions.instant(another))
    moments = [moment for moment, _ in drawn]
    assert versions.newest(texts) == texts[moments.index(max(moments))]
    assert versions.oldest(texts) == texts[moments.index(min(moments))]


def test_a_time_is_finer_than_any_clock() -> None:
    assert versions.newest(["2026-01-01T00:00:00.0000000001Z", FIRST]).endswith("01Z")
    assert versions.instant("2026-01-01T00:00:60Z") > versions.instant("2026-01-01T00:00:59.9Z")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00+00:00",
        "2026-02-30T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00Z\n",
        "２026-01-01T00:00:00Z",
        "2026-01-01t00:00:00z",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(refusal.Invalid, match="is no time"):
        versions.instant(text)


OBSERVABLES = [
    stix2.DomainName(value="evil.example"),
    stix2.IPv4Address(value="198.51.100.7"),
    stix2.IPv6Address(value="2001:db8::1"),
    stix2.URL(value="https://evil.example/Ä?q='\"\\"),
    stix2.EmailAddress(value="a@b.example", display_name="does not count"),
    stix2.MACAddress(value="d2:fb:49:24:37:18"),
    stix2.Mutex(name="__CLEANSWEEP__"),
    stix2.Directory(path="C:\\Windows", path_enc="cp1252"),
    stix2.AutonomousSystem(number=64496, name="does not count"),
    stix2.Software(name="Word", vendor="Microsoft", version="1.0"),
    stix2.UserAccount(user_id="1001", account_login="jdoe", is_privileged=False),
    stix2.File(name="x.exe", hashes={"SHA-256": "ab" * 32, "MD5": "cd" * 16}),
    stix2.File(hashes={"SHA3-256": "ef" * 32, "SHA-512": "01" * 64}),
    stix2.File(name="a", extensions={"ntfs-ext": {"sid": "1234"}}),
    stix2.Artifact(payload_bin="VGVzdA=="),
    stix2.EmailMessage(is_multipart=False, subject="£", body="Ω"),
    stix2.NetworkTraffic(
        src_ref="ipv4-addr--4d22aae0-2bf9-5427-8819-e4f6abf20a53",
        protocols=["ipv4", "tcp"],
        src_port=2487,
        start="2026-01-01T00:00:00Z",
    ),
    stix2.WindowsRegistryKey(key="hkey_local_machine\\x", values=[{"name": "F", "data": "q"}]),
    stix2.X509Certificate(serial_number="36:f7", hashes={"SHA-1": "ab" * 20}),
]


@pytest.mark.parametrize("made", OBSERVABLES, ids=lambda made: str(made.type))
def test_identifiers_of_observables_are_those_of_the_oasis_library(made: object) -> None:
    body = json.loads(made.serialize())  # type: ignore[attr-defined]
    assert versions.observable_id(body) == body["id"]


def test_the_table_of_contributing_properties_is_that_of_the_oasis_library() -> None:
    theirs = {
        kind: frozenset(each._id_contributing_properties or ())
        for kind, each in STIX2_OBJ_MAPS["2.1"]["observables"].items()
    }
    assert {kind: frozenset(names) for kind, names in versions.CONTRIBUTES.items()} == theirs


def test_what_makes_no_identifier_has_none() -> None:
    assert versions.observable_id({"type": "process", "pid": 4}) is None
    assert versions.observable_id({"type": "file", "size": 4}) is None
    assert versions.observable_id({"type": "x-own", "value": "a"}) is None


def test_of_hashes_that_the_standard_does_not_rank_the_order_sent_does_not_matter() -> None:
    hashes = {"SSDEEP": "3:abc:def", "SHA3-256": "ef" * 32}
    swapped = dict(reversed(hashes.items()))
    assert versions.observable_id({"type": "file", "hashes": hashes}) == versions.observable_id(
        {"type": "file", "hashes": swapped}
    )


def test_canonical_json_orders_names_as_utf_16_does() -> None:
    assert versions.canonical({"\ufb33": 1.0, "\U0001f600": [1.5, True], "a": None}) == (
        '{"a":null,"\U0001f600":[1.5,true],"\ufb33":1}'
    )


@pytest.mark.parametrize(
    ("ref", "kind"),
    [
        ("indicator", ""),
        ("indicator--1", ""),
        ("Indicator--55d920b0-5e8b-4f79-9ee9-91f868d9b42\n", ""),
        ("Indicator--55d920b0-5e8b-4f79-9ee9-91f868d9b421", ""),
        ("--55d920b0-5e8b-4f79-9ee9-91f868d9b421", ""),
        ("indicator--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "malware"),
        ("indicator--55d920b0-5e8b-4f79-ccc9-91f868d9b421", "indicator"),
        ("indicator--{55d920b0-5e8b-4f79-9ee9-91f868d9b421}", "indicator"),
    ],
)
def test_what_is_no_id_is_refused(ref: str, kind: str) -> None:
    with pytest.raises(refusal.Invalid):
        versions.check_id(ref, kind)


def test_an_id_says_its_type() -> None:
    assert versions.check_id("x-own-thing--55d920b0-5e8b-4f79-9ee9-91f868d9b421") == "x-own-thing"


@pytest.mark.parametrize(
    ("existing", "incoming", "submitter", "expected"),
    [
        (Version(BOB, FIRST, FIRST), Version(BOB, FIRST, "2026-01-02T00:00:00Z"), BOB, None),
        (Version(BOB, FIRST, "2026-01-02T00:00:00Z"), Version(BOB, FIRST, FIRST), BOB, None),
        (
            Version(BOB, FIRST, FIRST),
            Version(BOB, FIRST, "2026-01-02T00:00:00Z", revoked=True),
            BOB,
            None,
        ),
        (
            Version(BOB, FIRST, FIRST),
            Version(BOB, FIRST, "2026-01-02T00:00:00Z"),
            EVE,
            refusal.Forbidden,
        ),
        (
            Version(BOB, FIRST, FIRST),
            Version(EVE, FIRST, "2026-01-02T00:00:00Z"),
            EVE,
            refusal.Forbidden,
        ),
        (
            Version(None, FIRST, FIRST),
            Version(None, FIRST, "2026-01-02T00:00:00Z"),
            EVE,
            refusal.Forbidden,
        ),
        (
            Version(BOB, FIRST, FIRST, revoked=True),
            Version(BOB, FIRST, "2026-01-02T00:00:00Z"),
            BOB,
            refusal.Conflict,
        ),
        (
            Version(BOB, FIRST, "2026-01-02T00:00:00Z"),
            Version(BOB, FIRST, FIRST, revoked=True),
            BOB,
            refusal.Conflict,
        ),
        (
            Version(BOB, FIRST, FIRST),
            Version(BOB, FIRST, "2026-01-01T00:00:00Z"),
            BOB,
            refusal.Conflict,
        ),
        (
            Version(BOB, FIRST, FIRST),
            Version(BOB, "2025-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
            BOB,
            refusal.Invalid,
        ),
    ],
)
def test_only_the_creator_versions_and_revoked_is_for_ever(
    existing: Version, incoming: Version, submitter: str, expected: type[Exception] | None
) -> None:
    assert versions.may_version(existing, incoming, {submitter}) == (expected is None)
    if expected:
        with pytest.raises(expected):
            versions.check_may_version(existing, incoming, {submitter})
