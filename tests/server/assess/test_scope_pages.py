"""The pages of cycles and scopes, as people and strangers see them."""

import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from html5lib import HTMLParser

from tests.conftest import NOW, Cast
from tests.database import as_owner
from tests.server.assess import scoping as lay
from wardmote.rules.assess import scope
from wardmote.server.assess import models
from wardmote.server.assess.actions import scoping, systems
from wardmote.server.people.models import Assignment, Membership

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOSTILE = "<script>alert(1)</script>\"'&amp; \u202eevil 🏠 نظام " + "x" * 120


def client(cast: Cast, who: str) -> Client:
    made = Client()
    made.force_login(getattr(cast, who), backend=BACKEND)
    return made


def get(cast: Cast, who: str, path: str, status: int = 200) -> str:
    response = client(cast, who).get(path)
    assert response.status_code == status, (path, response.content)
    return response.content.decode()


def pages(of: models.Assessment, service: UUID, system: UUID) -> dict[str, str]:
    """Name every page of an assessment, and who may open it: all readers, editors or the lead."""
    one = f"/assessments/{of.pk}/"
    inside = f"{one}scope/"
    return {
        one: "all",
        f"{one}details/": "lead",
        f"{one}prepare/": "all",
        f"{one}prepare/who/": "lead",
        f"{one}prepare/dates/": "lead",
        inside: "all",
        f"{inside}context/": "editors",
        f"{inside}picture/": "all",
        f"{inside}services/": "all",
        f"{inside}services/add/": "editors",
        f"{inside}services/{service}/": "editors",
        f"{inside}services/{service}/remove/": "editors",
        f"{inside}systems/": "all",
        f"{inside}systems/add/": "editors",
        f"{inside}systems/{system}/": "editors",
        f"{inside}systems/{system}/remove/": "editors",
        f"{inside}priorities/": "all",
        f"{inside}priorities/{system}/": "editors",
        f"{inside}priorities/{system}/stop/": "editors",
        f"{inside}sign-off/": "all",
    }


OPEN_TO = {
    "alice": {"all", "editors", "lead"},
    "bob": {"all", "editors"},
    "frank": {"all", "editors"},
    "erin": {"all"},
}


def test_each_page_opens_for_those_it_is_for_and_is_absent_for_strangers(cast: Cast) -> None:
    of = lay.begin(cast)
    service, system = lay.complete(cast.enter("alice"), of)
    found = pages(of, service.pk, system.pk)
    for who in ("alice", "bob", "erin", "frank"):
        for path, whom in found.items():
            get(cast, who, path, 200 if whom in OPEN_TO[who] else 403)
    absent = {get(cast, who, path, 404) for who in ("mallory", "carol") for path in found}
    real = re.sub(r"\W+", " ", absent.pop())
    assert all("Alderby" not in re.sub(r"\W+", " ", page) for page in {real, *absent})
    for path in found:
        response = Client().get(path)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/account/sign-in/?next={path}",
        )


def test_an_assurer_who_was_assigned_reads_and_changes_nothing(cast: Cast) -> None:
    of = lay.begin(cast)
    service, system = lay.complete(cast.enter("alice"), of)
    with as_owner():
        Assignment.objects.create(
            organisation=cast.alderby,
            person=cast.carol,
            subject=of.pk,
            granted_by=cast.alice,
            granted_at=NOW,
        )
    for path, whom in pages(of, service.pk, system.pk).items():
        get(cast, "carol", path, 200 if whom == "all" else 403)


def test_things_of_another_council_are_absent_inside_ones_own(cast: Cast) -> None:
    theirs = lay.begin(cast, "mallory", "merrowdown")
    service, system = lay.complete(cast.enter("mallory"), theirs)
    of = lay.begin(cast)
    found = pages(of, service.pk, system.pk)
    for path in found:
        if str(service.pk) in path or str(system.pk) in path:
            get(cast, "alice", path, 404)
            assert client(cast, "alice").post(path, {"name": "x"}).status_code == 404


def test_the_start_shows_visitors_what_this_is_and_people_their_work(cast: Cast) -> None:
    lay.begin(cast, "mallory", "merrowdown")
    assert "Know where you stand" in Client().get("/").content.decode()
    assert "You have no assessments yet" in get(cast, "alice", "/")
    assert "There are no assessments for you" in get(cast, "bob", "/")
    of = lay.begin(cast)
    for who in ("alice", "bob", "erin", "frank"):
        page = get(cast, who, "/")
        assert f"/assessments/{of.pk}/" in page
        assert "0 of 14 judgements" in page
        assert "Merrowdown" not in page
    for who in ("carol", "dave", "grace"):
        assert "There are no assessments for you" in get(cast, who, "/")


START = {
    "framework": "caf-4.0",
    "profile": "caf-4.0:baseline",
    "title": " CAF 2026 ",
    "starts_on-day": "2",
    "starts_on-month": "11",
    "starts_on-year": "2026",
}


def test_a_lead_starts_an_assessment_after_checking(cast: Cast) -> None:
    alice = client(cast, "alice")
    sent = {**START, "organisation": str(cast.alderby.pk)}
    checked = alice.post("/assessments/start/", sent)
    assert checked.status_code == 200
    assert "unofficial" in checked.content.decode()
    cast.enter("alice")
    assert models.Assessment.objects.count() == 0
    changed = alice.post("/assessments/start/", {**sent, "step": "change"}).content.decode()
    assert 'value="CAF 2026"' in changed.replace(" CAF 2026 ", "CAF 2026")
    begun = alice.post("/assessments/start/", {**sent, "step": "start"})
    cast.enter("alice")
    of = models.Assessment.objects.get()
    assert begun["Location"] == f"/assessments/{of.pk}/"
    assert (of.title, of.profile, str(of.starts_on), of.due_on) == (
        "CAF 2026",
        "caf-4.0:baseline",
        "2026-11-02",
        None,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "Enter a title"),
        ({"title": "x" * 201}, "Use 200 characters or fewer"),
        ({"framework": "caf-9"}, "Choose a framework version from the list"),
        ({"framework": "caf-3.2"}, "Choose a profile of the framework version you chose"),
        ({"profile": "nonsense"}, "Choose a profile from the list"),
        ({"starts_on-month": "13"}, "as a real date"),
        ({"starts_on-day": "٣"}, "as a real date"),
        ({"starts_on-year": "9" * 5000}, "as a real date"),
        (
            {"starts_on-day": "", "starts_on-month": "", "starts_on-year": ""},
            "Enter the start date",
        ),
        (
            {"due_on-day": "1", "due_on-month": "11", "due_on-year": "2026"},
            "on or after the start date",
        ),
        ({"organisation": str(uuid4())}, "Choose an organisation from the list"),
    ],
)
def test_what_is_wrong_with_a_start_is_said(
    cast: Cast, change: dict[str, str], message: str
) -> None:
    sent = {**START, "organisation": str(cast.alderby.pk), "step": "start", **change}
    response = client(cast, "alice").post("/assessments/start/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert message in page
    anchors = re.findall(r'<li><a href="#([^"]+)">', page)
    assert anchors
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    cast.enter("alice")
    assert models.Assessment.objects.count() == 0


def test_only_a_lead_starts_one_and_only_at_home(cast: Cast) -> None:
    for who in ("bob", "erin", "frank", "carol", "dave", "grace"):
        get(cast, who, "/assessments/start/", 403)
    with as_owner():
        Membership.objects.create(
            organisation=cast.merrowdown, person=cast.alice, role="caf_lead", since=NOW
        )
    page = get(cast, "alice", "/assessments/start/")
    assert "Which organisation is assessed?" in page
    sent = {**START, "organisation": str(cast.merrowdown.pk), "step": "start"}
    assert client(cast, "bob").post("/assessments/start/", sent).status_code == 403
    assert client(cast, "alice").post("/assessments/start/", sent).status_code == 302


def test_the_second_save_of_a_service_shows_both_texts(cast: Cast) -> None:
    of = lay.begin(cast)
    service = lay.add_service(cast.enter("alice"), of)
    path = f"/assessments/{of.pk}/scope/services/{service.pk}/"
    sent = {"name": "Housing", "owner": "Director of housing", "in_scope": "yes", "version": "0"}
    first = client(cast, "bob").post(path, {**sent, "description": "Bob’s words"})
    assert first.status_code == 302
    second = client(cast, "alice").post(path, {**sent, "description": "Alice’s words"})
    page = second.content.decode()
    assert second.status_code == 409
    assert "Bob Tansley saved this while you were changing it" in page
    assert "Bob’s words" in page
    assert "Alice’s words" in page
    assert 'name="version" value="1"' in page
    merged = {**sent, "description": "Both", "version": "1"}
    assert client(cast, "alice").post(path, merged).status_code == 302
    cast.enter("alice")
    assert models.Service.objects.get().description == "Both"
    for version in ("", "x", "-1", "9" * 400):
        again = {**sent, "description": "Late", "version": version}
        assert client(cast, "alice").post(path, again).status_code == 409


def test_a_change_of_a_signed_scope_is_warned_of_and_told(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service, _ = lay.complete(alice, of)
    signed = get(cast, "erin", f"/assessments/{of.pk}/scope/sign-off/")
    seen = re.search(r'name="seen" value="(\w+)"', signed)
    assert seen is not None
    erin = client(cast, "erin")
    assert erin.post(f"/assessments/{of.pk}/scope/sign-off/", {"seen": seen[1]}).status_code == 302
    path = f"/assessments/{of.pk}/scope/services/{service.pk}/"
    assert "the sign-off by Erin Maddock" in get(cast, "bob", path)
    bob = client(cast, "bob")
    sent = {"name": "Homes", "in_scope": "yes", "version": "0"}
    after = bob.post(path, sent, follow=True).content.decode()
    assert "The scope’s sign-off was cleared" in after
    overview = get(cast, "erin", f"/assessments/{of.pk}/")
    assert "The scope must be signed off again." in overview
    assert "(changed Homes)" in overview


@pytest.mark.parametrize("what", ["text", "binary", "huge"])
def test_hostile_text_stays_text_on_every_page(cast: Cast, what: str) -> None:
    words = {"text": HOSTILE, "binary": "\x00\x1b[31m\x08\ufffe", "huge": "w" * 200}[what]
    long = {"text": HOSTILE * 40, "binary": "\x00\r\n\x07", "huge": "w" * 10_000}[what]
    of = lay.begin(cast)
    alice = client(cast, "alice")
    one = f"/assessments/{of.pk}/scope/"
    sent = {"name": f"A{words}"[:200], "description": long, "owner": words, "in_scope": "yes"}
    assert alice.post(f"{one}services/add/", sent).status_code == 302
    cast.enter("alice")
    service = models.Service.objects.get()
    context = dict.fromkeys(scope.CONTEXT_TITLES, long) | {"version": "0"}
    assert alice.post(f"{one}context/", context).status_code == 302
    described = {
        "name": f"B{words}"[:200],
        "kind": words[:90],
        "supplier": words,
        "description": long,
        "rationale": long,
        "criticality": "mission_critical",
        "criteria": ["statutory"],
        "services": [str(service.pk)],
    }
    assert alice.post(f"{one}systems/add/", described).status_code == 302
    cast.enter("alice")
    system = models.System.objects.get()
    if what != "binary":
        reason = {"reason": long, "was": ""}
        assert alice.post(f"{one}priorities/{system.pk}/", reason).status_code == 302
    for path in pages(of, service.pk, system.pk):
        if what == "binary" and path.endswith("/stop/"):
            continue
        page = get(cast, "alice", path)
        assert "<script>alert" not in page
        assert "\x00" not in page
        parser = HTMLParser(strict=False)
        parser.parse(page)
        fatal = {"expected-closing-tag-but-got-char", "unexpected-end-tag", "invalid-codepoint"}
        assert not fatal & {code for _, code, _ in parser.errors}


def test_two_hundred_services_and_systems_are_shown(cast: Cast) -> None:
    of = lay.begin(cast)
    actor = cast.enter("alice")
    rows = [lay.add_service(actor, of, f"Service {n}") for n in range(200)]
    lay.add_system(actor, of, "Ledger", *rows)
    one = f"/assessments/{of.pk}/scope/"
    assert get(cast, "alice", f"{one}services/").count('scope="row"') == 200
    assert get(cast, "alice", f"{one}picture/").count("<path class") == 200
    assert "and 195 more" in get(cast, "alice", f"{one}systems/")


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    of, small = lay.begin(cast), lay.begin(cast)
    actor = cast.enter("alice")
    service, system = lay.complete(actor, of)
    few, few_system = lay.complete(actor, small)
    for n in range(12):
        lay.add_system(actor, of, f"System {n}", service, lay.add_service(actor, of, f"S {n}"))
    for row in models.System.objects.filter(assessment=of, name__in=["System 1", "System 2"]):
        lay.prioritise(actor, of, row.pk)
    many_paths, few_paths = pages(of, service.pk, system.pk), pages(small, few.pk, few_system.pk)
    alice = client(cast, "alice")
    for many, less in zip(many_paths, few_paths, strict=True):
        counted = []
        for path in (less, many):
            with CaptureQueriesContext(connection) as found:
                assert alice.get(path).status_code == 200
            counted.append(len(found))
        assert counted[0] == counted[1], (many, counted)
        assert counted[0] <= 24, (many, counted)


def test_home_takes_the_same_queries_for_one_and_for_three(
    cast: Cast,
) -> None:
    alice = client(cast, "alice")
    lay.begin(cast)
    alice.get("/")
    with CaptureQueriesContext(connection) as one:
        alice.get("/")
    for _ in range(2):
        lay.begin(cast)
    with CaptureQueriesContext(connection) as three:
        alice.get("/")
    assert len(one) == len(three)


def test_removing_asks_first_and_says_what_to_do_where_it_cannot(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service, system = lay.complete(alice, of)
    one = f"/assessments/{of.pk}/scope/"
    assert "Are you sure" in get(cast, "alice", f"{one}services/{service.pk}/remove/")
    refused = client(cast, "alice").post(f"{one}systems/{system.pk}/remove/")
    assert refused.status_code == 409
    assert "Stop prioritising it first" in refused.content.decode()
    cast.enter("alice")
    assert models.System.objects.count() == 1


def test_details_change_while_open_alone(cast: Cast) -> None:
    of = lay.begin(cast)
    path = f"/assessments/{of.pk}/details/"
    sent = {**START, "title": "New title", "due_on-day": "1", "due_on-month": "2"}
    sent["due_on-year"] = "2027"
    assert client(cast, "bob").post(path, sent).status_code == 403
    assert client(cast, "alice").post(path, sent).status_code == 302
    cast.enter("alice")
    of.refresh_from_db()
    assert (of.title, of.profile, str(of.due_on)) == ("New title", "caf-4.0:baseline", "2027-02-01")
    models.Assessment.objects.filter(pk=of.pk).update(state="in_review")
    assert client(cast, "alice").post(path, sent).status_code == 409
    assert client(cast, "mallory").post(path, sent).status_code == 404


def test_a_system_that_is_not_ready_sends_one_to_complete_it(cast: Cast) -> None:
    of = lay.begin(cast)
    alice = cast.enter("alice")
    service = scoping.add_service(
        actor=alice, assessment=of.pk, service=scope.Service("Waste"), now=NOW
    )
    bare = scope.System("Radio", services=frozenset({service.pk}))
    row = systems.add_system(actor=alice, assessment=of.pk, system=bare, now=NOW)
    page = get(cast, "alice", f"/assessments/{of.pk}/scope/priorities/")
    assert "It still needs what type of system it is; who supplies it" in page
    sent = {"reason": "x", "was": ""}
    path = f"/assessments/{of.pk}/scope/priorities/{row.pk}/"
    assert client(cast, "alice").post(path, sent).status_code == 409
