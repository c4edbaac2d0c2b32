"""Signing in with another organisation: by issuer and subject, and never by address."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.conftest import Cast
from tests.server.people.conftest import Visit
from tests.server.people.issuer import CLIENT, SECRET, Issuer
from wardmote.rules.people.roles import Role
from wardmote.server.people import enter, models

START = "/account/oidc/"


@pytest.fixture
def issuer(settings: Settings) -> Iterator[Issuer]:
    with Issuer() as running:
        app = {
            "provider_id": settings.OIDC_PROVIDER,
            "name": "Somewhere",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": running.url, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        settings.OIDC_NAME = "Somewhere"
        yield running


def come_back(client: Client, issuer: Issuer, *, process: str = "") -> HttpResponse:
    """Go to the issuer and come back as the one it says."""
    gone = client.post(START + (f"?process={process}" if process else ""))
    assert gone.status_code == 302, gone.content.decode()
    asked = parse_qs(urlsplit(gone["Location"]).query)
    issuer.challenge = asked["code_challenge"][0]
    assert urlsplit(asked["redirect_uri"][0]).path == "/account/oidc/callback/"
    answer = client.get("/account/oidc/callback/", {"code": "code", "state": asked["state"][0]})
    assert issuer.was_proved()
    return answer  # type: ignore[return-value]


def test_a_stranger_with_a_known_address_does_not_get_into_the_account(
    cast: Cast, issuer: Issuer
) -> None:
    issuer.person = {"sub": "s-1", "email": cast.alice.email, "email_verified": True}
    client = Client()
    answer = come_back(client, issuer)
    assert answer.status_code == 403
    assert b"Open the link in your invitation first" in answer.content
    assert client.get("/account/").status_code == 302
    assert SocialAccount.objects.count() == 0


def test_whoever_linked_their_account_signs_in_under_any_address(
    cast: Cast, visit: Visit, issuer: Issuer
) -> None:
    issuer.person = {"sub": "s-1", "email": "other@elsewhere.example"}
    alice = visit("alice")
    assert b"Also sign in with Somewhere" in alice.get("/account/").content
    assert come_back(alice, issuer, process="connect")["Location"] == "/account/"
    issuer.person = {"sub": "s-1", "email": str(cast.mallory.email)}
    again = Client()
    come_back(again, issuer)
    assert b"Alice Ferrow" in again.get("/account/").content
    issuer.person = {"sub": "s-2", "email": "other@elsewhere.example"}
    assert come_back(Client(), issuer).status_code == 403


def test_an_account_of_elsewhere_is_one_persons_alone(
    cast: Cast, visit: Visit, issuer: Issuer
) -> None:
    issuer.person = {"sub": "s-1", "email": "a@elsewhere.example"}
    come_back(visit("alice"), issuer, process="connect")
    come_back(visit("mallory"), issuer, process="connect")
    assert [link.user_id for link in SocialAccount.objects.all()] == [cast.alice.pk]


def test_an_invited_person_comes_in_without_a_password(
    cast: Cast,
    issuer: Issuer,
    visit: Visit,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        form = {"email": "nora@alderby.example", "roles": ["approver"]}
        visit("alice").post("/people/ALDERBY/invite/", form)
    whole = next(word for word in mailoutbox[0].body.split() if "/invitation/" in word)
    client = Client()
    assert b"Continue with Somewhere" in client.get(urlsplit(whole).path).content
    issuer.person = {"sub": "s-9", "email": "n.ives@elsewhere.example", "name": "Nora Ives"}
    come_back(client, issuer)
    account = client.get("/account/").content.decode()
    assert "Nora Ives" in account
    assert "nora@alderby.example" in account
    nora = models.Person.objects.get(email="nora@alderby.example")
    assert enter.enter(nora.pk).roles == {cast.alderby.pk: {Role.APPROVER}}
    assert not nora.has_usable_password()
    again = Client()
    come_back(again, issuer)
    assert "Nora Ives" in again.get("/account/").content.decode()
    issuer.person = {"sub": "s-10", "email": "nora@alderby.example"}
    assert come_back(Client(), issuer).status_code == 403


def test_a_closed_account_does_not_come_in_from_elsewhere(
    cast: Cast, visit: Visit, issuer: Issuer
) -> None:
    issuer.person = {"sub": "s-1"}
    come_back(visit("alice"), issuer, process="connect")
    cast.alice.is_active = False
    cast.alice.save()
    client = Client()
    come_back(client, issuer)
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "query", [{}, {"code": "code"}, {"code": "code", "state": "x"}, {"error": "access_denied"}]
)
def test_an_answer_that_nobody_asked_for_lets_nobody_in(
    cast: Cast, issuer: Issuer, query: dict[str, str]
) -> None:
    issuer.person = {"sub": "s-1"}
    client = Client()
    assert client.get("/account/oidc/callback/", query).status_code in (200, 302, 401, 403)
    assert client.get("/account/").status_code == 302
