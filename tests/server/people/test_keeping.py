"""A session that ends mid-text gives the text back, to its writer and to nobody else."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from tests.conftest import Cast
from tests.database import as_owner
from tests.server.people.conftest import PASSWORD, Visit, with_password
from tests.server.people.test_sessions import turn_back
from wardmote.server.people import keeping
from wardmote.server.people.models import HeldText

NAME = "/account/name/"
TEXT = "Alice Ferrow-Marsh & Söhne"
BACK = "You were signed out before this was saved. Your text is below."


def hidden(page: bytes, field: str) -> str:
    found = re.search(rf'name="{field}" value="([^"]*)"', page.decode())
    assert found, field
    return found[1]


def written(client: Client) -> dict[str, str]:
    """Open the form and fill it."""
    stamp = hidden(client.get(NAME).content, "written_by")
    return {"name": TEXT, "written_by": stamp, "csrfmiddlewaretoken": "x"}


def sign_in(client: Client, address: str) -> str:
    answer = client.post(f"/account/sign-in/?next={NAME}", {"login": address, "password": PASSWORD})
    return str(answer["Location"])


def test_the_text_comes_back_and_goes_when_it_is_saved(cast: Cast, visit: Visit) -> None:
    address = with_password(cast, "alice")
    client = visit("alice")
    form = written(client)
    turn_back(client, began_at=31 * 60, seen_at=31 * 60)
    sent = client.post(NAME, form)
    assert (sent.status_code, sent["Location"]) == (302, f"/account/sign-in/?next={NAME}")
    cast.alice.refresh_from_db()
    assert cast.alice.name == "Alice Ferrow"
    assert sign_in(client, address) == NAME
    page = client.get(NAME)
    assert BACK in page.content.decode()
    assert "Alice Ferrow-Marsh &amp; Söhne" in page.content.decode()
    again = {"name": TEXT, "written_by": hidden(page.content, "written_by")}
    assert client.post(NAME, again).status_code == 302
    cast.alice.refresh_from_db()
    assert cast.alice.name == TEXT
    assert BACK not in client.get(NAME).content.decode()
    with as_owner():
        assert HeldText.objects.count() == 0


def test_what_is_held_holds_no_token(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    form = written(client)
    client.logout()
    client.post(NAME, form)
    cast.enter("alice")
    held = HeldText.objects.get()
    assert (held.person_id, held.path) == (cast.alice.pk, NAME)
    assert held.body == "name=Alice+Ferrow-Marsh+%26+S%C3%B6hne"


def test_nobody_else_gets_it(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    form = written(client)
    client.force_login(cast.bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = client.post(NAME, form)
    assert refused.status_code == 409
    assert TEXT not in refused.content.decode()
    cast.bob.refresh_from_db()
    assert cast.bob.name == "Bob Tansley"
    assert BACK not in client.get(NAME).content.decode()
    cast.enter("bob")
    assert HeldText.objects.count() == 0
    assert BACK in visit("alice").get(NAME).content.decode()


def test_a_wrong_form_keeps_the_held_text(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    form = written(client)
    client.logout()
    client.post(NAME, form)
    client = visit("alice")
    stamp = hidden(client.get(NAME).content, "written_by")
    assert client.post(NAME, {"name": "", "written_by": stamp}).status_code == 422
    assert BACK in client.get(NAME).content.decode()


def test_two_texts_of_two_tabs_come_back_one_after_the_other(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    first, second = written(client), written(client)
    second["name"] = "Alice Second"
    client.logout()
    client.post(NAME, first)
    client.post(NAME, second)
    client = visit("alice")
    for text in ("Alice Second", "Alice Ferrow-Marsh"):
        page = client.get(NAME).content
        assert text in page.decode()
        client.post(NAME, {"name": text, "written_by": hidden(page, "written_by")})
    assert BACK not in client.get(NAME).content.decode()


def test_a_text_is_kept_for_a_day(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    form = written(client)
    client.logout()
    client.post(NAME, form)
    cast.enter("alice")
    held = HeldText.objects.get()
    HeldText.objects.update(at=held.at - timedelta(hours=24))
    assert BACK not in visit("alice").get(NAME).content.decode()


@pytest.mark.parametrize("stamp", ["", "rubbish", "a:b:c", "x" * 10_000])
def test_what_we_did_not_sign_holds_nothing(cast: Cast, stamp: str) -> None:
    answer = Client().post(NAME, {"name": TEXT, "written_by": stamp})
    assert answer.status_code == 302
    with as_owner():
        assert HeldText.objects.count() == 0


def test_a_signature_for_something_else_is_none(cast: Cast) -> None:
    stamp = signing.dumps([str(cast.alice.pk), ""], salt="another")
    Client().post(NAME, {"name": TEXT, "written_by": stamp})
    with as_owner():
        assert HeldText.objects.count() == 0


def test_a_form_from_another_site_is_refused_and_holds_nothing(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(NAME, {"name": TEXT})
    assert answer.status_code == 403
    assert b"Try that again" in answer.content
    with as_owner():
        assert HeldText.objects.count() == 0


def test_a_form_that_lost_its_token_to_another_tab_comes_back(cast: Cast, visit: Visit) -> None:
    client = visit("alice")
    form = written(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    sent = strict.post(NAME, form)
    assert (sent.status_code, sent["Location"]) == (302, NAME)
    cast.alice.refresh_from_db()
    assert cast.alice.name == "Alice Ferrow"
    assert BACK in client.get(NAME).content.decode()


def test_a_visitor_signs_nothing(cast: Cast) -> None:
    request = type("Request", (), {"actor": cast.enter("alice")})()
    assert "written_by" in keeping.written_by(request)
    request.actor = None
    assert keeping.written_by(request) == ""
