"""The steward's grade reaches programs as a note of the hub's own, and edits nobody's object."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tests.server.sharing import laying, samples
from tests.server.sharing.asking import send
from tests.server.sharing.conftest import Hub
from wardmote.formats.stix import telling, validation
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import tasks
from wardmote.server.sharing.actions import deciding, telling_grades

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def grade(hub: Hub, ref: str, written: str) -> None:
    deciding.grade(actor=hub.cast.enter("dave"), ref=ref, grade=written, now=NOW)


def read(hub: Hub, name: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        hub.program(name).ask(f"{hub.objects}{query}").json().get("objects", [])
    )
    return found


def notes(hub: Hub, name: str, query: str = "") -> list[dict[str, Any]]:
    return [each for each in read(hub, name, query) if each["type"] == "note"]


def test_a_grade_is_told_beside_the_object_and_again_when_it_changes(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "steward")
    one = samples.indicator(created_by_ref=samples.MAKER)
    send(hub, one)
    grade(hub, one["id"], "B2")
    tasks.tell_grades(0)
    (first,) = notes(hub, "mallory")
    assert first["object_refs"] == [one["id"]]
    assert first["abstract"] == "Graded B2 by the hub's steward"
    assert first["content"] == ("The source: has mostly been right. What it says: probably true.")
    assert str(telling.grade(first)) == "B2"
    assert one in read(hub, "mallory")
    assert telling_grades.tell_grades(now=NOW) == 0
    grade(hub, one["id"], "F6")
    tasks.tell_grades(0)
    (second,) = notes(hub, "mallory")
    assert (second["id"], second["created"]) == (first["id"], first["created"])
    assert second["modified"] > first["modified"]
    assert str(telling.grade(second)) == "F6"
    assert notes(hub, "mallory", "?match[version]=all") == [first, second]
    assert [validation.errors(each) for each in (first, second)] == [[], []]


def test_a_grade_goes_no_further_than_its_object(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "steward")
    laying.let(hub.cast, hub.collection, "assurer", "rp")
    strict, red, wide = (
        samples.indicator(object_marking_refs=[markings.TLP_2[tlp]])
        for tlp in (Tlp.AMBER_STRICT, Tlp.RED, Tlp.GREEN)
    )
    send(hub, strict, wide)
    answer = hub.program("alice").send(
        hub.objects, [red], **{"Wardmote-Recipients": "ALDERBY, STEWARD"}
    )
    assert answer.json()["success_count"] == 1, answer.content
    for each in (strict, red, wide):
        grade(hub, each["id"], "A1")
    assert telling_grades.tell_grades(now=NOW + HOUR) == 2
    seen = {
        name: {each["object_refs"][0] for each in notes(hub, name)}
        for name in ("alice", "mallory", "carol")
    }
    assert seen == {
        "alice": {strict["id"], wide["id"]},
        "mallory": {strict["id"], wide["id"]},
        "carol": {wide["id"]},
    }


def test_what_was_taken_back_is_graded_for_nobody(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "steward")
    one = samples.indicator(created_by_ref=samples.MAKER)
    send(hub, one)
    grade(hub, one["id"], "B2")
    send(hub, one | {"revoked": True, "modified": "2026-11-02T10:00:00.000Z"})
    assert telling_grades.tell_grades(now=NOW + HOUR) == 0
    assert notes(hub, "alice") == []
