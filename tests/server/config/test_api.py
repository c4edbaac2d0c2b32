"""The API: who finds what, what a change does, and what is refused how."""

import uuid
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Cast
from tests.server.config.conftest import Open, begin
from wardmote.formats.frameworks import shipped
from wardmote.server.assess import models

OUTCOME = "/assessments/{}/parts/0/outcomes/A1.a"
STRANGERS = ("mallory", "carol", "dave", "grace")


def said(version: int, **other: Any) -> dict[str, Any]:
    return {"version": version, **other}


def doors(key: object) -> list[tuple[str, str, Any]]:
    return [
        ("GET", f"/assessments/{key}", None),
        ("GET", f"/assessments/{key}/results", None),
        ("GET", f"/assessments/{key}/evidence", None),
        ("GET", OUTCOME.format(key), None),
        ("PUT", OUTCOME.format(key), said(0, notes="Not mine")),
    ]


def test_a_visitor_reads_what_is_public_and_no_assessment(cast: Cast, program: Open) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    visitor = program("visitor")
    for path in ("/organisations", "/organisations/alderby", "/frameworks", "/frameworks/caf-4.0"):
        assert visitor.call("GET", path).status_code == 200
    for method, path, body in [("GET", "/assessments", None), *doors(begun.pk)]:
        refused = visitor.call(method, path, body)
        assert (refused.status_code, refused["Content-Type"]) == (401, "application/problem+json")
        assert refused["WWW-Authenticate"] == 'Bearer realm="Wardmote"'


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_foreign_looks_absent(cast: Cast, program: Open, name: str) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    stranger = program(name)
    assert stranger.call("GET", "/assessments").json() == []
    for real, absent in zip(doors(begun.pk), doors(uuid.uuid4()), strict=True):
        answers = [stranger.call(*door) for door in (real, absent)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    cast.enter("alice")
    assert models.Answer.objects.filter(notes="Not mine").count() == 0


def test_a_lead_reads_a_whole_assessment(cast: Cast, program: Open) -> None:
    begin(cast, "mallory", "merrowdown", "Not to be seen")
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    alice = program("alice")
    listed = alice.call("GET", "/assessments").json()
    assert [each["title"] for each in listed] == ["CAF 2026"]
    whole = alice.call("GET", f"/assessments/{begun.pk}").json()
    part = shipped.framework("caf-4.0").part_outcomes("organisation")
    assert [each["outcome"] for each in whole["parts"][0]["outcomes"]] == [
        each.code for each in part
    ]
    assert (whole["is_profile_official"], whole["judgement_count"]) == (False, 14)
    results = alice.call("GET", f"/assessments/{begun.pk}/results").json()
    assert (results["counts"]["of"], results["counts"]["judged"]) == (14, 0)
    assert alice.call("GET", f"/assessments/{begun.pk}/evidence").json() == []


def test_an_answer_is_said_and_read_back(cast: Cast, program: Open) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    alice, path = program("alice"), OUTCOME.format(begun.pk)
    outcome = shipped.framework("caf-4.0").outcome("A1.a")
    statements = {
        each.code: {"answer": "no" if "not_achieved" in each.stands else "yes"}
        for each in outcome.statements
    }
    saved = alice.call("PUT", path, said(0, statements=statements, judged="achieved"))
    assert saved.status_code == 200, saved.content
    body = saved.json()
    assert (body["version"], body["indicative"], body["judged"]) == (1, "achieved", "achieved")
    assert body["saved_by"] == "Alice Ferrow"
    assert alice.call("GET", path).json() == body
    assert alice.call("GET", f"/assessments/{begun.pk}/results").json()["counts"]["judged"] == 1


def test_a_stale_save_is_refused_with_both_sides(cast: Cast, program: Open) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    path = OUTCOME.format(begun.pk)
    assert program("alice").call("PUT", path, said(0, notes="Alice's")).status_code == 200
    clash = program("bob").call("PUT", path, said(0, notes="Bob's"))
    assert clash.status_code == 409
    body = clash.json()
    assert (body["current"]["version"], body["current"]["notes"]) == (1, "Alice's")
    assert body["clashes"] == ["notes"]
    merged = program("bob").call("PUT", path, said(0, judged="achieved", reason="Seen"))
    assert (merged.status_code, merged.json()["notes"]) == (200, "Alice's")


def test_roles_and_scopes_bound_what_a_key_may_do(cast: Cast, program: Open) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    path = OUTCOME.format(begun.pk)
    reading = program("alice", "read")
    assert reading.call("GET", path).status_code == 200
    refused = reading.call("PUT", path, said(0, notes="x"))
    assert (refused.status_code, refused.json()["title"]) == (403, "Forbidden")
    approver = program("erin")
    assert approver.call("GET", path).status_code == 200
    assert approver.call("PUT", path, said(0, notes="x")).status_code == 403
    assert program("alice").call("GET", path).json()["version"] == 0


def test_a_key_that_is_not_good_is_nobody(cast: Cast, program: Open) -> None:
    good = program("alice")
    for key in (good.key[:-1] + "!", "wm_0123456789ab_" + "x" * 43, "x", "\u00e9", "x" * 9000):
        good.key = key
        assert good.call("GET", "/assessments").status_code == 401


def test_a_page_may_read_but_needs_the_token_to_change(cast: Cast) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/api/v1{OUTCOME.format(begun.pk)}"
    assert browser.get(address).status_code == 200
    refused = browser.put(address, said(0, notes="x"), content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")


BODIES: list[tuple[object, int]] = [
    ("", 422),
    ("{", 400),
    ("[]", 422),
    ("null", 422),
    ('{"version": NaN}', 400),
    ('{"version": 1e999}', 400),
    ('{"version": 0, "version": 0}', 400),
    ('{"version": ' + "9" * 400 + "}", 422),
    ('{"version": ' + "9" * 5000 + "}", 400),
    ('{"version": 0.5}', 422),
    ('{"version": "0"}', 422),
    ('{"version": -1}', 422),
    ('{"version": true}', 422),
    ('{"version": 2147483647}', 422),
    ('{"version": 0, "notes": "\\ud800"}', 400),
    (b'{"version": 0, "notes": "\xff"}', 400),
    ('{"version": 0, "notes": 5}', 422),
    ('{"version": 0, "surplus": 1}', 422),
    ('{"version": 0, "judged": "excellent"}', 422),
    ('{"version": 0, "judged": "\\u0000"}', 422),
    ('{"version": 0, "statements": {"Z9": {"answer": "yes"}}}', 422),
    ('{"version": 0, "statements": {"\\u0000": {"answer": "yes"}}}', 422),
    ('{"version": 0, "statements": {"A1.a.A.1": {"answer": "perhaps"}}}', 422),
    ('{"version": 0, "statements": {"A1.a.A.1": {"answer": "met_another_way"}}}', 422),
    ('{"version": 0, "notes": "' + "x" * 20_001 + '"}', 422),
    ('{"version": 0, "notes": "' + "x" * 1_000_001 + '"}', 413),
    ('{"version": 0, "notes": "' + "x" * 6_000_000 + '"}', 413),
    ("[" * 100_000, 400),
]


def test_bad_bodies_are_refused_clearly_and_save_nothing(cast: Cast, program: Open) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    alice, path = program("alice"), OUTCOME.format(begun.pk)
    for body, expected in BODIES:
        refused = alice.call("PUT", path, body)
        found = (refused.status_code, refused["Content-Type"])
        assert found == (expected, "application/problem+json"), str(body)[:60]
        assert len(refused.json()["detail"]) > 10
    assert alice.call("GET", path).json()["version"] == 0


def test_null_characters_in_a_text_are_taken_out(cast: Cast, program: Open) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    saved = program("alice").call("PUT", OUTCOME.format(begun.pk), said(0, notes="a\0b"))
    assert (saved.status_code, saved.json()["notes"]) == (200, "ab")


def test_another_content_type_is_refused(cast: Cast, program: Open) -> None:
    begun = begin(cast, "alice", "alderby", "CAF 2026")
    key = program("alice").key
    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x"):
        refused = Client().generic(
            "PUT",
            f"/api/v1{OUTCOME.format(begun.pk)}",
            data=b'{"version": 0}',
            content_type=kind,
            headers={"Authorization": f"Bearer {key}"},
        )
        assert refused.status_code == 415


def test_what_is_not_there_is_a_problem_too(cast: Cast, program: Open) -> None:
    alice = program("alice")
    for method, path, expected in (
        ("GET", "/nothing", 404),
        ("GET", "/nothing%0Aat%0Aall", 404),
        ("GET", "/assessments/not-a-key", 404),
        ("DELETE", "/frameworks", 405),
        ("GET", "/organisations?kind=none", 422),
        ("GET", "/organisations?q=" + "x" * 201, 422),
        ("GET", "/organisations/%00", 404),
        ("GET", "/frameworks/%00", 404),
        ("GET", "/frameworks/caf-4.0/to/%00", 404),
    ):
        refused = alice.call(method, path)
        found = (refused.status_code, refused["Content-Type"])
        assert found == (expected, "application/problem+json"), path


def test_a_fault_is_a_problem_and_says_nothing(
    cast: Cast, program: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from wardmote.server.frameworks import queries

    def fail() -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(queries, "frameworks", fail)
    answer = program("visitor").call("GET", "/frameworks")
    assert (answer.status_code, b"secret" in answer.content) == (500, False)
    assert [
        record.exc_info is not None for record in caplog.records if record.levelname == "ERROR"
    ][:1] == [True]


def test_a_whole_assessment_costs_few_queries(
    cast: Cast, program: Open, django_assert_num_queries: Any
) -> None:
    first = begin(cast, "alice", "alderby", "One")
    alice = program("alice")
    alice.call("GET", "/assessments")
    with django_assert_num_queries(5):
        alice.call("GET", "/assessments")
    with django_assert_num_queries(8):
        alice.call("GET", f"/assessments/{first.pk}")
    for title in ("Two", "Three"):
        begin(cast, "alice", "alderby", title)
    with django_assert_num_queries(5):
        alice.call("GET", "/assessments")


def test_the_description_lists_every_endpoint(cast: Cast) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"][:3] == "3.1"
    page = Client().get("/api/v1/docs").content.decode()
    for path in described["paths"]:
        assert path in page
