"""Changing a scope: services, systems, priorities, and what each change does to the rest."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from tests.server.assess import scoping as lay
from wardmote.rules.assess import scope
from wardmote.rules.assess.describing import Stale
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing, Refusal
from wardmote.server.assess import models
from wardmote.server.assess.actions import cycles, prioritising, scoping, signing, systems
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import scope as reading
from wardmote.server.audit.models import Event


def verbs() -> list[str]:
    return list(Event.objects.order_by("at", "id").values_list("verb", flat=True))


def test_a_scope_is_written_and_read_back(cast: Cast) -> None:
    of = lay.begin(cast)
    bob = cast.enter("bob")
    service, system = lay.complete(bob, of)
    whole = reading.scope_of(bob, of)
    assert whole.scoped == scope.Scoped(
        context=lay.CONTEXT,
        services={service.pk: scope.Service("Housing", "Homes for people", "Director of housing")},
        systems={system.pk: lay.system("Ledger", service)},
        prioritised={system.pk: "All need it"},
    )
    assert verbs() == [
        "started the assessment",
        "changed the context",
        "added a service",
        "added a system",
        "prioritised a system",
    ]


def test_a_save_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service, system = lay.complete(alice, of)
    lay.sign(alice, of)
    before = verbs()
    scoping.save_context(actor=alice, assessment=of.pk, context=lay.CONTEXT, version=0, now=NOW)
    scoping.change_service(
        actor=alice,
        assessment=of.pk,
        key=service.pk,
        service=scope.Service("Housing", "Homes for people", "Director of housing"),
        version=0,
        now=NOW,
    )
    systems.change_system(
        actor=alice,
        assessment=of.pk,
        key=system.pk,
        system=lay.system("Ledger", service),
        version=0,
        now=NOW,
    )
    lay.prioritise(alice, of, system.pk)
    assert verbs() == before
    assert reading.scope_of(alice, of).signed_off is not None


def test_a_stale_save_changes_nothing(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service, system = lay.complete(alice, of)
    later = replace(lay.CONTEXT, mission="Serve all")
    with pytest.raises(Stale):
        scoping.save_context(actor=alice, assessment=of.pk, context=later, version=0, now=NOW)
    first = scope.Service("Homes", "x", "y")
    scoping.change_service(
        actor=alice, assessment=of.pk, key=service.pk, service=first, version=0, now=NOW
    )
    with pytest.raises(Stale):
        scoping.change_service(
            actor=alice,
            assessment=of.pk,
            key=service.pk,
            service=scope.Service("Roofs"),
            version=0,
            now=NOW,
        )
    described = lay.system("General ledger", service)
    change: dict[str, Any] = {"actor": alice, "assessment": of.pk, "key": system.pk, "now": NOW}
    systems.change_system(**change, system=described, version=0)
    with pytest.raises(Stale):
        systems.change_system(**change, system=lay.system("Ledger 2", service), version=0)
    with pytest.raises(Stale):
        prioritising.prioritise(**change, reason="Mine", was="")
    whole = reading.scope_of(alice, of)
    assert whole.scoped.context == lay.CONTEXT
    assert whole.scoped.services == {service.pk: first}
    assert whole.scoped.systems == {system.pk: described}
    assert whole.scoped.prioritised == {system.pk: "All need it"}


def test_names_are_taken_once_whatever_their_case(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service = lay.add_service(alice, of)
    other = lay.add_service(alice, of, "Waste")
    lay.add_system(alice, of, "Ledger", service)
    with pytest.raises(Invalid, match="with this name already"):
        lay.add_service(alice, of, " HOUSING ")
    with pytest.raises(Invalid, match="with this name already"):
        lay.add_system(alice, of, "ledger", service)
    with pytest.raises(Invalid, match="with this name already"):
        scoping.change_service(
            actor=alice,
            assessment=of.pk,
            key=other.pk,
            service=scope.Service("housing"),
            version=0,
            now=NOW,
        )
    assert [one.name for one in reading.scope_of(alice, of).services] == ["Housing", "Waste"]


def test_a_service_that_a_system_needs_stays(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    housing, waste = lay.add_service(alice, of), lay.add_service(alice, of, "Waste")
    lay.add_system(alice, of, "Radio", housing, waste)
    ledger = lay.add_system(alice, of, "Ledger", housing)
    with pytest.raises(Conflict, match="support: Ledger"):
        scoping.remove_service(actor=alice, assessment=of.pk, key=housing.pk, now=NOW)
    systems.change_system(
        actor=alice,
        assessment=of.pk,
        key=ledger.pk,
        system=lay.system("Ledger", waste),
        version=0,
        now=NOW,
    )
    scoping.remove_service(actor=alice, assessment=of.pk, key=housing.pk, now=NOW)
    whole = reading.scope_of(alice, of)
    assert [one.name for one in whole.services] == ["Waste"]
    assert set(whole.supports.values()) == {frozenset({waste.pk})}


def test_services_of_another_assessment_cannot_be_chosen(cast: Cast) -> None:
    with as_owner():
        theirs = lay.add_service(cast.enter("mallory"), lay.begin(cast, "mallory", "merrowdown"))
    of, other = lay.begin(cast), lay.begin(cast)
    alice = cast.enter("alice")
    service, elsewhere = lay.add_service(alice, of), lay.add_service(alice, other)
    for wrong in (theirs, elsewhere):
        with pytest.raises(Invalid, match="from the list"):
            lay.add_system(alice, of, "Ledger", service, wrong)
        with pytest.raises(Missing):
            scoping.remove_service(actor=alice, assessment=of.pk, key=wrong.pk, now=NOW)
    assert models.System.objects.count() == 0


def test_three_systems_are_prioritised_and_no_more(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service = lay.add_service(alice, of)
    rows = [lay.add_system(alice, of, f"System {n}", service) for n in range(4)]
    for row in rows[:3]:
        lay.prioritise(alice, of, row.pk)
    with pytest.raises(Conflict, match="which is the most"):
        lay.prioritise(alice, of, rows[3].pk)
    parts = assessments.parts(alice, of)
    assert [(one.number, one.title) for one in parts] == [
        (0, "Organisation"),
        (1, "System 0"),
        (2, "System 1"),
        (3, "System 2"),
    ]
    of.refresh_from_db()
    assert (of.judged_count, of.judgement_count) == (0, 95)


def test_a_system_that_is_not_ready_is_not_prioritised(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service = lay.add_service(alice, of)
    bare = scope.System("Bare", services=frozenset({service.pk}))
    row = systems.add_system(actor=alice, assessment=of.pk, system=bare, now=NOW)
    with pytest.raises(Conflict, match="still needs what type of system it is; who supplies it"):
        lay.prioritise(alice, of, row.pk)
    assert models.Part.objects.count() == 1


def test_answers_outlive_a_change_of_mind(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service, row = lay.complete(alice, of)
    part = models.Part.objects.get(system=row)
    models.Answer.objects.filter(part=part, outcome="B1.a").update(judged="achieved", version=1)
    cycles.recount(of)
    assert (of.judged_count, of.judgement_count) == (1, 41)
    change: dict[str, Any] = {"actor": alice, "assessment": of.pk, "key": row.pk, "now": NOW}
    with pytest.raises(Conflict, match="Stop prioritising it first"):
        systems.remove_system(**change)
    prioritising.stop_prioritising(**change)
    of.refresh_from_db()
    assert (of.judged_count, of.judgement_count) == (0, 14)
    assert [one.number for one in assessments.parts(alice, of)] == [0]
    with pytest.raises(Conflict, match="answers are kept"):
        systems.remove_system(**change)
    other = lay.add_system(alice, of, "Radio", service)
    lay.prioritise(alice, of, other.pk)
    systems.change_system(**change, system=lay.system("New ledger", service), version=0)
    prioritising.prioritise(**change, reason="Again", was="All need it")
    parts = assessments.parts(alice, of)
    assert [(one.number, one.title) for one in parts] == [
        (0, "Organisation"),
        (1, "New ledger"),
        (2, "Radio"),
    ]
    of.refresh_from_db()
    assert (of.judged_count, of.judgement_count) == (1, 68)


def test_a_system_that_was_never_assessed_is_removed(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    _, row = lay.complete(alice, of)
    change: dict[str, Any] = {"actor": alice, "assessment": of.pk, "key": row.pk, "now": NOW}
    prioritising.stop_prioritising(**change)
    systems.remove_system(**change)
    assert models.System.objects.count() == 0
    other = lay.add_system(alice, of, "Radio", models.Service.objects.get())
    lay.prioritise(alice, of, other.pk)
    assert [one.number for one in assessments.parts(alice, of)] == [0, 2]


def every_change(
    cast: Cast, who: str, of: models.Assessment, service: UUID, row: UUID
) -> list[type[Refusal] | None]:
    """Try each verb as a person; say how each was refused."""
    actor = cast.enter(who)
    it: dict[str, Any] = {"actor": actor, "assessment": of.pk, "now": NOW}
    one = scope.Service("New")
    tries: list[Callable[[], object]] = [
        lambda: scoping.save_context(**it, context=scope.Context(), version=1),
        lambda: scoping.add_service(**it, service=one),
        lambda: scoping.change_service(**it, key=service, service=one, version=0),
        lambda: scoping.remove_service(**it, key=service),
        lambda: systems.add_system(**it, system=lay.system("New")),
        lambda: systems.change_system(**it, key=row, system=lay.system("New"), version=0),
        lambda: systems.remove_system(**it, key=row),
        lambda: prioritising.prioritise(**it, key=row, reason="x", was=""),
        lambda: prioritising.stop_prioritising(**it, key=row),
        lambda: signing.sign_off(**it, seen=""),
        lambda: cycles.change_details(**it, profile="", title="New", starts_on=TODAY, due_on=None),
    ]
    found: list[type[Refusal] | None] = []
    for attempt in tries:
        try:
            attempt()
            found.append(None)
        except Refusal as refusal:
            found.append(type(refusal))
    return found


def test_a_stranger_finds_nothing_to_change(cast: Cast) -> None:
    of = lay.begin(cast)
    service, row = lay.complete(cast.enter("alice"), of)
    before = Event.objects.count()
    for stranger in ("mallory", "carol", "dave", "grace"):
        assert every_change(cast, stranger, of, service.pk, row.pk) == [Missing] * 11
    cast.enter("alice")
    assert Event.objects.count() == before
    assert reading.scope_of(cast.enter("alice"), of).scoped.context == lay.CONTEXT


def test_who_may_read_but_not_change_is_told_so(cast: Cast) -> None:
    of = lay.begin(cast)
    service, row = lay.complete(cast.enter("alice"), of)
    from wardmote.server.people.models import Assignment

    with as_owner():
        Assignment.objects.create(
            organisation=cast.alderby,
            person=cast.carol,
            subject=of.pk,
            granted_by=cast.alice,
            granted_at=NOW,
        )
    assert every_change(cast, "carol", of, service.pk, row.pk) == [Forbidden] * 11
    erin = every_change(cast, "erin", of, service.pk, row.pk)
    assert (erin[:9], erin[9], erin[10]) == ([Forbidden] * 9, Conflict, Forbidden)
    for editor in ("bob", "frank"):
        found = every_change(cast, editor, of, uuid4(), uuid4())
        assert found[9:] == [Forbidden, Forbidden]
        assert Forbidden not in found[:9]


def test_nothing_of_an_assessment_that_is_not_open_changes(cast: Cast) -> None:
    of = lay.begin(cast)
    service, row = lay.complete(cast.enter("alice"), of)
    for state in ("in_review", "approved", "shared"):
        models.Assessment.objects.filter(pk=of.pk).update(state=state)
        assert every_change(cast, "alice", of, service.pk, row.pk) == [Conflict] * 11
