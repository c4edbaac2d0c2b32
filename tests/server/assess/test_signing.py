"""Signing off a scope: what it needs, what clears it, and what a race cannot do to it."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection

from tests.conftest import NOW, Cast
from tests.server.assess import scoping as lay
from wardmote.rules.assess import scope
from wardmote.rules.refusal import Conflict, Refusal
from wardmote.server.assess import models
from wardmote.server.assess.actions import prioritising, scoping, signing, systems
from wardmote.server.assess.queries import scope as reading
from wardmote.server.audit.models import Event
from wardmote.server.people import enter


def test_the_approver_signs_off_a_complete_scope_once(cast: Cast) -> None:
    of = lay.begin(cast)
    lay.complete(cast.enter("bob"), of)
    erin = cast.enter("erin")
    lay.sign(erin, of)
    signed = reading.scope_of(erin, of).signed_off
    assert signed is not None
    assert (signed.signed_by.name, signed.signed_at) == ("Erin Maddock", NOW)
    with pytest.raises(Conflict, match="signed off already"):
        lay.sign(erin, of)


def test_an_incomplete_scope_is_not_signed_off(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    lay.add_service(alice, of)
    with pytest.raises(Conflict, match="not complete"):
        lay.sign(alice, of)


def test_what_was_not_seen_is_not_signed_off(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service, _ = lay.complete(alice, of)
    seen = reading.scope_of(alice, of).fingerprint
    other = scope.Service("Housing", "Something else", "Director of housing")
    scoping.change_service(
        actor=alice, assessment=of.pk, key=service.pk, service=other, version=0, now=NOW
    )
    with pytest.raises(Conflict, match="changed the scope while you were looking"):
        signing.sign_off(actor=alice, assessment=of.pk, seen=seen, now=NOW)
    assert models.ScopeSignOff.objects.count() == 0


CHANGES: dict[str, Callable[..., object]] = {
    "changed the context": lambda it, service, row: scoping.save_context(
        **it, context=replace(lay.CONTEXT, mission="New"), version=1
    ),
    "added New": lambda it, service, row: scoping.add_service(**it, service=scope.Service("New")),
    "changed Homes": lambda it, service, row: scoping.change_service(
        **it, key=service.pk, service=scope.Service("Homes"), version=0
    ),
    "removed a service": lambda it, service, row: scoping.remove_service(
        **it, key=lay_spare(service).pk
    ),
    "added Radio": lambda it, service, row: systems.add_system(
        **it, system=lay.system("Radio", service)
    ),
    "changed Ledger": lambda it, service, row: systems.change_system(
        **it, key=row.pk, system=lay.system("Ledger", service, lay_spare(service)), version=0
    ),
    "stopped prioritising Ledger": lambda it, service, row: prioritising.stop_prioritising(
        **it, key=row.pk
    ),
    "prioritised Ledger": lambda it, service, row: prioritising.prioritise(
        **it, key=row.pk, reason="Another reason", was="All need it"
    ),
}


def lay_spare(service: models.Service) -> models.Service:
    return models.Service.objects.exclude(pk=service.pk).get()


@pytest.mark.parametrize("because", CHANGES)
def test_every_change_clears_the_sign_off_and_says_who_when_and_why(
    cast: Cast, because: str
) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service, row = lay.complete(alice, of)
    lay.add_service(alice, of, "Spare")
    lay.sign(alice, of)
    bob = cast.enter("bob")
    CHANGES[because]({"actor": bob, "assessment": of.pk, "now": NOW}, service, row)
    whole = reading.scope_of(bob, of)
    assert whole.signed_off is None
    assert whole.cleared is not None
    cleared = whole.cleared
    assert (cleared.cleared_by, cleared.cleared_at, cleared.cleared_because) == (
        cast.bob,
        NOW,
        because,
    )
    assert (
        Event.objects.filter(verb="cleared the scope's sign-off", person_id=bob.person).count() == 1
    )


def test_a_scope_is_signed_off_again_and_the_history_stays(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    lay.complete(alice, of)
    lay.sign(alice, of)
    lay.add_service(alice, of, "Waste")
    lay.sign(alice, of)
    history = reading.scope_of(alice, of).sign_offs
    assert [one.cleared_because for one in history] == ["", "added Waste"]


@pytest.mark.parametrize("turn", range(6))
def test_a_race_never_leaves_a_changed_scope_signed_off(committed_cast: Cast, turn: int) -> None:
    with enter.entered(committed_cast.alice.pk) as alice:
        of = lay.begin(committed_cast)
        service, _ = lay.complete(alice, of)
        seen = reading.scope_of(alice, of).fingerprint
    ready = threading.Barrier(2)
    outcome: dict[str, str] = {}

    def run(name: str, person: object, work: Callable[..., object]) -> None:
        try:
            with enter.entered(person) as actor:
                ready.wait(10)
                work({"actor": actor, "assessment": of.pk, "now": NOW})
            outcome[name] = "done"
        except Refusal as refusal:
            outcome[name] = refusal.kind
        finally:
            connection.close()

    other = scope.Service("Housing", "Changed in the meantime", "Director of housing")
    work = [
        ("sign", committed_cast.erin.pk, lambda it: signing.sign_off(**it, seen=seen)),
        (
            "change",
            committed_cast.bob.pk,
            lambda it: scoping.change_service(**it, key=service.pk, service=other, version=0),
        ),
    ]
    threads = [threading.Thread(target=run, args=each) for each in work[:: 1 if turn % 2 else -1]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert outcome["change"] == "done"
    assert outcome["sign"] in ("done", "conflict")
    with enter.entered(committed_cast.alice.pk) as alice:
        whole = reading.scope_of(alice, of)
        assert whole.services[0].description == "Changed in the meantime"
        assert whole.signed_off is None
        assert len(whole.sign_offs) == (1 if outcome["sign"] == "done" else 0)


def test_two_people_never_prioritise_a_fourth_system(committed_cast: Cast) -> None:
    with enter.entered(committed_cast.alice.pk) as alice:
        of = lay.begin(committed_cast)
        service = lay.add_service(alice, of)
        rows = [lay.add_system(alice, of, f"System {n}", service) for n in range(4)]
        for row in rows[:2]:
            lay.prioritise(alice, of, row.pk)
    ready = threading.Barrier(2)
    outcome: list[str] = []

    def run(person: object, row: models.System) -> None:
        try:
            with enter.entered(person) as actor:
                ready.wait(10)
                lay.prioritise(actor, of, row.pk)
            outcome.append("done")
        except Refusal as refusal:
            outcome.append(refusal.kind)
        finally:
            connection.close()

    people = (committed_cast.alice.pk, committed_cast.bob.pk)
    threads = [
        threading.Thread(target=run, args=each) for each in zip(people, rows[2:], strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcome) == ["conflict", "done"]
    with enter.entered(committed_cast.alice.pk):
        parts = models.Part.objects.filter(assessment=of, withdrawn_at__isnull=True)
        assert sorted(part.number for part in parts) == [0, 1, 2, 3]
