"""What a client asks for. Numbers in names are those of what implementers get wrong."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.taxii import filters, media, times
from wardmote.formats.taxii.filters import Filters, Which
from wardmote.rules import refusal

ONE = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
OTHER = "malware--ee20065d-2555-424f-ad9e-0f8428623c75"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    "accept",
    [
        "",
        " ",
        "*/*",
        "application/*",
        "application/taxii+json",
        "application/taxii+json;version=2.1",
        "application/taxii+json; version=2.1",
        "application/taxii+json ; version = 2.1",
        'application/taxii+json; version="2.1"',
        "APPLICATION/TAXII+JSON;VERSION=2.1",
        "application/taxii+json;version=2.0, application/taxii+json;version=2.1;q=0.5",
        "text/html, application/xhtml+xml;q=0.9, */*;q=0.8",
        "application/taxii+json;q=0.001",
        "text/html;q=0, application/taxii+json",
        "*/*;q=0, application/taxii+json",
    ],
)
def test_8_whoever_can_take_taxii_is_not_turned_away(accept: str) -> None:
    assert media.takes_taxii(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/json",
        "application/taxii+json;version=2.0",
        "application/vnd.oasis.taxii+json; version=2.0",
        "application/taxii+json;q=0",
        "*/*, application/taxii+json;q=0.000",
        "application/taxii+json;version=2.1;q=0, */*;q=1",
        "application/taxii+json2",
        ",;,=",
    ],
)
def test_8_whoever_cannot_is(accept: str) -> None:
    assert not media.takes_taxii(accept)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("application/taxii+json;version=2.1", True),
        ("application/taxii+json; version=2.1", True),
        ("application/taxii+json", True),
        ("application/taxii+json; charset=utf-8; version=2.1", True),
        ("application/taxii+json;version=2.0", False),
        ("application/stix+json;version=2.1", False),
        ("application/json", False),
        ("*/*", False),
        ("application/*", False),
        ("", False),
    ],
)
def test_8_a_body_is_taken_with_or_without_a_space_or_a_version(sent: str, expected: bool) -> None:
    assert media.sends_taxii(sent) == expected


@given(st.text(max_size=80))
def test_any_header_is_read(header: str) -> None:
    assert media.takes_taxii(header) in (True, False)
    assert media.sends_taxii(header) in (True, False)


@given(MOMENTS)
def test_3_times_have_six_digits_and_are_read_back(moment: datetime) -> None:
    text = times.written(moment)
    assert (len(text), text[-1]) == (27, "Z")
    assert times.read(text) == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02T03:04:05Z", MOMENT.replace(microsecond=0)),
        ("2026-01-02T03:04:05.678901Z", MOMENT),
        ("2026-01-02T03:04:05.6789019999Z", MOMENT),
        ("2026-01-02T03:04:05.5Z", MOMENT.replace(microsecond=500_000)),
    ],
)
def test_3_times_are_read_with_any_digits(text: str, expected: datetime) -> None:
    assert times.read(text) == expected


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], Filters()),
        ([("match[id]", f"{ONE},{OTHER},{ONE}")], Filters(ids=(ONE, OTHER))),
        (
            [("match[type]", "indicator,x-own"), ("match[spec_version]", "2.0,2.1")],
            Filters(types=("indicator", "x-own"), spec_versions=("2.0", "2.1")),
        ),
        ([("match[version]", "all")], Filters(which=(Which.ALL,))),
        (
            [("match[version]", "first,2026-01-01T00:00:00.1000Z,last")],
            Filters(which=(Which.FIRST, Which.LAST), at=("2026-01-01T00:00:00.1",)),
        ),
        (
            [("match[version]", "2026-01-01T00:00:00Z")],
            Filters(which=(), at=("2026-01-01T00:00:00.",)),
        ),
        ([("limit", "5")], Filters(limit=5)),
        ([("added_after", "2026-01-02T03:04:05.678901Z")], Filters(after=MOMENT)),
        (
            [("added_after", "2025-01-01T00:00:00Z"), ("next", times.written(MOMENT))],
            Filters(after=MOMENT),
        ),
        ([("x", "1"), ("format", "json")], Filters()),
    ],
)
def test_4_filters_are_read(pairs: list[tuple[str, str]], expected: Filters) -> None:
    assert filters.read(pairs) == expected


def test_5_a_limit_above_the_most_is_lowered_silently() -> None:
    assert filters.read([("limit", "999999999999")]).limit == filters.MOST
    assert filters.read([], most=7).limit == filters.read([("limit", "8")], most=7).limit == 7


@given(MOMENTS)
def test_5_the_next_page_goes_on_after_the_last_object(moment: datetime) -> None:
    assert filters.read([("next", times.written(moment))]).after == moment


@pytest.mark.parametrize(
    "pairs",
    [
        [("limit", "0")],
        [("limit", "-1")],
        [("limit", "")],
        [("limit", "1.0")],
        [("limit", "１")],
        [("limit", "9" * 5000)],
        [("added_after", "")],
        [("added_after", "2026-01-02")],
        [("added_after", "2026-02-30T00:00:00Z")],
        [("added_after", "2026-01-02T03:04:05+00:00")],
        [("added_after", "2026-01-02T03:04:05.Z")],
        [("next", "; DROP TABLE")],
        [("next", "\0")],
        [("match[id]", "")],
        [("match[id]", "indicator")],
        [("match[id]", f"{ONE},")],
        [("match[id]", f"{ONE}, {OTHER}")],
        [("match[type]", "indicator,")],
        [("match[type]", "Indicator")],
        [("match[type]", "a\0")],
        [("match[version]", "")],
        [("match[version]", "newest")],
        [("match[version]", "all,last")],
        [("match[version]", "2026-13-01T00:00:00Z")],
        [("match[spec_version]", "2")],
        [("match[spec_version]", "2.1,x")],
        [("match[colour]", "red")],
        [("match[]", "red")],
        [("match[type]", ",".join(f"t{number}" for number in range(1001)))],
    ],
)
def test_6_what_is_malformed_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(refusal.Invalid):
        filters.read(pairs)


@pytest.mark.parametrize("name", sorted(filters.OBJECTS))
def test_4_a_parameter_twice_is_refused(name: str) -> None:
    good = {"limit": "1", "match[id]": ONE, "match[type]": "tool", "match[spec_version]": "2.1"}
    value = good.get(name, "2026-01-02T03:04:05Z")
    filters.read([(name, value)])
    with pytest.raises(refusal.Invalid, match="once"):
        filters.read([(name, value), (name, value)])


def test_filters_that_an_endpoint_does_not_have_are_passed_over() -> None:
    pairs = [("match[id]", "x"), ("match[version]", "all"), ("limit", "3")]
    assert filters.read(pairs, filters.OBJECT) == Filters(which=(Which.ALL,), limit=3)
    assert filters.read(pairs, filters.VERSIONS) == Filters(limit=3)
    assert filters.read(pairs, filters.DELETION) == Filters(which=(Which.ALL,))


@given(st.lists(st.tuples(st.sampled_from(sorted(filters.OBJECTS)), st.text(max_size=30))))
def test_6_anything_is_read_or_refused(pairs: list[tuple[str, str]]) -> None:
    with contextlib.suppress(refusal.Invalid):
        assert filters.read(pairs).limit <= filters.MOST
