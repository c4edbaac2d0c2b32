"""A council's sighting reaches others only as the hub's own, rough and frozen figure."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests.conftest import NOW, Cast
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils, held, release
from wardmote.formats.stix import validation
from wardmote.rules.refusal import Invalid
from wardmote.server.sharing import models
from wardmote.server.sharing.actions import releasing

pytestmark = pytest.mark.django_db


@pytest.fixture
def councils(hub: Hub) -> Councils:
    return Councils(hub, 6)


def read(hub: Hub, name: str, query: str = "") -> list[dict[str, Any]]:
    answer = hub.program(name).ask(f"{hub.objects}{query}")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json().get("objects", [])
    return found


def sightings(hub: Hub, name: str, query: str = "") -> list[dict[str, Any]]:
    return [each for each in read(hub, name, query) if each["type"] == "sighting"]


def test_what_an_indicator_holds_within_says_nothing_of_its_end(
    hub: Hub, councils: Councils
) -> None:
    within = [{"valid_until": "2020-01-01T00:00:00Z"}, {"valid_until": "2026-99-99T99:99:99Z"}]
    for each in within:
        target = {"type": "indicator", "x_within": each} | samples.indicator()
        assert hub.program("alice").send(hub.objects, [target]).json()["success_count"] == 1
        for name in ("c0", "c1", "c2"):
            councils.report(name, str(target["id"]))
    assert release() == 2
    assert releasing.end(now=NOW) == 0


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"last_seen": "9999-12-31T23:59:59.999Z"}, "The last day must be today or in the past."),
        ({"first_seen": "0001-01-01T00:00:00Z"}, "The first day must be in 2000 or later."),
        ({"first_seen": "2016-12-31T23:59:60Z"}, ""),
    ],
)
def test_a_sighting_of_a_time_that_cannot_be_spoils_no_other(
    hub: Hub, councils: Councils, more: dict[str, str], reason: str
) -> None:
    target = held(hub)
    odd, good = councils.sighting("c2", target, **more), councils.sighting("c2", target)
    status = councils.program("c2").send(hub.objects, [odd, good]).json()
    failures = status.get("failures", [])
    assert [each["id"] for each in failures] == ([odd["id"]] if reason else [])
    assert all(each["message"].startswith(reason) for each in failures)
    for name in ("c0", "c1"):
        councils.report(name, target)
    assert release() == 1


def test_three_councils_become_a_figure_at_the_fixed_hour_and_no_sooner(
    hub: Hub, councils: Councils
) -> None:
    target = held(hub)
    for name in ("c0", "c1"):
        councils.report(name, target)
    assert release() == 0
    assert sightings(hub, "mallory") == []
    councils.report("c2", target)
    assert sightings(hub, "mallory") == []
    assert release() == 1
    (found,) = sightings(hub, "mallory")
    assert found["description"] == (
        "Seen by 3 to 5 councils, in the week of 2 November 2026. "
        "At 3 of them at least, 1 to 9 times."
    )
    assert (found["count"], found["sighting_of_ref"]) == (1, target)
    assert (found["first_seen"], found["last_seen"]) == (
        "2026-11-02T00:00:00.000Z",
        "2026-11-08T23:59:59.999Z",
    )
    assert found["created_by_ref"] not in councils.identities.values()
    assert validation.errors(found) == []
    (hubs,) = [each for each in read(hub, "mallory") if each["type"] == "identity"]
    assert (hubs["id"], hubs["name"]) == (found["created_by_ref"], "The hub")
    assert validation.errors(hubs) == []
    assert release(2) == 0


def test_hunted_and_not_seen_is_a_figure_of_its_own(hub: Hub, councils: Councils) -> None:
    target = held(hub)
    for name in ("c0", "c1", "c2"):
        councils.report(name, target, count=0)
    release()
    (found,) = sightings(hub, "mallory")
    assert found["count"] == 0
    assert found["description"] == (
        "3 to 5 councils looked for it and did not find it, in the week of 2 November 2026."
    )


def test_what_a_council_saw_stands_though_a_tool_did_not_find_it_again(
    hub: Hub, councils: Councils
) -> None:
    target = held(hub)
    for name in ("c0", "c1", "c2"):
        councils.report(name, target)
        councils.report(name, target, count=0, modified="2026-11-10T11:00:00.000Z")
    assert release() == 1
    (found,) = sightings(hub, "mallory")
    assert found["description"].startswith("Seen by 3 to 5 councils")


def test_nobody_but_the_reporter_reads_a_report(hub: Hub, councils: Councils) -> None:
    sent = councils.report("c0", held(hub))
    assert sightings(hub, "c0_person") == [sent]
    for name in ("mallory", "alice", "c1_person"):
        assert sightings(hub, name) == []
    laying.let(hub.cast, hub.collection, "steward")
    for name in ("dave", "grace"):
        hub.cast.enter(name)
        assert len(models.Object.objects.all()) == 1
        for table in (models.Report, models.Release):
            assert table.objects.count() == 0
        assert models.Submission.objects.count() == 0
    hub.cast.enter("c0_person")
    assert models.Report.objects.count() == 1
    assert models.Submission.objects.count() == 1


def test_a_person_cannot_do_what_only_the_job_may(hub: Hub, councils: Councils) -> None:
    councils.report("c0", held(hub))
    hub.cast.enter("dave")
    for asked in ("wm_sharing_reported(10, now())", f"wm_sharing_councils('{uuid.uuid4()}')"):
        with (
            pytest.raises(ProgrammingError, match="for the hub's own jobs"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM {asked}")


def test_a_report_is_corrected_and_withdrawn_by_its_sender(hub: Hub, councils: Councils) -> None:
    target = held(hub)
    sent = councils.report("c0", target)
    corrected = sent | {"count": 40, "modified": "2026-11-11T10:00:00.000Z"}
    councils.send("c0", corrected)
    assert sightings(hub, "c0_person") == [corrected]
    hub.cast.enter("c0_person")
    assert models.Report.objects.get().count == 40
    gone = corrected | {"revoked": True, "modified": "2026-11-12T10:00:00.000Z"}
    councils.send("c0", gone)
    hub.cast.enter("c0_person")
    assert models.Report.objects.get().is_withdrawn
    for name in ("c1", "c2"):
        councils.report(name, target)
    assert release() == 0


def test_a_report_that_is_taken_away_no_longer_counts(hub: Hub, councils: Councils) -> None:
    target = held(hub)
    sent = councils.report("c0", target)
    for name in ("c1", "c2"):
        councils.report(name, target)
    path = f"{hub.objects}{sent['id']}/"
    assert councils.program("c0").ask(path, "DELETE").status_code == 200
    assert sightings(hub, "c0_person") == []
    assert release() == 0


def test_a_council_that_lets_itself_be_named_is_shown_and_never_counted(
    hub: Hub, councils: Councils
) -> None:
    target = held(hub)
    shown = councils.report("c0", target, named=True)
    assert sightings(hub, "mallory") == [shown]
    for name in ("c1", "c2"):
        councils.report(name, target)
    assert release() == 0
    councils.report("c0", target)
    assert release() == 0
    gone = shown | {"revoked": True, "modified": "2026-11-12T10:00:00.000Z"}
    councils.send("c0", gone)
    assert sightings(hub, "mallory") == [gone]
    councils.report("c0", target)
    assert release() == 0
    councils.report("c3", target)
    assert release(2) == 1


def test_who_may_not_read_an_indicator_sees_no_sighting_of_it(hub: Hub, councils: Councils) -> None:
    strict = samples.indicator(object_marking_refs=[AMBER_STRICT])
    assert hub.program("alice").send(hub.objects, [strict]).status_code == 202
    laying.let(hub.cast, hub.collection, "assurer", "rp")
    laying.let(hub.cast, hub.collection, "steward", "rp")
    for name in ("c0", "c1", "c2"):
        councils.report(name, str(strict["id"]))
    assert release() == 1
    assert len(sightings(hub, "mallory")) == 1
    for name in ("carol", "dave"):
        answer = laying.key_of(hub.cast, name, ("read",))
        hub.keys[name, "read"] = answer
        found = hub.program(name, "read").ask(hub.objects).json()["objects"]
        assert {each["type"] for each in found} == {"identity"}


AMBER_STRICT = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"


def test_nothing_is_said_of_what_only_named_organisations_know(
    hub: Hub, councils: Councils
) -> None:
    red = samples.indicator(object_marking_refs=[RED])
    codes = ",".join(name.upper() for name in councils.names)
    sent = hub.program("alice").send(hub.objects, [red], **{"Wardmote-Recipients": codes})
    assert sent.status_code == 202
    for name in ("c0", "c1", "c2"):
        councils.report(name, str(red["id"]))
    assert release() == 0


@pytest.mark.parametrize("way", ["taken back", "its time has passed"])
def test_reports_and_figures_end_with_what_they_are_about(
    hub: Hub, councils: Councils, way: str
) -> None:
    sent = samples.indicator(created_by_ref=samples.MAKER, valid_until="2026-12-01T00:00:00.000Z")
    other = held(hub)
    hub.program("alice").send(hub.objects, [sent])
    target = str(sent["id"])
    for name in ("c0", "c1", "c2"):
        councils.report(name, target)
        councils.report(name, other)
    assert release() == 2
    later = NOW + timedelta(hours=2)
    assert releasing.end(now=later) == 0
    if way == "taken back":
        gone = sent | {"revoked": True, "modified": "2026-11-20T00:00:00.000Z"}
        hub.program("alice").send(hub.objects, [gone])
    else:
        later = NOW + timedelta(days=30)
    assert releasing.end(now=later) == 1
    told = {each["sighting_of_ref"]: each.get("revoked") for each in sightings(hub, "mallory")}
    assert told == {target: True, other: None}
    hub.cast.enter("c0_person")
    assert [each.target for each in models.Report.objects.all()] == [other]
    for name in ("c3", "c4", "c5"):
        councils.report(name, target)
    assert releasing.release(now=later, k=3) == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"observed_data_refs": [f"observed-data--{uuid.uuid4()}"]}, "Logs stay at the council."),
        ({"x_log": "10.0.0.1 GET /"}, "A sighting may not hold x_log"),
        ({"description": "two\nlines"}, "Keep the description to one line"),
        ({"count": None}, "A sighting needs count."),
        ({"sighting_of_ref": f"indicator--{uuid.uuid4()}"}, "The hub does not hold"),
    ],
)
def test_a_sighting_that_may_carry_a_log_or_is_of_nothing_is_not_taken(
    hub: Hub, councils: Councils, change: dict[str, Any], reason: str
) -> None:
    whole = councils.sighting("c0", held(hub)) | change
    sent = {name: value for name, value in whole.items() if value is not None}
    answer = councils.program("c0").send(hub.objects, [sent])
    (failure,) = answer.json()["failures"]
    assert (answer.status_code, failure["id"]) == (202, sent["id"])
    assert failure["message"].startswith(reason)
    assert sightings(hub, "c0_person") == []


def test_a_sighting_may_come_with_its_indicator(hub: Hub, councils: Councils) -> None:
    indicator = samples.indicator()
    sent = councils.sighting("c0", str(indicator["id"]))
    assert councils.send("c0", sent, indicator)["success_count"] == 2


def test_a_threshold_that_protects_nobody_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="At least 3 councils"):
        releasing.release(now=NOW, k=2)
