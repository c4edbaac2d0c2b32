"""Sessions end on the server, by idle time and by age, and can be ended from elsewhere."""

import re

from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import Cast
from tests.server.people.conftest import Visit


def turn_back(client: Client, **seconds: int) -> None:
    """Make a session older than it is."""
    session = client.session
    for clock, by in seconds.items():
        session[clock] -= by
    session.save()


def is_in(client: Client) -> bool:
    return client.get("/account/sessions/").status_code == 200


def test_thirty_idle_minutes_end_it(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    turn_back(client, began_at=29 * 60, seen_at=29 * 60)
    assert is_in(client)
    turn_back(client, began_at=30 * 60, seen_at=30 * 60)
    assert not is_in(client)
    assert b"You were signed out to keep your work safe" in client.get("/account/sign-in/").content
    assert UserSession.objects.filter(user=cast.alice).count() == 0


def test_twelve_hours_end_it_however_busy(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    turn_back(client, began_at=12 * 3600 - 60)
    assert is_in(client)
    turn_back(client, began_at=61)
    assert not is_in(client)


def test_a_session_without_clocks_is_over(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    session = client.session
    del session["seen_at"]
    session.save()
    assert not is_in(client)


def test_activity_is_written_once_a_minute_and_looking_is_none(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    is_in(client)
    with CaptureQueriesContext(connection) as quiet:
        is_in(client)
    assert [q["sql"] for q in quiet if q["sql"].startswith(("UPDATE", "INSERT"))] == []
    turn_back(client, seen_at=61)
    seen = client.session["seen_at"]
    assert client.get("/account/session/").json()["seconds"] <= 30 * 60 - 60
    assert client.session["seen_at"] == seen
    is_in(client)
    assert client.session["seen_at"] > seen


def test_the_warning_asks_how_long_and_extends(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    turn_back(client, began_at=26 * 60, seen_at=26 * 60)
    left = client.get("/account/session/").json()
    assert left["can_extend"] is True
    assert 200 < left["seconds"] <= 240
    extended = client.post("/account/session/", headers={"accept": "application/json"}).json()
    assert extended["seconds"] > 29 * 60
    turn_back(client, began_at=12 * 3600 - 28 * 60)
    assert client.get("/account/session/").json()["can_extend"] is False
    assert client.post("/account/session/")["Location"] == "/account/"
    assert Client().get("/account/session/").json() == {"seconds": 0, "can_extend": False}


def test_every_page_says_when_it_ends_without_a_script(cast: Cast, visit: Visit) -> None:
    page = visit("alice").get("/").content.decode()
    assert re.search(r"You will be signed out at \d{1,2}:\d\d[ap]m if you do nothing", page)


def test_a_person_sees_and_ends_their_own_sessions_alone(cast: Cast, visit: Visit) -> None:
    here, there, foreign = visit("alice"), visit("alice"), visit("mallory")
    assert [is_in(each) for each in (here, there, foreign)] == [True, True, True]
    page = here.get("/account/sessions/").content.decode()
    assert page.count("govuk-summary-list__row") == 2
    keys = {row.session_key: row.pk for row in UserSession.objects.all()}
    strange = keys[str(foreign.session.session_key)]
    assert here.post(f"/account/sessions/{strange}/end/").status_code == 404
    other = keys[str(there.session.session_key)]
    assert here.post(f"/account/sessions/{other}/end/").status_code == 302
    assert (is_in(here), is_in(there), is_in(foreign)) == (True, False, True)


def test_all_others_end_at_once(cast: Cast, visit: Visit) -> None:
    here, one, two, foreign = visit("alice"), visit("alice"), visit("alice"), visit("mallory")
    assert [is_in(each) for each in (here, one, two, foreign)] == [True, True, True, True]
    here.post("/account/sessions/end/")
    assert [is_in(each) for each in (here, one, two, foreign)] == [True, False, False, True]


def test_a_new_password_ends_the_other_sessions(cast: Cast, visit: Visit) -> None:
    here, there = visit("alice"), visit("alice")
    cast.alice.set_password("some other phrase")
    cast.alice.save()
    assert (is_in(here), is_in(there)) == (False, False)


def test_the_list_costs_the_same_for_one_and_three(cast: Cast, visit: Visit) -> None:
    here = visit("alice")
    is_in(here)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            is_in(here)
        costs.append(len(asked))
        assert [is_in(visit("alice")) for _ in range(2)] == [True, True]
    assert costs[0] == costs[1]
