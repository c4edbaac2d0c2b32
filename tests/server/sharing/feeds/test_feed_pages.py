"""The steward's pages of feeds, and where a member sees that something came by one."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.conftest import NOW
from tests.database import as_owner
from tests.server.sharing import samples
from tests.server.sharing.feeds.conftest import Followed
from wardmote.server.sharing import models

LIST = "/sharing/steward/feeds/"


def at(followed: Followed, name: str) -> Client:
    """Sign in as one of the cast."""
    client = Client()
    person = getattr(followed.hub.cast, name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def given(followed: Followed, **more: Any) -> dict[str, Any]:
    """Fill in the form of a new feed."""
    return {
        "title": "The other hub",
        "direction": "in",
        "collection": str(followed.hub.collection.pk),
        "code": "PARTNER",
        "url": followed.url,
        "remote": "Indicators",
        "secret": "",
        "minutes": "60",
        "ceiling": "1",
        "least_score": "0",
    } | more


def test_the_steward_makes_a_feed_sees_how_it_went_and_turns_it_off(followed: Followed) -> None:
    dave = at(followed, "dave")
    assert dave.post(f"{LIST}add/", given(followed)).status_code == 302
    followed.hub.cast.enter("dave")
    feed = models.Feed.objects.get()
    followed.server.add(samples.indicator(), samples.indicator(pattern_type=7))
    assert followed.run(feed).taken == 1
    page = dave.get(f"{LIST}{feed.pk}/").content.decode()
    assert "Another Hub" in page
    assert "Last refused" in page
    followed.server.user = "somebody"
    followed.run(feed, NOW + timedelta(hours=1))
    assert "does not know this sign-in" in dave.get(f"{LIST}{feed.pk}/").content.decode()
    assert "Failing" in dave.get(LIST).content.decode()
    changed = given(followed, title="Renamed", minutes="5")
    assert dave.post(f"{LIST}{feed.pk}/change/", changed).status_code == 302
    assert dave.post(f"{LIST}{feed.pk}/run/").status_code == 302
    assert dave.post(f"{LIST}{feed.pk}/turn/", {"on": "no"}).status_code == 302
    state = followed.state(feed)
    assert (state.title, state.minutes, state.is_on, state.error) == ("Renamed", 5, False, "")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"code": "ALDERBYX"}, "no organisation with this code"),
        ({"code": "ASSURER"}, "may not send to the collection"),
        ({"minutes": "0"}, "Enter minutes from 1"),
        ({"url": "ftp://x"}, "must start with https://"),
        ({"url": "http://user:word@127.0.0.1/"}, "by themselves"),
        ({"secret": "WARDMOTE_SECRET_KEY"}, "Choose one of these secrets."),
        ({"user": "me"}, "Choose the secret"),
        ({"title": ""}, "Enter a name."),
    ],
)
def test_what_is_wrong_is_said(followed: Followed, wrong: dict[str, str], message: str) -> None:
    answer = at(followed, "dave").post(f"{LIST}add/", given(followed, **wrong))
    assert (answer.status_code, message in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["grace", "alice"])
def test_only_the_steward_changes_feeds(followed: Followed, name: str) -> None:
    feed = followed.feed()
    client = at(followed, name)
    seen = 200 if name == "grace" else 404
    assert client.get(LIST).status_code == seen
    page = client.get(f"{LIST}{feed.pk}/")
    assert (page.status_code, "made the feed" in page.content.decode()) == (seen, seen == 200)
    assert client.get(f"{LIST}add/").status_code == 404
    for what in ("change", "run", "turn"):
        assert client.post(f"{LIST}{feed.pk}/{what}/").status_code == 404


def test_whoever_reads_an_open_collection_may_send_it_on(followed: Followed) -> None:
    dave = at(followed, "dave")
    outwards = given(followed, code="ASSURER", direction="out")
    refused = dave.post(f"{LIST}add/", outwards)
    assert "may not read the collection" in refused.content.decode()
    with as_owner():
        models.Collection.objects.update(is_open=True, circle=None)
    assert dave.post(f"{LIST}add/", outwards).status_code == 302
    assert (
        "may not send to"
        in dave.post(f"{LIST}add/", outwards | {"direction": "in"}).content.decode()
    )


def test_a_member_sees_where_something_came_from_and_that_it_is_gone(followed: Followed) -> None:
    sent = samples.indicator()
    followed.server.add(sent)
    feed = followed.feed()
    followed.run(feed)
    alice = at(followed, "alice")
    place = f"/sharing/objects/{sent['id']}/"
    page = alice.get(place).content.decode()
    assert ("From the other hub" in page, "No longer there" in page) == (True, False)
    followed.server.objects.clear()
    followed.run(feed, NOW + timedelta(days=1))
    assert "No longer there" in alice.get(place).content.decode()
