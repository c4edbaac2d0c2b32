"""The history of an outcome: who changed what, and an earlier state brought back."""

from datetime import timedelta

import pytest

from tests.conftest import NOW, Cast
from tests.server.assess.conftest import Visit
from wardmote.rules.assess.answers import Reply, Said
from wardmote.rules.assess.judging import Answer
from wardmote.server.assess import models
from wardmote.server.assess.actions import answering


@pytest.fixture
def address(cast: Cast, begun: models.Assessment) -> str:
    """Alice saves twice, and Bob an hour later."""
    replies = {"A1.b.A.1": Reply(Answer.YES)}
    saves = [
        ("alice", Said(notes="We meet monthly."), 0),
        ("alice", Said(replies, notes="We meet monthly."), 1),
        ("bob", Said(replies, notes="We meet weekly."), 60),
    ]
    for version, (name, said, minutes) in enumerate(saves):
        answering.answer_outcome(
            actor=cast.enter(name),
            assessment=begun.pk,
            part=0,
            outcome="A1.b",
            said=said,
            version=version,
            now=NOW + timedelta(minutes=minutes),
        )
    return f"/assessments/{begun.pk}/part/0/A1.b/history/"


@pytest.mark.parametrize("path", ["", "2/"])
def test_who_sees_it(cast: Cast, address: str, visit: Visit, path: str) -> None:
    statuses = {name: visit(name).get(address + path).status_code for name in cast.people}
    assert {name for name, status in statuses.items() if status == 200} == {
        "alice",
        "bob",
        "erin",
        "frank",
        "carol",
    }
    assert set(statuses.values()) == {200, 404}


def test_it_is_told_by_sitting(address: str, visit: Visit) -> None:
    page = visit("erin").get(address).content.decode()
    assert page.index("Bob Tansley") < page.index("Alice Ferrow")
    assert "(2 saves, the first 20 November 2026 at 10:00am)" in page
    assert "Changed: notes." in page
    assert "Changed: A1.b.A.1, notes." in page
    assert page.count("Current") == 1


def test_an_outcome_that_was_never_saved(begun: models.Assessment, visit: Visit) -> None:
    page = visit("alice").get(f"/assessments/{begun.pk}/part/0/A1.c/history/")
    assert "Nothing has been saved yet." in page.content.decode()


def test_a_version_says_what_changed(address: str, visit: Visit) -> None:
    page = visit("alice").get(f"{address}3/").content.decode()
    assert "[taken out: </span>monthly." in page
    assert "[added: </span>weekly." in page
    assert "Restore" not in page
    first = visit("alice").get(f"{address}2/?from=0").content.decode()
    assert "Was: Not answered. Now: <strong>Yes</strong>." in first
    assert "Restore version 2" in first
    assert "Restore" not in visit("carol").get(f"{address}2/").content.decode()


@pytest.mark.parametrize("path", ["0/", "9/", "99999999999999/", "2/?from=x", "2/?from=٣"])
def test_odd_addresses(address: str, visit: Visit, path: str) -> None:
    expected = 200 if "?" in path else 404
    assert visit("alice").get(address + path).status_code == expected


def test_an_earlier_state_is_restored_as_a_new_one(
    cast: Cast, begun: models.Assessment, address: str, visit: Visit
) -> None:
    answer = visit("alice").post(f"{address}1/restore/", {"version": "3"}, follow=True)
    assert "Version 1 is restored." in answer.content.decode()
    cast.enter("alice")
    row = models.Answer.objects.get(assessment=begun, outcome="A1.b")
    assert (row.version, row.notes, row.statements) == (4, "We meet monthly.", {})
    assert row.versions.count() == 4


def test_restoring_keeps_what_was_saved_meanwhile(
    cast: Cast, begun: models.Assessment, address: str, visit: Visit
) -> None:
    answer = visit("alice").post(f"{address}1/restore/", {"version": "2"})
    assert answer.status_code == 302
    cast.enter("alice")
    row = models.Answer.objects.get(assessment=begun, outcome="A1.b")
    assert (row.notes, row.statements) == ("We meet weekly.", {})


def test_who_restores(cast: Cast, address: str, visit: Visit) -> None:
    sent = {"version": "3"}
    statuses = {
        name: visit(name).post(f"{address}1/restore/", sent).status_code
        for name in ("mallory", "dave", "grace", "carol", "erin", "bob")
    }
    assert statuses == {
        "mallory": 404,
        "dave": 404,
        "grace": 404,
        "carol": 403,
        "erin": 403,
        "bob": 302,
    }
    assert visit("alice").get(f"{address}1/restore/").status_code == 405
