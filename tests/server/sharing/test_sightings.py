"""A council's sighting reaches others only as the hub's own, rough and frozen figure."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, Cast, gather
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import MONDAY, Councils, written
from wardmote.formats.stix import releases, validation
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import disclosure, figures
from wardmote.rules.sharing.disclosure import Report
from wardmote.rules.sharing.figures import Question
from wardmote.server.sharing import models
from wardmote.server.sharing.actions import releasing

pytestmark = pytest.mark.django_db
CALM = {"suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture
def councils(hub: Hub) -> Councils:
    return Councils(hub, 6)


def release(hours: int = 1) -> int:
    return releasing.release(now=NOW + timedelta(hours=hours), k=3)


def read(hub: Hub, name: str, query: str = "") -> list[dict[str, Any]]:
    answer = hub.program(name).ask(f"{hub.objects}{query}")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json().get("objects", [])
    return found


def sightings(hub: Hub, name: str, query: str = "") -> list[dict[str, Any]]:
    return [each for each in read(hub, name, query) if each["type"] == "sighting"]


def held(hub: Hub, **more: Any) -> str:
    sent = samples.indicator(**more)
    assert hub.program("alice").send(hub.objects, [sent]).status_code == 202
    return str(sent["id"])


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
    assert failure["message"].startswith(reason)
    assert sightings(hub, "c0_person") == []


def test_a_sighting_may_come_with_its_indicator(hub: Hub, councils: Councils) -> None:
    indicator = samples.indicator()
    sent = councils.sighting("c0", str(indicator["id"]))
    assert councils.send("c0", sent, indicator)["success_count"] == 2


def test_a_threshold_that_protects_nobody_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="At least 3 councils"):
        releasing.release(now=NOW, k=2)


WATCHERS = ("c0", "c4", "c6")
EVENTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("report"), st.integers(0, 6), st.sampled_from([0, 3, 40]), st.integers(0, 2)
        ),
        st.tuples(st.just("name"), st.integers(0, 6), st.just(3), st.just(0)),
        st.tuples(st.just("withdraw"), st.integers(0, 6), st.just(0), st.just(0)),
        st.just(("release", 0, 0, 0)),
    ),
    min_size=4,
    max_size=10,
)


@settings(max_examples=6, **CALM)
@given(begin=st.integers(0, 7), story=EVENTS)
def test_what_is_read_after_each_event_is_what_the_rule_says(
    db: None, begin: int, story: list[tuple[str, int, int, int]]
) -> None:
    with transaction.atomic():
        Story(Hub(gather())).run([("report", each, 3, 0) for each in range(begin)] + story)
        transaction.set_rollback(True)


class Story:
    """Tells a story to the hub and to a model of the rule at once."""

    def __init__(self, hub: Hub) -> None:
        self.hub, self.councils = hub, Councils(hub, 7)
        self.target = held(hub)
        self.sent: dict[str, list[tuple[dict[str, Any], bool]]] = {}
        self.last: dict[str, str] = {}
        self.standing: dict[Question, Any] = {}
        self.published: dict[Question, int] = {}
        self.hours = 0

    def run(self, story: list[tuple[str, int, int, int]]) -> None:
        """Compare after each event what members read."""
        before = {each: self._read(each) for each in WATCHERS}
        for event, number, count, week in [*story, ("release", 0, 0, 0)]:
            is_quiet = self._happen(event, f"c{number}", count, week)
            after = {each: self._read(each) for each in WATCHERS}
            if is_quiet:
                others = [each for each in WATCHERS if each != f"c{number}"]
                assert {each: after[each] for each in others} == {
                    each: before[each] for each in others
                }
            for each in WATCHERS:
                self._compare(each, *map(sightings_of, after[each]))
            before = after

    def _happen(self, event: str, name: str, count: int, week: int) -> bool:
        if event == "release":
            self._release()
            return False
        at = written(NOW + timedelta(seconds=len(self.sent) + sum(map(len, self.sent.values()))))
        ref = self.last.get(name)
        if event == "withdraw":
            if ref is None:
                return True
            body, named = self.sent[ref][-1]
            gone = body | {"revoked": True, "modified": at}
            self.councils.send(name, gone)
            self.sent[ref].append((gone, named))
            del self.last[name]
            return not named
        named = event == "name" or bool(ref and self.sent[ref][-1][1])
        begin = MONDAY + timedelta(weeks=week)
        body = self.councils.sighting(name, self.target, at=begin, count=count, modified=at)
        if ref:
            body["id"] = ref
        self.councils.send(name, body, named=event == "name")
        self.sent.setdefault(str(body["id"]), []).append((body, named))
        self.last[name] = str(body["id"])
        return not named

    def _release(self) -> None:
        self.hours += 1
        release(self.hours)
        ever = {
            body["created_by_ref"] for sent in self.sent.values() for body, named in sent if named
        }
        reports = [
            Report(
                body["created_by_ref"],
                body["count"],
                MONDAY.fromisoformat(body["first_seen"]),
                MONDAY.fromisoformat(body["last_seen"]),
                body["created_by_ref"] in ever,
            )
            for body in (sent[-1][0] for sent in self.sent.values())
            if not body.get("revoked")
        ]
        for question in Question:
            before = self.standing.get(question)
            now = disclosure.release(before, figures.answering(question, reports, []), population=9)
            if now is not None and (before is None or before.figures != now.figures):
                self.published[question] = self.published.get(question, 0) + 1
            self.standing[question] = now

    def _compare(self, name: str, last: list[dict[str, Any]], every: list[dict[str, Any]]) -> None:
        told = dict(found for each in last if (found := releases.read(each)))
        raw = [each for each in last if not releases.read(each)]
        mine = self.councils.identities[name]
        assert by_id(each for each in raw if each["created_by_ref"] == mine) == by_id(
            sent[-1][0] for sent in self.sent.values() if sent[-1][0]["created_by_ref"] == mine
        )
        assert by_id(each for each in raw if each["created_by_ref"] != mine) == by_id(
            [body for body, named in sent if named][-1]
            for sent in self.sent.values()
            if sent[0][0]["created_by_ref"] != mine and any(named for _, named in sent)
        )
        assert told == {
            question: one.figures for question, one in self.standing.items() if one is not None
        }
        count = [found[0] for each in every if (found := releases.read(each))]
        assert {each: count.count(each) for each in count} == self.published

    def _read(self, name: str) -> tuple[bytes, bytes]:
        """Read all that a member is given, with the headers, in newest and in all versions."""
        program = self.councils.program(name)
        answers = [
            program.ask(f"{self.hub.objects}{query}") for query in ("", "?match[version]=all")
        ]
        last, every = (
            answer.content + b"\n" + str(sorted(answer.items())).encode() for answer in answers
        )
        return last, every


def sightings_of(read: bytes) -> list[dict[str, Any]]:
    objects = json.loads(read.partition(b"\n")[0]).get("objects", [])
    return [each for each in objects if each["type"] == "sighting"]


def by_id(objects: Any) -> dict[str, Any]:
    return {each["id"]: each for each in objects}
