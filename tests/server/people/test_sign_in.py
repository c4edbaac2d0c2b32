"""Signing in: who gets in, who is kept out, and that neither tells a stranger anything."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Commit

from tests.conftest import Cast
from tests.server.people.conftest import PASSWORD, Visit, with_password

SIGN_IN = "/account/sign-in/"


def knock(client: Client, login: str, password: str, **more: str) -> int:
    return client.post(SIGN_IN, {"login": login, "password": password}, **more).status_code


def test_a_person_signs_in_with_their_address_in_any_case(cast: Cast) -> None:
    address = with_password(cast, "alice")
    client = Client()
    answer = client.post(
        f"{SIGN_IN}?next=/account/", {"login": address.upper(), "password": PASSWORD}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert b"Alice Ferrow" in client.get("/account/").content
    assert client.post("/account/sign-out/")["Location"] == "/"
    assert client.get("/account/")["Location"] == f"{SIGN_IN}?next=/account/"


def test_a_wrong_password_and_a_wrong_address_look_the_same(cast: Cast) -> None:
    address = with_password(cast, "alice")
    known = Client().post(SIGN_IN, {"login": address, "password": "wrong"})
    unknown = Client().post(SIGN_IN, {"login": "nobody@example.org", "password": "wrong"})
    assert (known.status_code, unknown.status_code) == (422, 422)
    sentence = b"Check your email address and password, and try again."
    assert known.content.count(sentence) == unknown.content.count(sentence) == 1
    assert b"<title>Error: Sign in" in known.content


def test_a_closed_account_does_not_get_in(cast: Cast) -> None:
    address = with_password(cast, "alice")
    cast.alice.is_active = False
    cast.alice.save()
    client = Client()
    knock(client, address, PASSWORD)
    assert client.get("/account/").status_code == 302


def test_guesses_are_stopped_by_address_and_place(cast: Cast) -> None:
    alice, bob = with_password(cast, "alice"), with_password(cast, "bob")
    guesses = [knock(Client(), alice.title(), f"guess {number}") for number in range(11)]
    assert guesses == [422] * 9 + [429] * 2
    assert knock(Client(), alice, PASSWORD) == 429
    assert knock(Client(), bob, PASSWORD) == 302
    assert knock(Client(), alice, PASSWORD, REMOTE_ADDR="192.0.2.7") == 302


def test_being_stopped_looks_the_same_for_an_address_that_nobody_has(cast: Cast) -> None:
    pages = [
        Client().post(SIGN_IN, {"login": "nobody@example.org", "password": "guess"})
        for _ in range(11)
    ]
    assert pages[-1].status_code == 429
    assert b"There were too many tries" in pages[-1].content


def test_next_leads_nowhere_else(cast: Cast) -> None:
    address = with_password(cast, "alice")
    answer = Client().post(
        f"{SIGN_IN}?next=https://elsewhere.example/", {"login": address, "password": PASSWORD}
    )
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": "", "password": ""},
        {"login": "x" * 5000, "password": "y" * 5000},
        {"login": "a\x00b@example.org", "password": "\x00"},
        {"login": "<script>alert(1)</script>", "password": "x"},
    ],
)
def test_rubbish_is_an_error_that_says_so(cast: Cast, body: dict[str, str]) -> None:
    answer = Client().post(SIGN_IN, body)
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content
    assert b"<script>alert(1)" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/account/signup/",
        "/accounts/signup/",
        "/account/sign-up/",
        "/account/social/signup/",
        "/account/3rdparty/",
        "/account/login/code/",
        "/account/passkeys/signup/",
        "/admin/",
    ],
)
def test_there_is_no_open_sign_up(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/account/oidc/", "/account/oidc/callback/"])
def test_there_is_no_other_way_in_where_none_is_set(cast: Cast, path: str) -> None:
    assert Client().post(path).status_code == 404


def test_a_new_password_comes_by_a_letter(
    cast: Cast, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Commit
) -> None:
    address = with_password(cast, "alice")
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        known = client.post("/account/new-password/", {"email": address.upper()})
        unknown = Client().post("/account/new-password/", {"email": "nobody@example.org"})
    assert known["Location"] == unknown["Location"] == "/account/new-password/sent/"
    to, stranger = mailoutbox
    assert (to.to, to.subject) == ([address], "Set a new password for Wardmote")
    assert stranger.subject == "There is no account for this address on Wardmote"
    link = next(word for word in to.body.split() if word.startswith("http"))
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    weak = client.post(form, {"password1": "short", "password2": "short"})
    assert weak.status_code == 422
    new = "quite another phrase"
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(form, {"password1": new, "password2": new})
    assert done.status_code == 302
    assert "Your password was changed" in mailoutbox[-1].body
    assert knock(Client(), address, PASSWORD) == 422
    assert knock(Client(), address, new) == 302
    assert b"This link no longer works" in Client().get(link, follow=True).content


def test_asking_for_new_passwords_is_limited(cast: Cast) -> None:
    answers = [
        Client().post("/account/new-password/", {"email": cast.alice.email}).status_code
        for _ in range(6)
    ]
    assert answers == [302] * 5 + [429]


def test_a_changed_address_waits_until_it_is_confirmed(
    cast: Cast,
    visit: Visit,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    client = visit("alice")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/email/", {"email": "a@new.example", "action_add": "yes"})
    assert answer.status_code == 302
    cast.alice.refresh_from_db()
    assert cast.alice.email == "alice@alderby.example"
    (letter,) = mailoutbox
    assert letter.to == ["a@new.example"]
    link = next(word for word in letter.body.split() if word.startswith("http"))
    assert b"a@new.example" in client.get(link).content
    client.post(link)
    cast.alice.refresh_from_db()
    assert cast.alice.email == "a@new.example"


def test_an_address_that_someone_has_is_not_taken(
    cast: Cast,
    visit: Visit,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    client = visit("alice")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/email/", {"email": cast.bob.email.upper(), "action_add": "yes"})
    link = next(word for word in mailoutbox[0].body.split() if word.startswith("http"))
    assert client.post(link).status_code == 409
    cast.alice.refresh_from_db()
    assert cast.alice.email == "alice@alderby.example"


def test_the_library_pages_a_member_sees_open(cast: Cast, visit: Visit) -> None:
    with_password(cast, "alice")
    client = visit("alice")
    for path in (
        "/account/",
        "/account/name/",
        "/account/password/",
        "/account/email/",
        "/account/two-step/",
        "/account/passkeys/",
        "/account/sessions/",
        "/account/keys/make/",
        "/account/sign-out/",
        "/account/again/",
    ):
        assert (path, client.get(path).status_code) == (path, 200)
    for path in ("/account/two-step/app/add/", "/account/passkeys/add/"):
        assert client.get(path)["Location"].startswith("/account/again/?next=")
