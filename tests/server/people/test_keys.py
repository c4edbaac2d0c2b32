"""Keys of a person's programs: shown once, honoured while good, and never another's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW, Cast
from tests.server.people.conftest import Visit
from wardmote.rules import refusal
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.keys import Scope
from wardmote.server.people import actions, queries
from wardmote.server.people.models import ApiKey


def make(actor: Actor, name: str = "export", scopes: tuple[str, ...] = ("read",)) -> tuple:  # type: ignore[type-arg]
    return actions.make_key(actor=actor, name=name, scopes=scopes, lifetime_days=30, now=NOW)


def test_a_key_acts_for_its_person_within_its_scopes(cast: Cast) -> None:
    alice = cast.enter("alice")
    made, text = make(alice)
    assert text not in str(ApiKey.objects.values().get())
    cast.enter("mallory")
    actor, scopes = actions.actor_for_key(f"Bearer {text}", NOW)
    assert (actor, scopes) == (alice, frozenset({Scope.READ}))
    assert ApiKey.objects.get(pk=made.pk).used_at == NOW
    _, writing = make(alice, "import", ("write",))
    assert actions.actor_for_key(f"bearer {writing}", NOW)[1] == {Scope.READ, Scope.WRITE}


def test_use_is_noted_at_most_once_a_minute(cast: Cast) -> None:
    made, text = make(cast.enter("alice"))
    for seconds, noted in ((0, 0), (59, 0), (60, 60)):
        actions.actor_for_key(f"Bearer {text}", NOW + timedelta(seconds=seconds))
        assert ApiKey.objects.get(pk=made.pk).used_at == NOW + timedelta(seconds=noted)


def test_a_key_that_is_not_good_lets_nobody_in(cast: Cast) -> None:
    alice = cast.enter("alice")
    made, text = make(alice)
    nobody: tuple[Actor, frozenset[Scope]] = (Actor(), frozenset())
    assert actions.actor_for_key("", NOW) == nobody
    assert actions.actor_for_key(f"Bearer {text[:-1]}-", NOW) == nobody
    assert actions.actor_for_key(f"Bearer {text}", NOW + timedelta(days=30)) == nobody
    cast.alice.is_active = False
    cast.alice.save()
    assert actions.actor_for_key(f"Bearer {text}", NOW) == nobody
    cast.alice.is_active = True
    cast.alice.save()
    actions.end_key(actor=cast.enter("alice"), key=made.pk, now=NOW)
    assert actions.actor_for_key(f"Bearer {text}", NOW) == nobody


def test_a_key_is_its_persons_alone(cast: Cast) -> None:
    made, _ = make(cast.enter("alice"))
    mallory = cast.enter("mallory")
    assert ApiKey.objects.count() == 0
    assert queries.api_keys(mallory, NOW) == []
    with pytest.raises(refusal.Missing):
        actions.end_key(actor=mallory, key=made.pk, now=NOW)


def test_wrong_keys_are_refused(cast: Cast) -> None:
    alice = cast.enter("alice")
    cases: tuple[dict[str, Any], ...] = (
        {"name": " "},
        {"name": "x" * 101},
        {"scopes": []},
        {"scopes": ["root"]},
        {"lifetime_days": 4000},
    )
    for wrong in cases:
        known: dict[str, Any] = {"name": "export", "scopes": ["read"], "lifetime_days": 30} | wrong
        with pytest.raises(refusal.Invalid):
            actions.make_key(actor=alice, now=NOW, **known)


def test_a_key_is_shown_once_and_ended_on_the_page(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    form = {"name": "nightly", "scopes": "write", "lifetime_days": "90"}
    shown = client.post("/account/keys/make/", form).content.decode()
    key = shown.split("wm_")[1].split("<")[0]
    account = client.get("/account/").content.decode()
    assert key not in account
    assert f"wm_{key[:12]}" in account
    cast.enter("alice")
    made = ApiKey.objects.get()
    path = f"/account/keys/{made.pk}/end/"
    assert visit("mallory").get(path).status_code == 404
    assert visit("mallory").post(path).status_code == 404
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 404
    assert Client().post(path)["Location"].startswith("/account/sign-in/")


def test_a_wrong_form_is_shown_again(cast: Cast, visit: Visit) -> None:
    answer = visit("alice").post("/account/keys/make/", {"name": ""})
    assert answer.status_code == 422
    for sentence in (b"what the key is for", b"what the key may do", b"how long the key works"):
        assert answer.content.count(sentence) == 2


def test_the_account_costs_the_same_with_one_key_and_with_three(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    client.get("/account/")
    costs = []
    for more in (1, 2):
        alice = cast.enter("alice")
        for number in range(more):
            make(alice, f"key {more} {number}")
        with CaptureQueriesContext(connection) as asked:
            client.get("/account/")
        costs.append(len(asked))
    assert costs[0] == costs[1]
