"""What is taken in: each fault with its handling, and sightings that carry no log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules import refusal
from wardmote.rules.sharing import quality
from wardmote.rules.sharing.quality import POLICY, Fault, Outcome, Verdict

SIGHTING: dict[str, object] = {
    "type": "sighting",
    "spec_version": "2.1",
    "id": "sighting--ee20065d-2555-424f-ad9e-0f8428623c75",
    "created_by_ref": "identity--f431f809-377b-45e0-aa1c-6a4751cae5ff",
    "created": "2026-01-06T20:08:31.000Z",
    "modified": "2026-01-06T20:08:31.000Z",
    "first_seen": "2026-01-05T21:00:00Z",
    "last_seen": "2026-01-05T21:00:00.0Z",
    "count": 0,
    "sighting_of_ref": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "where_sighted_refs": ["identity--f431f809-377b-45e0-aa1c-6a4751cae5ff"],
    "description": "Proxy of the libraries",
}
FAULTS = st.dictionaries(st.sampled_from(Fault), st.just("detail"))


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ({}, Verdict(Outcome.ACCEPTED)),
        (
            {Fault.EXPIRED: "", Fault.DEFANGED: "evil.example"},
            Verdict(
                Outcome.REFUSED,
                (
                    "As it is written this matches nothing. Send it as evil.example",
                    "Its valid_until has passed, so nobody will hunt for it.",
                ),
            ),
        ),
        (
            {Fault.FALSE_POSITIVE: "Top 1000 names"},
            Verdict(
                Outcome.HELD,
                (
                    "This is on a list of what is harmless (Top 1000 names). The steward looks at "
                    "it first.",
                ),
            ),
        ),
        (
            {Fault.EXPIRED: ""},
            Verdict(Outcome.FLAGGED, ("Its valid_until has passed, so nobody will hunt for it.",)),
        ),
    ],
)
def test_a_verdict_is_the_worst_with_every_reason(
    faults: dict[Fault, str], expected: Verdict
) -> None:
    assert quality.verdict(faults) == expected


@given(FAULTS, FAULTS)
def test_more_faults_are_never_better(one: dict[Fault, str], other: dict[Fault, str]) -> None:
    both = quality.verdict(one | other)
    assert both.outcome == max(quality.verdict(one).outcome, quality.verdict(other).outcome)
    assert len(both.reasons) == len(one | other)


def test_every_fault_has_its_handling() -> None:
    assert POLICY.keys() == set(Fault)


def test_a_sighting_that_says_when_and_how_often_is_taken() -> None:
    quality.check_holds_no_log(SIGHTING)
    quality.check_holds_no_log({"type": "indicator", "x_own": {"a": "b"}})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"observed_data_refs": []}, "observed_data_refs"),
        ({"x_log": "GET /"}, "x_log"),
        ({"objects": {}}, "objects"),
        ({"extensions": {}}, "extensions"),
        ({"external_references": []}, "external_references"),
        ({"labels": ["10.0.0.1 GET /"]}, "labels"),
        ({"description": "a" * 301}, "one line"),
        ({"description": "a\nb"}, "one line"),
        ({"description": {"a": "b"}}, "one line"),
        ({"count": -1}, "count"),
        ({"count": True}, "count"),
        ({"count": 1.0}, "count"),
        ({"count": 10**9}, "count"),
        ({"first_seen": "2026-01-05T21:00:00.001Z"}, "last_seen"),
        ({"first_seen": 7}, "times"),
        ({"last_seen": "yesterday"}, "no time"),
        ({"type": "observed-data"}, "without observed data"),
    ],
)
def test_a_sighting_that_could_carry_a_log_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(refusal.Invalid, match=said):
        quality.check_holds_no_log(SIGHTING | change)


@pytest.mark.parametrize("name", quality.SIGHTING_NEEDS)
def test_a_sighting_without_what_makes_it_useful_is_refused(name: str) -> None:
    with pytest.raises(refusal.Invalid, match=f"needs {name}"):
        quality.check_sighting({each: SIGHTING[each] for each in SIGHTING if each != name})
