"""Councils that share a security team are one, where the hub counts who reported."""

from typing import Any

import pytest
from django.test import Client

from tests.conftest import NOW, Cast
from tests.database import as_owner
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils, held, release
from wardmote.rules import refusal
from wardmote.server.sharing import actions, models

pytestmark = pytest.mark.django_db

PAGE = "/sharing/steward/teams/"


@pytest.fixture
def councils(hub: Hub) -> Councils:
    return Councils(hub, 6)


def share_a_team(hub: Hub, *names: str, team: str = "North") -> None:
    for name in names:
        of = getattr(hub.cast, name).pk
        actor = hub.cast.enter("dave")
        actions.join_team(actor=actor, organisation=of, team=team, now=NOW)


def figures(hub: Hub) -> list[str]:
    found = hub.program("mallory").ask(hub.objects).json()["objects"]
    return [each["description"][:24] for each in found if each["type"] == "sighting"]


def basis() -> set[str]:
    with as_owner():
        return set(models.Release.objects.get().basis)


def test_a_team_is_counted_once(hub: Hub, councils: Councils) -> None:
    share_a_team(hub, "c0", "c1")
    target = held(hub)
    for name in ("c0", "c1", "c2"):
        councils.report(name, target)
    assert release() == 0
    councils.report("c3", target)
    assert release(2) == 1
    assert figures(hub) == ["Seen by 3 to 5 councils,"]


def test_that_a_team_becomes_known_changes_no_figure(hub: Hub) -> None:
    councils = Councils(hub, 9)
    target = held(hub)
    for name in councils.names[:7]:
        councils.report(name, target)
    release()
    share_a_team(hub, "c0", "c1", "c2", "c3")
    councils.report("c0", target)
    assert release(2) == 0
    assert figures(hub) == ["Seen by 6 to 10 councils"]


def test_too_few_teams_take_part_for_a_figure(hub: Hub, councils: Councils) -> None:
    share_a_team(hub, "alderby", "merrowdown", "c4", "c5")
    target = held(hub)
    for name in ("c0", "c1", "c2", "c3"):
        councils.report(name, target)
    assert release() == 0


def test_who_shares_a_team_with_a_named_council_is_not_counted(
    hub: Hub, councils: Councils
) -> None:
    share_a_team(hub, "c0", "c1")
    target = held(hub)
    councils.report("c0", target, named=True)
    for name in ("c1", "c2", "c3"):
        councils.report(name, target)
    assert release() == 0
    councils.report("c4", target)
    assert release(2) == 1
    assert basis() == {str(getattr(hub.cast, name).pk) for name in ("c2", "c3", "c4")}


def at(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, name))
    return client


def test_the_steward_notes_a_team_and_its_end(cast: Cast) -> None:
    dave = at(cast, "dave")
    for code, team in (
        ("alderby", "North Shared Security"),
        ("merrowdown", "north shared  security"),
    ):
        assert dave.post(PAGE, {"code": code, "team": team}).status_code == 302
    page = dave.get(PAGE).content.decode()
    assert page.count("North Shared Security") == 1
    assert ("Alderby" in page, "Merrowdown" in page) == (True, True)
    assert "Take out" not in at(cast, "grace").get(PAGE).content.decode()
    path = f"{PAGE}{cast.alderby.pk}/leave/"
    assert "Alderby" in dave.get(path).content.decode()
    assert dave.post(path).status_code == 302
    assert "Alderby" not in dave.get(PAGE).content.decode()
    assert dave.post(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"code": "nobody", "team": "North"}, "There is no organisation with this code"),
        ({"code": "merrowdown", "team": ""}, "Name the team."),
        ({"code": "merrowdown", "team": "x" * 101}, "at most 100 characters"),
        ({"code": "alderby", "team": "South"}, "It is of North already."),
    ],
)
def test_what_is_wrong_with_a_team_is_said(hub: Hub, given: Any, message: str) -> None:
    share_a_team(hub, "alderby")
    answer = at(hub.cast, "dave").post(PAGE, given)
    assert (answer.status_code, message in answer.content.decode()) == (422, True)


def test_nobody_else_notes_or_reads_of_teams(hub: Hub) -> None:
    share_a_team(hub, "alderby", "merrowdown")
    path = f"{PAGE}{hub.cast.alderby.pk}/leave/"
    for name in ("alice", "mallory", "carol"):
        assert [at(hub.cast, name).get(each).status_code for each in (PAGE, path)] == [404, 404]
    given = {"code": "steward", "team": "South"}
    for name in ("alice", "grace"):
        assert at(hub.cast, name).post(PAGE, given).status_code == 404
        assert at(hub.cast, name).post(path).status_code == 404
    seen = {}
    for name in ("dave", "grace", "alice", "mallory", "carol"):
        hub.cast.enter(name)
        seen[name] = set(models.TeamMember.objects.values_list("organisation__code", flat=True))
    both = {"ALDERBY", "MERROWDOWN"}
    nobody: set[str] = set()
    assert seen == {"dave": both, "grace": both} | dict.fromkeys(
        ("alice", "mallory", "carol"), nobody
    )
    with pytest.raises(refusal.Missing):
        actions.leave_team(actor=hub.cast.enter("alice"), organisation=hub.cast.alderby.pk, now=NOW)
