"""People come in by invitation: once, for as long as it stands, and as far as it says."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.conftest import NOW, Cast
from tests.database import as_owner
from tests.server.people.conftest import PASSWORD, Visit, with_password
from wardmote.rules import refusal
from wardmote.rules.people.roles import Role
from wardmote.server.people import actions, enter, models, queries
from wardmote.server.people.queries.invitations import hashed

Commit = Any
NEW = {"name": "Nora Ives", "password1": PASSWORD}


def link(letter: Any) -> str:
    """Take the path of an invitation out of its letter."""
    whole = next(word for word in letter.body.split() if "/invitation/" in word)
    return str(urlsplit(whole).path)


def invited(
    client: Client,
    commit: Commit,
    outbox: list[Any],
    email: str = "nora@alderby.example",
    roles: tuple[str, ...] = ("collaborator",),
    code: str = "ALDERBY",
) -> str:
    with commit(execute=True):
        answer = client.post(f"/people/{code}/invite/", {"email": email, "roles": roles})
    assert answer.status_code == 302, answer.content.decode()
    return link(outbox[-1])


def test_a_new_person_comes_in_by_the_letter(
    cast: Cast, visit: Visit, mailoutbox: list[Any], django_capture_on_commit_callbacks: Commit
) -> None:
    path = invited(visit("alice"), django_capture_on_commit_callbacks, mailoutbox)
    (letter,) = mailoutbox
    assert letter.to == ["nora@alderby.example"]
    assert "Alice Ferrow invites you to join Alderby District Council" in letter.body
    client = Client()
    page = client.get(path).content.decode()
    assert "Alderby District Council" in page
    assert "Collaborator" in page
    assert client.post(path, NEW)["Location"] == "/"
    account = client.get("/account/").content.decode()
    assert "Nora Ives" in account
    assert "Collaborator" in account
    person = models.Person.objects.get(email="nora@alderby.example")
    assert enter.enter(person.pk).roles == {cast.alderby.pk: {Role.COLLABORATOR}}
    assert Client().get(path).status_code == 404
    assert Client().post(path, NEW).status_code == 404
    answer = Client().post(
        "/account/sign-in/", {"login": "Nora@Alderby.example", "password": PASSWORD}
    )
    assert answer.status_code == 302


def test_the_link_is_kept_as_a_hash_alone(
    cast: Cast, visit: Visit, mailoutbox: list[Any], django_capture_on_commit_callbacks: Commit
) -> None:
    path = invited(visit("alice"), django_capture_on_commit_callbacks, mailoutbox)
    token = path.split("/")[-2]
    cast.enter("alice")
    kept = models.Invitation.objects.values().get()
    assert token not in str(kept)
    assert kept["token_hash"] == hashed(token)
    assert (kept["sends"], kept["sent_at"] is None) == (1, False)


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"password1": "short"},
        {"password1": "password1234"},
        {"password1": "nora@alderby.example"},
        {"name": "a" * 201},
    ],
)
def test_a_wrong_answer_keeps_the_invitation_open(
    cast: Cast,
    visit: Visit,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Commit,
    change: dict[str, str],
) -> None:
    path = invited(visit("alice"), django_capture_on_commit_callbacks, mailoutbox)
    answer = Client().post(path, NEW | change)
    assert answer.status_code == 422
    assert not models.Person.objects.filter(email="nora@alderby.example").exists()
    assert Client().post(path, NEW).status_code == 302


def test_the_signed_in_join_with_their_own_address_alone(
    cast: Cast, visit: Visit, mailoutbox: list[Any], django_capture_on_commit_callbacks: Commit
) -> None:
    address = str(cast.mallory.email).upper()
    path = invited(visit("alice"), django_capture_on_commit_callbacks, mailoutbox, address)
    assert b"There is an account for this address" in Client().get(path).content
    assert b"this invitation is for another address" in visit("bob").get(path).content
    assert visit("bob").post(path).status_code == 403
    mallory = visit("mallory")
    assert mallory.post(path).status_code == 302
    assert cast.enter("mallory").roles == {
        cast.alderby.pk: {Role.COLLABORATOR},
        cast.merrowdown.pk: {Role.CAF_LEAD},
    }


def test_a_visitor_cannot_take_over_an_account_by_an_invitation(
    cast: Cast, visit: Visit, mailoutbox: list[Any], django_capture_on_commit_callbacks: Commit
) -> None:
    address = with_password(cast, "mallory")
    path = invited(visit("alice"), django_capture_on_commit_callbacks, mailoutbox, address)
    assert Client().post(path, NEW).status_code == 200
    assert len(models.Person.objects.filter(email=address)) == 1
    with pytest.raises(refusal.Conflict):
        actions.join_anew(token=path.split("/")[-2], name="X", password="y" * 20, now=NOW)


def test_withdrawn_and_old_and_resent_links_end(
    cast: Cast, visit: Visit, mailoutbox: list[Any], django_capture_on_commit_callbacks: Commit
) -> None:
    alice = visit("alice")
    first = invited(alice, django_capture_on_commit_callbacks, mailoutbox)
    cast.enter("alice")
    key = models.Invitation.objects.get().pk
    with django_capture_on_commit_callbacks(execute=True):
        alice.post(f"/people/ALDERBY/invitations/{key}/send/")
    second = link(mailoutbox[-1])
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    now = timezone.now()
    with pytest.raises(refusal.Missing):
        queries.shown(second.split("/")[-2], now + timedelta(days=14, minutes=1))
    assert alice.get(f"/people/ALDERBY/invitations/{key}/withdraw/").status_code == 200
    alice.post(f"/people/ALDERBY/invitations/{key}/withdraw/")
    assert Client().get(second).status_code == 404
    assert alice.post(f"/people/ALDERBY/invitations/{key}/withdraw/").status_code == 404
    assert alice.post(f"/people/ALDERBY/invitations/{key}/send/").status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..", "x" * 3000])
def test_a_link_that_never_was_looks_like_one_that_ended(cast: Cast, token: str) -> None:
    answer = Client().get(f"/account/invitation/{token}/")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("alice", "ALDERBY", 302),
        ("alice", "MERROWDOWN", 404),
        ("alice", "ASSURER", 404),
        ("alice", "NOWHERE", 404),
        ("bob", "ALDERBY", 403),
        ("erin", "ALDERBY", 403),
        ("mallory", "ALDERBY", 404),
        ("carol", "ALDERBY", 404),
        ("carol", "ASSURER", 403),
        ("dave", "ALDERBY", 403),
        ("grace", "ALDERBY", 403),
    ],
)
def test_who_may_invite_where(cast: Cast, visit: Visit, who: str, code: str, status: int) -> None:
    form = {"email": "new@example.org", "roles": ["collaborator"]}
    assert visit(who).post(f"/people/{code}/invite/", form).status_code == status
    with as_owner():
        assert models.Invitation.objects.count() == (1 if status == 302 else 0)


def test_the_steward_invites_a_first_lead_and_nobody_else(cast: Cast, visit: Visit) -> None:
    with as_owner():
        models.Membership.objects.filter(organisation=cast.merrowdown).delete()
    dave = visit("dave")
    page = dave.get("/people/MERROWDOWN/invite/").content.decode()
    assert "Invite its first CAF lead" in page
    path = "/people/MERROWDOWN/invite/"
    for roles in (["collaborator"], ["caf_lead", "collaborator"]):
        assert dave.post(path, {"email": "n@example.org", "roles": roles}).status_code == 422
    assert dave.post(path, {"email": "n@example.org", "roles": ["caf_lead"]}).status_code == 302
    assert (
        visit("grace").post(path, {"email": "m@example.org", "roles": ["caf_lead"]}).status_code
        == 403
    )


@pytest.mark.parametrize(
    ("code", "role"), [("STEWARD", "analyst"), ("ASSURER", "independent_assurer")]
)
def test_the_steward_runs_stewards_and_assurers(
    cast: Cast, visit: Visit, code: str, role: str
) -> None:
    form = {"email": "new@example.org", "roles": [role]}
    assert visit("dave").post(f"/people/{code}/invite/", form).status_code == 302
    wrong = {"email": "other@example.org", "roles": ["caf_lead"]}
    assert visit("dave").post(f"/people/{code}/invite/", wrong).status_code == 422


def test_an_address_is_invited_once_in_any_case(cast: Cast, visit: Visit) -> None:
    alice = visit("alice")
    form = {"email": "new@example.org", "roles": ["collaborator"]}
    path = "/people/ALDERBY/invite/"
    assert alice.post(path, form).status_code == 302
    again = alice.post(path, form | {"email": "NEW@Example.org"})
    assert again.status_code == 422
    assert b"There is an open invitation for this address" in again.content
    member = alice.post(path, form | {"email": cast.bob.email.title()})
    assert b"This person is already here" in member.content
    foreign = alice.post(path, form | {"email": cast.mallory.email})
    assert foreign.status_code == 302  # that she has an account elsewhere is not told


def test_a_flood_is_refused(cast: Cast, visit: Visit) -> None:
    alice = cast.enter("alice")
    for number in range(30):
        actions.invite(
            actor=alice,
            organisation=cast.alderby,
            email=f"n{number}@example.org",
            roles=["collaborator"],
            now=NOW,
        )
    with pytest.raises(refusal.Conflict, match="Wait an hour"):
        actions.invite(
            actor=alice,
            organisation=cast.alderby,
            email="one@example.org",
            roles=["collaborator"],
            now=NOW,
        )
    actions.invite(
        actor=alice,
        organisation=cast.alderby,
        email="one@example.org",
        roles=["collaborator"],
        now=NOW + timedelta(hours=1, seconds=1),
    )


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "a@b",
        "a\x00@example.org",
        "x" * 250 + "@e.org",
        "a@example.org\nBcc: b@example.org",
    ],
)
def test_what_is_no_address_is_refused(cast: Cast, visit: Visit, email: str) -> None:
    form = {"email": email, "roles": ["collaborator"]}
    assert visit("alice").post("/people/ALDERBY/invite/", form).status_code == 422


def test_the_database_lets_nobody_join_further_than_the_invitation_says(
    cast: Cast, visit: Visit, mailoutbox: list[Any], django_capture_on_commit_callbacks: Commit
) -> None:
    path = invited(
        visit("alice"), django_capture_on_commit_callbacks, mailoutbox, str(cast.mallory.email)
    )
    cast.enter("mallory")
    enter.present(hashed(path.split("/")[-2]))
    wrong = [
        (cast.alderby, cast.mallory, "caf_lead"),
        (cast.alderby, cast.grace, "collaborator"),
        (cast.steward, cast.mallory, "collaborator"),
    ]
    for organisation, person, role in wrong:
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            models.Membership.objects.create(
                organisation=organisation, person=person, role=role, since=NOW
            )


def test_a_mail_server_that_fails_leaves_the_invitation_marked(
    cast: Cast, visit: Visit, settings: Any, django_capture_on_commit_callbacks: Commit
) -> None:
    settings.EMAIL_BACKEND = "wardmote.server.shell.mail.Backend"
    settings.MAIL_URL = "smtp://127.0.0.1:9?tls=none"
    alice = visit("alice")
    with django_capture_on_commit_callbacks(execute=True):
        alice.post("/people/ALDERBY/invite/", {"email": "n@example.org", "roles": ["approver"]})
    page = alice.get("/people/ALDERBY/").content.decode()
    assert "The email has not left. Send it again." in page


def test_the_first_steward_comes_by_the_command_line(cast: Cast) -> None:
    from wardmote.server.people import service

    with as_owner():
        given = service.add_steward(
            email="ada@example.org", name="Ada Prior", code="", now=timezone.now()
        )
    assert given.startswith("http://127.0.0.1/account/invitation/")
    path = given.removeprefix("http://127.0.0.1")
    client = Client()
    assert 'value="Ada Prior"' in client.get(path).content.decode()
    client.post(path, {"name": "Ada Prior", "password1": PASSWORD})
    ada = models.Person.objects.get(email="ada@example.org")
    assert enter.enter(ada.pk).is_steward
    with as_owner(), pytest.raises(refusal.Invalid):
        service.add_steward(email="x@example.org", name="X", code="ALDERBY", now=NOW)
