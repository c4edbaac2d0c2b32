"""A program says by the API what its person would say on a page."""

from typing import Any

import pytest

from tests.conftest import Cast
from tests.server.config.conftest import Open, program
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import held
from wardmote.server.sharing import models

pytestmark = pytest.mark.django_db
__all__ = ["program"]
VALUE = "bad-parcels.example"
FIRST, LAST = "2026-11-02T08:00:00Z", "2026-11-03T17:30:00.250Z"


@pytest.fixture
def targets(hub: Hub) -> list[str]:
    """Have the hub hold two indicators of one value."""
    return [held(hub, pattern=f"[domain-name:value = '{VALUE}']") for _ in range(2)]


def told(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(answer: Any) -> tuple[int, str, list[str]]:
    body = answer.json()
    return answer.status_code, body["detail"], [each["field"] for each in body["errors"]]


def test_what_is_said_by_value_is_of_each_indicator_of_it(
    targets: list[str], program: Open
) -> None:
    alice = program("alice")
    sent = {"value": "bad-parcels[.]example", "seen": True, "count": 7}
    kept = told(alice.call("POST", "/sightings", sent | {"first_seen": FIRST, "last_seen": LAST}))
    assert [each["indicator"] for each in kept] == targets
    assert {(each["count"], each["named"], each["withdrawn"]) for each in kept} == {
        (7, False, False)
    }
    assert {each["organisation_code"] for each in kept} == {"ALDERBY"}
    assert {(each["first_seen"], each["last_seen"]) for each in kept} == {
        ("2026-11-02T08:00:00+00:00", "2026-11-03T17:30:00.250000+00:00")
    }
    assert told(alice.call("GET", f"/sightings?value={VALUE}")) == kept
    gone = told(alice.call("POST", "/sightings/withdraw", {"value": VALUE}))
    assert [(each["id"], each["withdrawn"]) for each in gone] == [
        (each["id"], True) for each in kept
    ]
    status, reason, _ = refused(alice.call("POST", "/sightings/withdraw", {"value": VALUE}))
    assert (status, reason) == (409, "Nothing that your organisation said of it stands.")


def test_the_newest_word_stands_and_the_same_word_changes_nothing(
    hub: Hub, targets: list[str], program: Open
) -> None:
    alice, first = program("alice"), {"indicator": targets[0], "seen": False}
    said = first | {"first_seen": FIRST, "last_seen": LAST}
    (one,) = told(alice.call("POST", "/sightings", said))
    assert one["count"] == 0
    assert told(alice.call("POST", "/sightings", said)) == [one]
    (two,) = told(alice.call("POST", "/sightings", said | {"seen": True, "named": True}))
    assert (two["id"], two["count"], two["named"]) == (one["id"], 1, True)
    assert two["said_at"] > one["said_at"]
    assert told(alice.call("GET", f"/sightings?indicator={targets[0]}")) == [two]
    hub.cast.enter("alice")
    assert models.Object.objects.filter(stix_id=one["id"]).count() == 2
    hub.cast.enter("mallory")
    assert models.Object.objects.filter(stix_id=one["id"]).count() == 1


@pytest.mark.parametrize(
    ("more", "reason", "field"),
    [
        (
            {"observed_data_refs": ["observed-data--1"]},
            "Logs stay at the council. Leave observed_data_refs out.",
            "observed_data_refs",
        ),
        (
            {"aa": 1, "observed_data_refs": []},
            "Logs stay at the council. Leave observed_data_refs out.",
            "observed_data_refs",
        ),
        (
            {"raw": "10.0.0.1 GET /"},
            "A sighting may not hold raw: it could carry what stands in a log. Leave it out.",
            "raw",
        ),
        (
            {"description": "user jo"},
            "A sighting may not hold description: it could carry what stands in a log. "
            "Leave it out.",
            "description",
        ),
        ({"seen": False, "count": 3}, "Leave count out where it was not seen.", "count"),
        (
            {"first_seen": FIRST, "last_seen": "2027-11-03T00:00:00Z"},
            "The last day must be today or",
            "last_seen",
        ),
        ({"first_seen": LAST, "last_seen": FIRST}, "The last day must be the same", "last_seen"),
        ({"value": VALUE}, "Give either the id of an indicator or a value.", "indicator"),
        ({"organisation": "MERROWDOWN"}, "Say for which organisation: ALDERBY.", "organisation"),
    ],
)
def test_what_may_carry_a_log_or_cannot_be_is_refused_with_the_reason(
    hub: Hub, targets: list[str], program: Open, more: dict[str, Any], reason: str, field: str
) -> None:
    sent = {"indicator": targets[0], "seen": True} | more
    status, said, fields = refused(program("alice").call("POST", "/sightings", sent))
    assert (status, said[: len(reason)], fields) == (422, reason, [field])
    hub.cast.enter("alice")
    assert models.Report.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"count": 0}, {"count": 10**9}, {"last_seen": "yesterday"}])
def test_what_is_malformed_is_refused_at_its_field(
    targets: list[str], program: Open, wrong: dict[str, Any]
) -> None:
    sent = {"indicator": targets[0], "seen": True} | wrong
    status, _, fields = refused(program("alice").call("POST", "/sightings", sent))
    assert status == 422
    assert [each.split(".")[-1] for each in fields] == list(wrong)


def test_what_one_may_not_know_is_as_absent(hub: Hub, cast: Cast, program: Open) -> None:
    strict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
    laying.let(cast, hub.collection, "steward", "rp")
    target = held(hub, object_marking_refs=[strict], pattern=f"[domain-name:value = '{VALUE}']")
    mine = told(program("alice").call("POST", "/sightings", {"indicator": target, "seen": True}))
    absent = str(samples.indicator()["id"])
    for name in ("carol", "dave"):
        stranger = program(name)
        for ref in (target, absent):
            said = {"indicator": ref}
            assert stranger.call("GET", f"/sightings?indicator={ref}").status_code == 404
            assert stranger.call("POST", "/sightings", said | {"seen": True}).status_code == 404
            assert stranger.call("POST", "/sightings/withdraw", said).status_code == 404
        assert stranger.call("GET", f"/sightings?value={VALUE}").status_code == 404
    assert told(program("mallory").call("GET", f"/sightings?value={VALUE}")) == []
    visitor = program("visitor").call("GET", f"/sightings?value={VALUE}")
    assert visitor.status_code == 401
    reading = program("alice", "read")
    assert (
        reading.call("POST", "/sightings", {"indicator": target, "seen": True}).status_code == 403
    )
    assert told(reading.call("GET", f"/sightings?indicator={target}")) == mine


def test_a_reader_says_nothing_for_the_organisation(hub: Hub, program: Open) -> None:
    target = held(hub)
    laying.let(hub.cast, hub.collection, "steward")
    grace = program("grace")
    assert told(grace.call("GET", f"/sightings?indicator={target}")) == []
    answer = grace.call("POST", "/sightings", {"indicator": target, "seen": True})
    assert answer.status_code == 404


def test_what_no_text_can_hold_is_refused_and_is_no_fault(hub: Hub, program: Open) -> None:
    alice = program("alice")
    for name in ("indicator", "value"):
        answers = [
            alice.call("GET", f"/sightings?{name}=%00"),
            alice.call("POST", "/sightings", {name: "\0", "seen": True}),
        ]
        assert [each.status_code for each in answers] == [422, 422]
