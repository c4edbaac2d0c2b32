"""Identifiers and versions, against the standard's own library."""

from contextlib import nullcontext
from datetime import datetime

import pytest
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


def test_a_time_is_finer_than_any_clock() -> None:
    assert versions.instant("2026-01-01T00:00:00.0000000001Z") > versions.instant(FIRST)
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


def test_the_table_of_contributing_properties_is_that_of_the_oasis_library() -> None:
    theirs = {
        kind: frozenset(each._id_contributing_properties or ())
        for kind, each in STIX2_OBJ_MAPS["2.1"]["observables"].items()
    }
    assert {kind: frozenset(names) for kind, names in versions.CONTRIBUTES.items()} == theirs


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
    with pytest.raises(expected) if expected else nullcontext():
        versions.check_may_version(existing, incoming, {submitter})
