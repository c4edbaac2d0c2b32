"""Who sees and changes the people of an organisation."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks as Commit

from tests.conftest import NOW, Cast
from tests.database import as_owner
from tests.server.people.conftest import Visit
from wardmote.rules import refusal
from wardmote.rules.people.roles import Role
from wardmote.server.people import actions, models, queries, signals
from wardmote.server.register.models import Succession

ALDERBY = ["Alice Ferrow", "Bob Tansley", "Erin Maddock", "Frank Oduya"]


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("alice", "ALDERBY", 200),
        ("alice", "alderby", 200),
        ("bob", "ALDERBY", 200),
        ("mallory", "ALDERBY", 404),
        ("carol", "ALDERBY", 404),
        ("carol", "ASSURER", 200),
        ("dave", "ALDERBY", 200),
        ("grace", "MERROWDOWN", 200),
        ("alice", "STEWARD", 404),
        ("alice", "NOWHERE", 404),
    ],
)
def test_who_sees_the_people(cast: Cast, visit: Visit, who: str, code: str, status: int) -> None:
    page = visit(who).get(f"/people/{code}/")
    assert page.status_code == status
    shown = {name for name in [*ALDERBY, "Mallory Stroud"] if name in page.content.decode()}
    assert shown == (
        {"200ALDERBY": set(ALDERBY), "200MERROWDOWN": {"Mallory Stroud"}}.get(
            f"{status}{code.upper()}", set()
        )
    )


def test_what_is_refused_looks_like_what_is_not_there(cast: Cast, visit: Visit) -> None:
    mallory = visit("mallory")
    pages = [mallory.get(f"/people/{code}/").content for code in ("ALDERBY", "NOWHERE")]
    main = [page.decode().split("<main")[1].split("</main>")[0] for page in pages]
    assert main[0] == main[1]


def test_a_visitor_is_sent_to_sign_in(cast: Cast) -> None:
    assert Client().get("/people/ALDERBY/")["Location"] == "/account/sign-in/?next=/people/ALDERBY/"


def test_a_lead_changes_roles_and_it_is_told(cast: Cast, visit: Visit) -> None:
    path = f"/people/ALDERBY/{cast.bob.pk}/roles/"
    alice = visit("alice")
    assert alice.get(path).status_code == 200
    alice.post(path, {"roles": ["collaborator", "approver"]})
    assert cast.enter("bob").roles == {cast.alderby.pk: {Role.COLLABORATOR, Role.APPROVER}}
    cast.enter("alice")
    page = alice.get("/people/ALDERBY/").content.decode()
    assert "Alice Ferrow changed the roles of Bob Tansley" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("bob", 403), ("erin", 403), ("dave", 403), ("grace", 403), ("mallory", 404), ("carol", 404)],
)
def test_nobody_else_changes_or_removes(cast: Cast, visit: Visit, who: str, status: int) -> None:
    client = visit(who)
    for verb in ("roles", "remove"):
        path = f"/people/ALDERBY/{cast.frank.pk}/{verb}/"
        assert client.get(path).status_code == status
        assert client.post(path, {"roles": ["caf_lead"]}).status_code == status
    assert cast.enter("frank").roles == {cast.alderby.pk: {Role.QUALITY_ASSURER}}


def test_a_person_of_elsewhere_is_not_changed_under_this_organisation(
    cast: Cast, visit: Visit
) -> None:
    for person in (cast.mallory.pk, uuid.uuid4()):
        for verb in ("roles", "remove"):
            path = f"/people/ALDERBY/{person}/{verb}/"
            answer = visit("alice").post(path, {"roles": ["approver"]})
            assert answer.status_code == 404
    assert cast.enter("mallory").roles == {cast.merrowdown.pk: {Role.CAF_LEAD}}


def test_the_last_lead_can_neither_leave_nor_be_changed(cast: Cast, visit: Visit) -> None:
    alice = visit("alice")
    changed = alice.post(f"/people/ALDERBY/{cast.alice.pk}/roles/", {"roles": ["approver"]})
    assert changed.status_code == 422
    assert b"This is the last CAF lead" in changed.content
    assert alice.post(f"/people/ALDERBY/{cast.alice.pk}/remove/").status_code == 409
    alice.post(f"/people/ALDERBY/{cast.bob.pk}/roles/", {"roles": ["caf_lead"]})
    assert alice.post(f"/people/ALDERBY/{cast.alice.pk}/remove/").status_code == 302
    assert cast.enter("alice").roles == {}
    assert alice.get("/people/ALDERBY/").status_code == 404


def test_the_last_steward_stays_and_the_steward_runs_assurers(cast: Cast, visit: Visit) -> None:
    dave = visit("dave")
    assert dave.post(f"/people/STEWARD/{cast.dave.pk}/remove/").status_code == 409
    assert dave.post(f"/people/ASSURER/{cast.carol.pk}/remove/").status_code == 302
    assert cast.enter("carol").roles == {}


def test_anyone_may_leave_and_upper_rooms_hear_of_it(
    cast: Cast, visit: Visit, django_capture_on_commit_callbacks: Commit
) -> None:
    heard = []

    def hear(sender: object, person: uuid.UUID, organisation: uuid.UUID, **rest: object) -> None:
        heard.append((person, organisation))

    signals.left.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            answer = visit("bob").post(f"/people/ALDERBY/{cast.bob.pk}/remove/")
    finally:
        signals.left.disconnect(hear)
    assert answer["Location"] == "/account/"
    assert heard == [(cast.bob.pk, cast.alderby.pk)]


@pytest.mark.parametrize(
    "roles", [[], ["steward"], ["independent_assurer"], ["root"], ["caf_lead", "steward"]]
)
def test_roles_that_a_council_does_not_have_are_refused(
    cast: Cast, visit: Visit, roles: list[str]
) -> None:
    path = f"/people/ALDERBY/{cast.bob.pk}/roles/"
    assert visit("alice").post(path, {"roles": roles}).status_code == 422
    assert cast.enter("bob").roles == {cast.alderby.pk: {Role.COLLABORATOR}}
    with pytest.raises(refusal.Invalid):
        actions.change_roles(
            actor=cast.enter("alice"),
            organisation=cast.alderby,
            person=cast.bob.pk,
            roles=roles,
            now=NOW,
        )


def test_a_successor_reads_the_people_of_before_and_changes_none(cast: Cast, visit: Visit) -> None:
    with as_owner():
        Succession.objects.create(predecessor=cast.merrowdown, successor=cast.alderby)
    alice = visit("alice")
    page = alice.get("/people/MERROWDOWN/").content.decode()
    assert "Mallory Stroud" in page
    assert "Invite someone" not in page
    path = f"/people/MERROWDOWN/{cast.mallory.pk}/remove/"
    assert alice.post(path).status_code == 403


def test_the_page_costs_the_same_for_one_and_three(cast: Cast, visit: Visit) -> None:
    client = visit("mallory")
    client.get("/people/MERROWDOWN/")
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/people/MERROWDOWN/")
        costs.append(len(asked))
        with as_owner():
            for name in ("bob", "erin"):
                models.Membership.objects.get_or_create(
                    organisation=cast.merrowdown,
                    person=getattr(cast, name),
                    role="approver",
                    defaults={"since": NOW},
                )
        mallory = cast.enter("mallory")
        for number in range(2):
            actions.invite(
                actor=mallory,
                organisation=cast.merrowdown,
                now=NOW,
                email=f"{len(costs)}{number}@example.org",
                roles=["approver"],
            )
    assert costs[0] == costs[1]


def test_an_assurer_is_assigned_to_one_thing_and_no_more(cast: Cast) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    alice = cast.enter("alice")
    actions.assign(
        actor=alice,
        email=cast.carol.email.upper(),
        organisation=cast.alderby.pk,
        subject=one,
        now=NOW,
    )
    assert cast.enter("carol").assigned == {one}
    with as_owner():
        models.Assignment.objects.create(
            organisation=cast.merrowdown,
            person=cast.carol,
            subject=other,
            granted_by=cast.mallory,
            granted_at=NOW,
        )
    alice = cast.enter("alice")
    with pytest.raises(refusal.Missing):
        actions.unassign(
            actor=alice, person=cast.carol.pk, organisation=cast.alderby.pk, subject=other, now=NOW
        )
    actions.unassign(
        actor=alice, person=cast.carol.pk, organisation=cast.alderby.pk, subject=one, now=NOW
    )
    assert cast.enter("carol").assigned == {other}


@pytest.mark.parametrize(
    ("who", "email", "kind"),
    [
        ("bob", "carol@assurer.example", refusal.Forbidden),
        ("mallory", "carol@assurer.example", refusal.Missing),
        ("dave", "carol@assurer.example", refusal.Missing),
        ("alice", "mallory@merrowdown.example", refusal.Invalid),
        ("alice", "nobody@example.org", refusal.Invalid),
        ("alice", "bob@alderby.example", refusal.Invalid),
    ],
)
def test_who_may_assign_whom(cast: Cast, who: str, email: str, kind: type[refusal.Refusal]) -> None:
    with pytest.raises(kind):
        actions.assign(
            actor=cast.enter(who),
            email=email,
            organisation=cast.alderby.pk,
            subject=uuid.uuid4(),
            now=NOW,
        )
    with as_owner():
        assert models.Assignment.objects.count() == 0


def test_an_assurer_who_works_at_the_council_is_not_independent(cast: Cast) -> None:
    with as_owner():
        models.Membership.objects.create(
            organisation=cast.alderby, person=cast.carol, role="approver", since=NOW
        )
    with pytest.raises(refusal.Invalid, match="cannot belong to the council"):
        actions.assign(
            actor=cast.enter("alice"),
            email=cast.carol.email,
            organisation=cast.alderby.pk,
            subject=uuid.uuid4(),
            now=NOW,
        )


def test_the_account_lists_where_one_belongs(cast: Cast) -> None:
    alice = cast.enter("alice")
    assert [(one.code, one.titles) for one in queries.places(alice)] == [("ALDERBY", "CAF lead")]
