"""Who opens circles and collections on pages, who sees them, and what stays hidden."""

from typing import Any

import pytest
from django.test import Client

from tests.conftest import NOW, Cast
from tests.server.sharing.conftest import Hub
from wardmote.server.sharing import actions, models

pytestmark = pytest.mark.django_db


def at(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, name))
    return client


def circle(hub: Hub, *codes: str) -> models.Circle:
    actor = hub.cast.enter("dave")
    made = actions.create_circle(actor=actor, name="Coast", now=NOW)
    for code in codes:
        of = getattr(hub.cast, code).pk
        actions.join(actor=actor, circle=made.pk, organisation=of, now=NOW)
    return made


def test_the_steward_opens_a_root_a_circle_and_a_collection(cast: Cast) -> None:
    dave = at(cast, "dave")
    dave.post("/sharing/steward/roots/add/", {"title": "The hub", "slug": "hub"})
    dave.post("/sharing/steward/circles/add/", {"name": "Coast"})
    cast.enter("dave")
    coast = models.Circle.objects.get()
    given = {"title": "Ports", "root": "hub", "readers": str(coast.pk), "ceiling": "3"}
    answer = dave.post("/sharing/steward/collections/add/", given | {"default_marking": "2"})
    assert answer.status_code == 302, answer.content.decode()
    cast.enter("dave")
    made = models.Collection.objects.get()
    assert (made.title, made.circle_id, made.is_open, made.ceiling) == ("Ports", coast.pk, False, 3)
    assert "Ports" in dave.get("/sharing/steward/").content.decode()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title": "T", "slug": "No Good"}, "Use small letters, digits and hyphens"),
        ({"title": "", "slug": "ok"}, "Enter a title."),
        ({"title": "T", "slug": "hub"}, "There is an API root at this address."),
    ],
)
def test_what_is_wrong_with_a_root_is_said(hub: Hub, given: Any, message: str) -> None:
    answer = at(hub.cast, "dave").post("/sharing/steward/roots/add/", given)
    assert (answer.status_code, message in answer.content.decode()) == (422, True)


def test_organisations_are_let_in_and_out_and_the_steward_sees_who_did_it(hub: Hub) -> None:
    dave = at(hub.cast, "dave")
    place = f"/sharing/collections/{hub.collection.pk}/"
    given = {"code": "assurer", "may": ["read"], "standing": "partner"}
    assert dave.post(place, given).status_code == 302
    hub.cast.enter("dave")
    access = models.Access.objects.get(organisation=hub.cast.assurer)
    assert (access.can_read, access.can_write, access.is_member) == (True, False, False)
    assert "let use the collection" in at(hub.cast, "grace").get(place).content.decode()
    assert dave.post(f"{place}{hub.cast.assurer.pk}/end/").status_code == 302
    hub.cast.enter("dave")
    assert not models.Access.objects.filter(organisation=hub.cast.assurer).exists()
    assert dave.post(f"{place}end/").status_code == 302
    assert hub.program("alice").ask(hub.path).status_code == 404


def test_members_of_a_circle_see_those_who_chose_to_be_shown(hub: Hub) -> None:
    made = circle(hub, "alderby", "merrowdown")
    place = f"/sharing/circles/{made.pk}/"
    alice, mallory = at(hub.cast, "alice"), at(hub.cast, "mallory")
    assert "Merrowdown" not in alice.get(place).content.decode()
    mallory.post(f"{place}{hub.cast.merrowdown.pk}/show/", {"shown": "yes"})
    assert "Merrowdown" in alice.get(place).content.decode()
    assert "Alderby" not in mallory.get(place).content.decode()


def test_one_leaves_for_ones_own_organisation_alone(hub: Hub) -> None:
    made = circle(hub, "alderby", "merrowdown")
    place = f"/sharing/circles/{made.pk}/"
    alice = at(hub.cast, "alice")
    assert alice.post(f"{place}{hub.cast.merrowdown.pk}/leave/").status_code == 404
    assert alice.post(f"{place}{hub.cast.alderby.pk}/leave/").status_code == 302
    assert alice.get(place).status_code == 404


def test_who_is_not_the_steward_finds_nothing_to_steer(hub: Hub) -> None:
    made = circle(hub, "alderby")
    place = f"/sharing/collections/{hub.collection.pk}/"
    paths = {
        "/sharing/steward/": {"dave": 200, "grace": 200, "alice": 404},
        "/sharing/steward/roots/add/": {"dave": 200, "grace": 404, "alice": 404},
        "/sharing/steward/circles/add/": {"dave": 200, "grace": 404, "alice": 404},
        "/sharing/steward/collections/add/": {"dave": 200, "grace": 404, "alice": 404},
        place: {"dave": 200, "grace": 200, "alice": 404},
        f"{place}end/": {"dave": 200, "grace": 404, "alice": 404},
        f"/sharing/circles/{made.pk}/": {"dave": 200, "alice": 200, "mallory": 404},
        f"/sharing/circles/{made.pk}/end/": {"dave": 200, "grace": 404, "alice": 404},
    }
    found = {
        path: {name: at(hub.cast, name).get(path).status_code for name in wanted}
        for path, wanted in paths.items()
    }
    assert found == paths
    assert (
        at(hub.cast, "alice").post(f"/sharing/circles/{made.pk}/", {"code": "x"}).status_code == 404
    )


def test_the_first_page_says_what_is_new_since_the_last_visit(hub: Hub) -> None:
    from datetime import timedelta

    from tests.database import as_owner
    from tests.server.sharing import samples

    alice = at(hub.cast, "alice")
    one = samples.indicator(name="An early one")
    hub.program("mallory").send(hub.objects, [one])
    assert "An early one" in alice.get("/sharing/").content.decode()
    with as_owner():
        visit = models.Visit.objects.get(person=hub.cast.alice)
        later = visit.at + timedelta(hours=2)
        models.Visit.objects.update(at=later, since=later)
    text = alice.get("/sharing/").content.decode()
    assert ("An early one" in text, "Nothing new since you were last here" in text) == (False, True)
    assert "An early one" in at(hub.cast, "bob").get("/sharing/").content.decode()


def test_a_stranger_finds_an_empty_room(hub: Hub) -> None:
    text = at(hub.cast, "carol").get("/sharing/").content.decode()
    assert "Your organisation uses no collection yet" in text
    assert "Indicators" not in text
