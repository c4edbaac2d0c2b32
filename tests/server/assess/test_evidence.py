"""The evidence register and what supports an outcome."""

import uuid

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.conftest import NOW, TODAY, Cast
from tests.server.assess import filling
from wardmote.rules.assess.describing import Stale
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import evidence as actions
from wardmote.server.assess.queries import evidence as queries
from wardmote.server.assess.queries.evidence import Wanted
from wardmote.server.audit.models import Event


def titles(cast: Cast, who: str, wanted: Wanted) -> list[str]:
    found = queries.register_of(cast.enter(who), cast.alderby.pk, wanted, today=TODAY)
    return [one.title for one in found.rows]


def attach(
    cast: Cast, begun: models.Assessment, *keys: uuid.UUID, who: str = "alice", shows: str = ""
) -> int:
    return actions.attach(
        actor=cast.enter(who),
        assessment=begun.pk,
        part=0,
        outcome="A1.a",
        keys=keys,
        shows=shows,
        now=NOW,
    )


def test_a_register_is_searched_filtered_and_sorted(cast: Cast, begun: models.Assessment) -> None:
    filling.keep(cast, "Theirs", who="mallory")
    old = filling.keep(cast, "B old", dated_on=filling.OLD)
    filling.keep(cast, "A new", dated_on=TODAY, shows="The firewall")
    reviewed = filling.keep(cast, "C kept", dated_on=filling.OLD, review_on=TODAY)
    attach(cast, begun, old.pk)
    assert titles(cast, "bob", Wanted()) == ["A new", "B old", "C kept"]
    assert titles(cast, "bob", Wanted(text="FIREWALL")) == ["A new"]
    assert titles(cast, "bob", Wanted(text="100%")) == []
    assert titles(cast, "bob", Wanted(kind="plan")) == []
    assert titles(cast, "bob", Wanted(state="stale")) == ["B old"]
    assert titles(cast, "bob", Wanted(state="unused")) == ["A new", "C kept"]
    assert titles(cast, "bob", Wanted(sort="used")) == ["B old", "A new", "C kept"]
    assert titles(cast, "bob", Wanted(sort="newest")) == ["A new", "B old", "C kept"]
    assert titles(cast, "bob", Wanted(sort="review"))[0] == reviewed.title
    actions.retire(actor=cast.enter("bob"), organisation=cast.alderby.pk, key=old.pk, now=NOW)
    assert titles(cast, "bob", Wanted(state="retired")) == ["B old"]
    assert titles(cast, "bob", Wanted(state="stale")) == []
    assert titles(cast, "bob", Wanted(state="all")) == ["A new", "B old", "C kept"]


def test_strangers_have_no_register(cast: Cast) -> None:
    kept = filling.keep(cast)
    for stranger in ("mallory", "carol", "dave", "grace"):
        actor = cast.enter(stranger)
        with pytest.raises(Missing):
            queries.register_of(actor, cast.alderby.pk, Wanted(), today=TODAY)
        with pytest.raises(Missing):
            queries.organisation(actor, "ALDERBY")
        for change in (actions.retire, actions.bring_back):
            with pytest.raises(Missing):
                change(actor=actor, organisation=cast.alderby.pk, key=kept.pk, now=NOW)
        with pytest.raises(Missing):
            actions.add(
                actor=actor, organisation=cast.alderby.pk, given=filling.reference(), now=NOW
            )
        assert models.Evidence.objects.count() == 0


def test_an_approver_reads_and_does_not_change(cast: Cast) -> None:
    kept = filling.keep(cast)
    actor = cast.enter("erin")
    assert queries.reference(actor, cast.alderby.pk, kept.pk) == kept
    with pytest.raises(Forbidden):
        actions.retire(actor=actor, organisation=cast.alderby.pk, key=kept.pk, now=NOW)
    with pytest.raises(Forbidden):
        actions.add(actor=actor, organisation=cast.alderby.pk, given=filling.reference(), now=NOW)


def test_a_reference_of_another_council_is_not_reached_through_ones_own(cast: Cast) -> None:
    theirs = filling.keep(cast, "Theirs", who="mallory")
    actor = cast.enter("alice")
    for organisation in (cast.alderby.pk, cast.merrowdown.pk):
        with pytest.raises(Missing):
            actions.change(
                actor=actor,
                organisation=organisation,
                key=theirs.pk,
                given=filling.reference(),
                version=1,
                now=NOW,
            )


def test_a_stale_second_save_is_refused_and_nothing_is_lost(cast: Cast) -> None:
    kept = filling.keep(cast)

    def change(who: str, title: str, version: int) -> models.Evidence:
        return actions.change(
            actor=cast.enter(who),
            organisation=cast.alderby.pk,
            key=kept.pk,
            given=filling.reference(title),
            version=version,
            now=NOW,
        )

    assert change("alice", "Alice's", 1).version == 2
    with pytest.raises(Stale):
        change("bob", "Bob's", 1)
    kept.refresh_from_db()
    assert (kept.title, kept.version) == ("Alice's", 2)
    assert change("bob", "Alice's", 2).version == 2  # nothing changed, so nothing is saved
    event = Event.objects.filter(subject_id=kept.pk).latest("id")
    assert (event.verb, event.change["title"]) == ("changed evidence", ["Policy", "Alice's"])


def test_attach_what_is_there_and_detach_it(cast: Cast, begun: models.Assessment) -> None:
    one, two = filling.keep(cast, "One"), filling.keep(cast, "Two")
    assert attach(cast, begun, one.pk, two.pk, shows="Page 4") == 2
    assert attach(cast, begun, one.pk) == 0
    actor = cast.enter("bob")
    answer = queries.answer(actor, begun.pk, 0, "A1.a")
    found = queries.of_answer(actor, answer, today=TODAY)
    assert [(each.title, each.shows, each.is_link) for each in found] == [
        ("One", "Page 4", True),
        ("Two", "Page 4", True),
    ]
    assert queries.to_attach(actor, answer, "") == []
    actions.detach(
        actor=actor, assessment=begun.pk, part=0, outcome="A1.a", use=found[0].key, now=NOW
    )
    assert [each.title for each in queries.to_attach(actor, answer, "ON")] == ["One"]
    with pytest.raises(Missing):
        actions.detach(
            actor=actor, assessment=begun.pk, part=0, outcome="A1.a", use=found[0].key, now=NOW
        )


def test_what_cannot_be_attached(cast: Cast, begun: models.Assessment) -> None:
    theirs = filling.keep(cast, "Theirs", who="mallory")
    mine = filling.keep(cast)
    for keys in ((), (theirs.pk,), (mine.pk, uuid.uuid4()), [uuid.uuid4() for _ in range(51)]):
        with pytest.raises(Invalid):
            attach(cast, begun, *keys)
    actions.retire(actor=cast.enter("bob"), organisation=cast.alderby.pk, key=mine.pk, now=NOW)
    with pytest.raises(Invalid):
        attach(cast, begun, mine.pk)
    assert models.EvidenceUse.objects.count() == 0


def test_who_cannot_attach(cast: Cast, begun: models.Assessment) -> None:
    mine = filling.keep(cast)
    for who, refusal in (
        ("erin", Forbidden),
        ("carol", Forbidden),  # she may read it, because it is assigned to her
        ("mallory", Missing),
        ("dave", Missing),
        ("grace", Missing),
    ):
        with pytest.raises(refusal):
            attach(cast, begun, mine.pk, who=who)
    filling.set_state(begun, "in_review")
    with pytest.raises(Conflict):
        attach(cast, begun, mine.pk)


def test_an_assurer_sees_the_evidence_that_is_used_and_no_other(
    cast: Cast, begun: models.Assessment
) -> None:
    used, _unused = filling.keep(cast, "Used"), filling.keep(cast, "Unused")
    attach(cast, begun, used.pk)
    carol = cast.enter("carol")
    assert [one.title for one in models.Evidence.objects.all()] == ["Used"]
    answer = queries.answer(carol, begun.pk, 0, "A1.a")
    assert [one.title for one in queries.of_answer(carol, answer, today=TODAY)] == ["Used"]


def test_a_list_costs_the_same_for_one_and_for_three(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    filling.keep(cast, "Theirs", who="mallory")
    for more in (["One"], ["Two", "Three"]):
        for title in more:
            filling.keep(cast, title)
        actor = cast.enter("bob")
        with django_assert_num_queries(2):
            queries.register_of(actor, cast.alderby.pk, Wanted(), today=TODAY)
