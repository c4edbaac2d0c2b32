"""What members read after each event of a random story is what the rule says, and no more."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, gather
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import MONDAY, Councils, held, release, written
from wardmote.formats.stix import releases
from wardmote.rules.sharing import disclosure, figures
from wardmote.rules.sharing.disclosure import Report
from wardmote.rules.sharing.figures import Question

pytestmark = pytest.mark.django_db
CALM = {"suppress_health_check": [HealthCheck.function_scoped_fixture]}
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
