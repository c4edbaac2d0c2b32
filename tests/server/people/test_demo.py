"""The ready accounts exist in demo mode alone."""

import html
import re

from django.test import Client
from pytest_django import Settings

from tests.conftest import Cast


def test_the_page_is_not_there_for_real_data(cast: Cast) -> None:
    client = Client()
    assert client.get("/demo/").status_code == 404
    entered = client.post("/demo/enter/", {"email": "alice@alderby.example"})
    assert entered.status_code == 404
    assert client.get("/account/").status_code == 302


def test_one_click_signs_in(cast: Cast, settings: Settings) -> None:
    settings.IS_DEMO = True
    client = Client()
    page = client.get("/demo/").content.decode()
    assert "Alice Ferrow" in page
    assert "Carol Whin" not in page  # her address in the tests is not the demonstration's
    assert client.post("/demo/enter/", {"email": "alice@alderby.example"})["Location"] == "/"
    assert b"Alice Ferrow" in client.get("/account/").content


def test_one_click_goes_on_where_a_session_ended(cast: Cast, settings: Settings) -> None:
    settings.IS_DEMO = True
    client = Client()
    wanted = "/calendar/?a=1&b=2"
    to_sign_in = client.get("/account/sign-in/", {"next": wanted}).content.decode()
    link = html.unescape(re.findall(r'href="(/demo/[^"]*)"', to_sign_in)[0])
    page = client.get(link).content.decode()
    given = html.unescape(re.findall(r'name="next" value="([^"]*)"', page)[0])
    sent = {"email": "alice@alderby.example", "next": given}
    assert client.post("/demo/enter/", sent)["Location"] == wanted


def test_one_click_leads_nowhere_else(cast: Cast, settings: Settings) -> None:
    settings.IS_DEMO = True
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        sent = {"email": "alice@alderby.example", "next": wanted}
        assert Client().post("/demo/enter/", sent)["Location"] == "/"


def test_nobody_else_can_be_entered(cast: Cast, settings: Settings) -> None:
    settings.IS_DEMO = True
    for address in ("carol@assurer.example", "", "ALICE@alderby.example", "nobody"):
        assert Client().post("/demo/enter/", {"email": address}).status_code == 404
