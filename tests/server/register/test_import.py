"""Importing the register: as planned, all or nothing, once."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from tests.conftest import NOW, Cast
from tests.database import as_owner
from wardmote.formats.register import sheet
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Missing
from wardmote.rules.register.plans import Plan
from wardmote.rules.register.values import Organisation
from wardmote.server.assess.actions import cycles
from wardmote.server.assess.queries import assessments
from wardmote.server.audit.models import Event
from wardmote.server.people import enter
from wardmote.server.register import actions, models, queries

ENGLAND = sheet.england()
OPERATOR = Actor(name="The operator")


def keep(*incoming: Organisation, allow_large: bool = False) -> Plan:
    with as_owner():
        return actions.keep_register(
            actor=OPERATOR, incoming=incoming, allow_large=allow_large, now=NOW
        )


def told() -> list[dict[str, object]]:
    with as_owner():
        return [event.change for event in Event.objects.order_by("id")]


def test_the_same_list_twice_does_nothing_the_second_time(england: Cast) -> None:
    assert keep(*ENGLAND).is_empty
    assert [change["added_count"] for change in told()] == [len(ENGLAND)]


def test_a_change_and_an_end_are_kept_field_by_field(england: Cast) -> None:
    by_code = {each.code: each for each in ENGLAND}
    renamed = replace(by_code["CON"], name="Council of Cornwall")
    ended = replace(by_code["ADU"], ends_on=date(2027, 3, 31), successors=("CON", "WAF"))
    plan = keep(renamed, ended)
    assert (len(plan.added), len(plan.changed), len(plan.ended)) == (0, 1, 1)
    assert {each.code: each for each in queries.register()} | {} == {
        **{each.code: each for each in queries.register()},
        "CON": renamed,
        "ADU": ended,
    }
    assert told()[-1]["changed"] == [
        {
            "code": "CON",
            "name": "Council of Cornwall",
            "fields": [
                {"field": "name", "before": "Cornwall Council", "after": "Council of Cornwall"}
            ],
        }
    ]


def test_a_new_name_of_a_county_is_found_under_its_districts(england: Cast) -> None:
    county = next(each for each in ENGLAND if each.code == "WSX")
    keep(replace(county, name="Zedshire County Council", short_name="Zedshire"))
    assert "zedshire" in models.Organisation.objects.get(code="ADU").found_by


def test_more_than_a_tenth_is_refused_unless_told(england: Cast) -> None:
    moved = [replace(each, website="https://example.org") for each in ENGLAND[:60]]
    with pytest.raises(Conflict, match="more than 10%"):
        keep(*moved)
    assert {each.code: each for each in queries.register()}["ADU"] == ENGLAND[0]
    assert len(keep(*moved, allow_large=True).changed) == 60


def test_nothing_real_stands_beside_what_is_invented(cast: Cast) -> None:
    models.Organisation.objects.filter(code="ALDERBY").update(is_invented=True)
    with pytest.raises(Conflict, match="invented"):
        keep(*ENGLAND)
    assert queries.count() == 4


@pytest.mark.parametrize("name", ["alice", "carol", "grace", "mallory"])
def test_only_the_steward_imports(cast: Cast, name: str) -> None:
    actor = cast.enter(name)
    with pytest.raises(Missing):
        actions.load_england(actor=actor, now=NOW)
    assert queries.count() == 4


def test_the_steward_imports_as_the_application(cast: Cast) -> None:
    done = actions.load_england(actor=cast.enter("dave"), now=NOW)
    assert (len(done.added), queries.count()) == (len(ENGLAND), len(ENGLAND) + 4)


def test_two_imports_at_once_add_nothing_twice(committed_cast: Cast) -> None:
    done: list[int] = []

    def load() -> None:
        try:
            with enter.entered(committed_cast.dave.pk) as actor:
                done.append(len(actions.load_england(actor=actor, now=NOW).added))
        finally:
            connection.close()

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == [0, 0, len(ENGLAND)]
    assert queries.count() == len(ENGLAND) + 4


def test_an_assessment_of_a_council_that_ended_is_read_under_its_successor(cast: Cast) -> None:
    begun = cycles.start_cycle(
        actor=cast.enter("mallory"),
        organisation=cast.merrowdown.pk,
        framework="caf-4.0",
        profile="",
        title="Merrowdown's last",
        starts_on=NOW.date(),
        due_on=None,
        now=NOW,
    )
    assert assessments.of_actor(cast.enter("alice")) == []
    both = {each.code: each for each in queries.register()}
    keep(
        replace(both["MERROWDOWN"], ends_on=date(2026, 3, 31), successors=("ALDERBY",)),
        allow_large=True,
    )
    alice = cast.enter("alice")
    assert assessments.of_actor(alice) == [begun]
    assert assessments.assessment(alice, begun.pk).title == "Merrowdown's last"
    for stranger in ("carol", "dave", "grace"):
        actor = cast.enter(stranger)
        with pytest.raises(Missing):
            assessments.assessment(actor, begun.pk)
