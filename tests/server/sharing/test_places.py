"""Circles hide their members, the steward alone opens and lets in, and versions have an owner."""

import uuid
from datetime import timedelta

import pytest

from tests.conftest import NOW, Cast
from tests.database import as_owner
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from wardmote.formats.stix import making
from wardmote.rules import refusal
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import actions, models, queries


def test_members_of_a_circle_see_each_other_only_by_choice(cast: Cast) -> None:
    circle = actions.create_circle(actor=cast.enter("dave"), name="North", now=NOW)
    for code in ("alderby", "merrowdown"):
        key = getattr(cast, code).pk
        actions.join(actor=cast.enter("dave"), circle=circle.pk, organisation=key, now=NOW)

    def seen(name: str) -> list[str]:
        cast.enter(name)
        return [each["organisation__code"] for each in queries.members(circle.pk)]

    assert seen("dave") == ["ALDERBY", "MERROWDOWN"]
    assert (seen("alice"), seen("mallory"), seen("carol")) == (["ALDERBY"], ["MERROWDOWN"], [])
    chosen = {"circle": circle.pk, "organisation": cast.alderby.pk, "now": NOW}
    actions.show(actor=cast.enter("alice"), is_shown=True, **chosen)
    assert (seen("alice"), seen("mallory")) == (["ALDERBY"], ["ALDERBY", "MERROWDOWN"])
    with pytest.raises(refusal.Missing):
        actions.show(actor=cast.enter("mallory"), is_shown=False, **chosen)
    with pytest.raises(refusal.Missing):
        actions.leave(actor=cast.enter("mallory"), **chosen)
    actions.leave(actor=cast.enter("alice"), **chosen)
    assert (seen("alice"), seen("mallory")) == ([], ["MERROWDOWN"])
    assert list(queries.circles()) == [circle]
    cast.enter("carol")
    assert list(queries.circles()) == []


def test_a_collection_of_a_circle_is_its_members_alone(hub: Hub) -> None:
    cast = hub.cast
    circle = actions.create_circle(actor=cast.enter("dave"), name="North", now=NOW)
    inner = laying.open_collection(cast, "Inner", circle=circle.pk)
    path = f"{hub.of(inner)}objects/"
    assert hub.program("alice").ask(path).status_code == 404
    actions.join(actor=cast.enter("dave"), circle=circle.pk, organisation=cast.alderby.pk, now=NOW)
    one = samples.indicator()
    assert hub.program("alice").send(path, [one]).json()["success_count"] == 1
    assert hub.program("alice").ask(path).json() == {"objects": [one]}
    assert hub.program("mallory").ask(path).status_code == 404
    actions.end_circle(actor=cast.enter("dave"), circle=circle.pk, now=NOW)
    assert hub.program("alice").ask(path).status_code == 404


def test_only_the_steward_opens_grants_and_takes_away(hub: Hub) -> None:
    cast = hub.cast
    for name in ("alice", "grace", "carol"):
        actor = cast.enter(name)
        with pytest.raises(refusal.Missing):
            actions.create_circle(actor=actor, name="Mine", now=NOW)
        with pytest.raises(refusal.Missing):
            actions.create_root(actor=actor, slug="mine", title="Mine", now=NOW)
        with pytest.raises(refusal.Missing):
            actions.create_collection(actor=actor, root="hub", title="Mine", now=NOW)
        with pytest.raises(refusal.Missing):
            actions.revoke(
                actor=actor, collection=hub.collection.pk, organisation=cast.alderby.pk, now=NOW
            )
    assert hub.program("alice").ask(hub.objects).status_code == 200
    actions.revoke(
        actor=cast.enter("dave"),
        collection=hub.collection.pk,
        organisation=cast.alderby.pk,
        now=NOW,
    )
    assert hub.program("alice").ask(hub.objects).status_code == 404
    assert hub.program("alice").ask("/taxii2/").json()["title"] == "Wardmote"
    assert "api_roots" not in hub.program("alice").ask("/taxii2/").json()
    actions.end_collection(actor=cast.enter("dave"), collection=hub.collection.pk, now=NOW)
    assert hub.program("mallory").ask(hub.objects).status_code == 404


def test_a_collection_takes_nothing_above_its_ceiling(hub: Hub) -> None:
    low = laying.open_collection(
        hub.cast, "Low", ceiling=Tlp.GREEN, default_marking=Tlp.GREEN, is_open=True
    )
    laying.let(hub.cast, low, "alderby")
    red = samples.indicator(object_marking_refs=[markings.TLP_2[Tlp.RED]])
    plain = samples.indicator()
    status = hub.program("alice").send(f"{hub.of(low)}objects/", [red, plain]).json()
    assert [each["id"] for each in status["failures"]] == [red["id"]]
    assert hub.program("carol").ask(f"{hub.of(low)}objects/").json() == {"objects": [plain]}


def test_red_is_for_those_who_are_named(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "steward")
    red = samples.indicator(object_marking_refs=[markings.TLP_2[Tlp.RED]])
    related = samples.relationship(red["id"], f"malware--{uuid.uuid4()}")
    named = {"Wardmote-Recipients": "MERROWDOWN"}
    hub.program("alice").send(hub.objects, [related])
    assert hub.program("dave").ask(hub.objects).json() == {"objects": [related]}
    hub.program("alice").send(hub.objects, [red], **named)
    for name in ("alice", "mallory"):
        assert hub.program(name).ask(hub.objects).json() == {"objects": [related, red]}
    assert hub.program("dave").ask(hub.objects).json() == {}
    hidden = hub.program("dave").ask(f"{hub.objects}{red['id']}/")
    absent = hub.program("dave").ask(f"{hub.objects}indicator--{uuid.uuid4()}/")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)


def test_a_relation_tells_nobody_of_what_stands_where_they_may_not_read(hub: Hub) -> None:
    cast = hub.cast
    circle = actions.create_circle(actor=cast.enter("dave"), name="North", now=NOW)
    inner = hub.of(laying.open_collection(cast, "Inner", circle=circle.pk))
    chosen = {"circle": circle.pk, "organisation": cast.alderby.pk, "now": NOW}
    actions.join(actor=cast.enter("dave"), **chosen)
    secret, known = samples.indicator(), samples.indicator()
    related = samples.relationship(secret["id"], known["id"])
    alice, mallory = hub.program("alice"), hub.program("mallory")
    alice.send(hub.objects, [known, related])
    assert mallory.ask(hub.objects).json() == {"objects": [known, related]}
    alice.send(f"{inner}objects/", [secret])
    assert mallory.ask(hub.objects).json() == {"objects": [known]}
    assert alice.ask(hub.objects).json() == {"objects": [known, related]}
    alice.send(hub.objects, [secret])
    assert mallory.ask(hub.objects).json() == {"objects": [known, related, secret]}
    assert alice.ask(f"{hub.objects}{secret['id']}/", "DELETE").status_code == 200
    assert mallory.ask(hub.objects).json() == {"objects": [known]}


def test_a_later_version_that_is_hidden_does_not_show_by_the_earlier_ones_absence(
    hub: Hub,
) -> None:
    first = samples.indicator(created_by_ref=samples.MAKER)
    later = {"modified": "2026-11-02T10:00:00.000Z"}
    second = first | later | {"object_marking_refs": [markings.TLP_2[Tlp.RED]]}
    hub.program("alice").send(hub.objects, [first])
    hub.program("alice").send(hub.objects, [second])
    assert hub.program("alice").ask(hub.objects).json() == {"objects": [second]}
    assert hub.program("mallory").ask(hub.objects).json() == {"objects": [first]}
    path = f"{hub.objects}{first['id']}/"
    assert hub.program("mallory").ask(path).json() == {"objects": [first]}
    versions = hub.program("mallory").ask(f"{path}versions/").json()
    assert versions == {"versions": [first["modified"]]}
    third = first | {"modified": "2026-11-03T10:00:00.000Z"}
    hub.program("alice").send(hub.objects, [third])
    for name in ("alice", "mallory"):
        assert hub.program(name).ask(hub.objects).json() == {"objects": [third]}


def test_only_who_speaks_for_the_creator_sends_a_new_version(hub: Hub) -> None:
    first = samples.indicator(created_by_ref=samples.MAKER)
    second = first | {"modified": "2026-11-02T10:00:00.000Z", "revoked": True}
    third = first | {"modified": "2026-11-03T10:00:00.000Z"}
    hub.program("alice").send(hub.objects, [first])
    refused = hub.program("mallory").send(hub.objects, [second]).json()
    assert (refused["success_count"], refused["failure_count"]) == (0, 1)
    assert hub.program("alice").send(hub.objects, [second]).json()["success_count"] == 1
    assert hub.program("alice").send(hub.objects, [third]).json()["failure_count"] == 1
    with as_owner():
        given = {"identity": samples.MAKER, "organisation": hub.cast.merrowdown.pk, "now": NOW}
        assert actions.speak_for(**given) == hub.cast.alderby.pk
    other = samples.indicator(created_by_ref=samples.MAKER)
    hub.program("alice").send(hub.objects, [other])
    newer = other | {"modified": "2026-11-02T10:00:00.000Z"}
    assert hub.program("alice").send(hub.objects, [newer]).json()["failure_count"] == 1
    assert hub.program("mallory").send(hub.objects, [newer]).json()["success_count"] == 1


def test_nobody_speaks_for_another_by_way_of_another_collection(hub: Hub) -> None:
    other = laying.open_collection(hub.cast, "Other")
    for code in ("alderby", "merrowdown"):
        laying.let(hub.cast, other, code)
    there = f"{hub.of(other)}objects/"
    named = making.identity(samples.MAKER, "Alderby", NOW)
    first = samples.indicator(created_by_ref=samples.MAKER)
    hub.program("alice").send(hub.objects, [named, first])
    forged = [
        named | {"modified": "2026-12-01T00:00:00.000Z", "name": "Not Alderby"},
        first | {"modified": "2026-12-01T00:00:00.000Z", "revoked": True},
        first | {"name": "Something else"},
    ]
    for each in forged:
        status = hub.program("mallory").send(there, [each]).json()
        assert (status["success_count"], status["failure_count"]) == (0, 1)
    status = hub.program("mallory").send(there, [named, first]).json()
    assert (status["success_count"], status["failure_count"]) == (2, 0)
    assert hub.program("alice").send(there, forged[:2]).json()["failure_count"] == 0


def test_who_only_reads_at_an_organisation_sends_nothing_for_it(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "steward")
    answer = hub.program("grace").send(hub.objects, [samples.indicator()])
    assert answer.status_code == 403
    assert hub.program("dave").send(hub.objects, [samples.indicator()]).status_code == 202
    assert hub.program("dave", "read").send(hub.objects, []).status_code == 403


def test_receipts_stay_when_statuses_are_forgotten(hub: Hub) -> None:
    hub.program("alice").send(hub.objects, [samples.indicator()])
    hub.cast.enter("alice")
    (receipt,) = queries.submissions(hub.cast.alderby.pk)
    assert actions.forget(now=receipt.at + timedelta(hours=23)) == 0
    assert actions.forget(now=receipt.at + timedelta(hours=25)) == 1
    hub.cast.enter("alice")
    assert models.Submission.objects.get().status == ""
    hub.cast.enter("mallory")
    assert list(queries.submissions(hub.cast.alderby.pk)) == []
