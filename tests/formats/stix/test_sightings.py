"""Sightings of a hunt: valid STIX, the same each time, and nothing but what a hub may know."""

import json
from dataclasses import replace

import pytest
import stix2validator

from tests.formats.hunts.hunts import HUNT, NOT_SEEN, SEEN
from wardmote.formats.stix import sightings
from wardmote.rules.hunting.results import Hunt
from wardmote.rules.refusal import Invalid

COUNCIL = "identity--99999999-9999-4999-8999-999999999999"
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"


def made(hunt: Hunt = HUNT, *, not_seen: bool = True) -> list[dict[str, object]]:
    return list(sightings.sightings(hunt, COUNCIL, markings=[AMBER], not_seen=not_seen))


def test_seen_and_not_seen_are_said_of_what_came_from_a_hub_alone() -> None:
    assert [(one["sighting_of_ref"], one["count"]) for one in made()] == [
        (SEEN, 1500),
        (NOT_SEEN, 0),
    ]
    assert [one["sighting_of_ref"] for one in made(not_seen=False)] == [SEEN]


def test_a_sighting_holds_nothing_but_this() -> None:
    assert made()[0] == {
        "type": "sighting",
        "spec_version": "2.1",
        "id": made()[0]["id"],
        "created_by_ref": COUNCIL,
        "created": "2026-11-20T10:00:42.123Z",
        "modified": "2026-11-20T10:00:42.123Z",
        "first_seen": "2026-11-18T10:00:00.000Z",
        "last_seen": "2026-11-19T10:00:00.000Z",
        "count": 1500,
        "sighting_of_ref": SEEN,
        "where_sighted_refs": [COUNCIL],
        "object_marking_refs": [AMBER],
    }


def test_not_seen_says_the_time_that_was_searched() -> None:
    assert {key: made()[1][key] for key in ("first_seen", "last_seen")} == {
        "first_seen": "2026-11-17T10:00:00.000Z",
        "last_seen": "2026-11-20T10:00:00.000Z",
    }


def test_the_same_hunt_gives_the_same_ids_and_another_gives_others() -> None:
    later = replace(HUNT, ended_at=HUNT.ended_at.replace(second=50))
    assert made() == made()
    assert not {one["id"] for one in made()} & {one["id"] for one in made(later)}


def test_every_sighting_is_valid_stix() -> None:
    for one in made():
        result = stix2validator.validate_string(json.dumps(one))
        assert (result.is_valid, [str(each) for each in result.errors]) == (True, [])


def test_a_hunt_that_was_stopped_says_nothing_of_what_it_did_not_see() -> None:
    stopped = replace(HUNT, is_complete=False)
    with pytest.raises(Invalid, match="--resume"):
        made(stopped)
    assert [one["count"] for one in made(stopped, not_seen=False)] == [1500]
