"""The steward's desk in pages, and what members see of what was decided."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.conftest import NOW
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils
from wardmote.formats.offers import looking
from wardmote.rules.sharing.grading import Credibility
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import models
from wardmote.server.sharing.actions import deciding, offering, releasing
from wardmote.server.sharing.queries import places

pytestmark = pytest.mark.django_db
DESK = "/sharing/desk/"
WIDE = "[domain-name:value LIKE '%']"


@pytest.fixture
def page(hub: Hub) -> Any:
    """Ask for a page as one of the cast."""

    def ask(name: str, path: str, given: dict[str, str] | None = None) -> Any:
        client = Client()
        client.force_login(
            getattr(hub.cast, name), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client.get(path) if given is None else client.post(path, given)

    return ask


def words(answer: Any) -> str:
    """Give the words of a page's main part."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def test_an_empty_desk_says_so_and_is_the_stewards(hub: Hub, page: Any) -> None:
    said = words(page("dave", DESK))
    for empty in ("Nothing is held.", "Nothing is disputed.", "Nothing is flagged."):
        assert empty in said
    assert page("alice", DESK).status_code == 404


def test_the_steward_decides_on_what_is_held(hub: Hub, page: Any) -> None:
    sent = samples.indicator(pattern=WIDE)
    hub.program("alice").send(hub.objects, [sent])
    hub.cast.enter("dave")
    path = f"{DESK}{models.Review.objects.get().pk}/"
    assert "1 thing waits." in words(page("dave", DESK))
    said = words(page("dave", path))
    assert "This would match nearly everything." in said
    assert page("grace", path).status_code == 200
    assert page("grace", path, {"decision": "release"}).status_code == 404
    for given, complaint in (
        ({}, "Choose what becomes of it."),
        ({"decision": "refuse"}, "Say why. Whoever sent it reads this."),
        ({"decision": "embargo"}, "Enter from when on it may be read."),
        (
            {"decision": "embargo", "until": "1/1/2020 09:00"},
            "Choose a time that is still to come.",
        ),
    ):
        refused = page("dave", path, given)
        assert (refused.status_code, complaint in words(refused)) == (422, True)
    assert page("dave", path, {"decision": "release"}).status_code == 302
    assert page("dave", path, {"decision": "release"}).status_code == 422
    assert "Nothing is held." in words(page("dave", DESK))
    assert hub.program("mallory").ask(hub.objects).json()["objects"] == [sent]


def test_members_see_grade_figures_and_who_else_sent_it(hub: Hub, page: Any) -> None:
    councils = Councils(hub, 6)
    laying.let(hub.cast, hub.collection, "steward")
    first = samples.indicator(created_by_ref=samples.MAKER)
    other = samples.indicator(pattern=first["pattern"])
    hub.program("alice").send(hub.objects, [first])
    hub.program("mallory").send(hub.objects, [other])
    path = f"/sharing/objects/{first['id']}/"
    for name in ("c0", "c1", "c2"):
        councils.report(name, str(first["id"]))
    assert "Seen by" not in words(page("mallory", path))
    releasing.release(now=NOW, k=3)
    assert page("dave", f"{DESK}objects/{first['id']}/grade/").status_code == 200
    graded = {"reliability": "B", "credibility": "2"}
    assert page("dave", f"{DESK}objects/{first['id']}/grade/", graded).status_code == 302
    said = words(page("mallory", path))
    assert "Seen by 3 to 5 councils, in the week of 2 November 2026." in said
    assert "B2: The source: has mostly been right." in said
    assert "Also reported by another source" in said


def test_a_member_reports_a_false_hit_and_the_steward_sets_it_aside(hub: Hub, page: Any) -> None:
    laying.let(hub.cast, hub.collection, "steward")
    sent = samples.indicator()
    hub.program("alice").send(hub.objects, [sent])
    path = f"/sharing/objects/{sent['id']}/false-hit/"
    assert page("carol", path).status_code == 404
    assert page("mallory", path, {}).status_code == 422
    assert page("mallory", path, {"reason": "Our supplier"}).status_code == 302
    assert page("mallory", path, {"reason": "Again"}).status_code == 422
    assert "Your organisation reported" in words(page("mallory", path.removesuffix("false-hit/")))
    assert "Merrowdown : Our supplier" in words(page("dave", DESK))
    assert page("dave", f"{DESK}objects/{sent['id']}/settle/", {}).status_code == 302
    assert "Nothing is disputed." in words(page("dave", DESK))


def test_what_is_flagged_is_left_as_it_is(hub: Hub, page: Any) -> None:
    sent = samples.indicator(valid_until="2026-11-02T00:00:00Z")
    hub.program("alice").send(hub.objects, [sent])
    actor = hub.cast.enter("dave")
    key = models.Review.objects.get().pk
    assert "Its valid_until has passed" in words(page("dave", f"{DESK}{key}/"))
    assert page("dave", f"{DESK}{key}/settle/", {}).status_code == 302
    hub.cast.enter("dave")
    assert models.Review.objects.get().decision == deciding.SETTLED
    assert actor.is_steward


def test_what_a_page_sends_and_the_hub_holds_is_not_lost(hub: Hub, page: Any) -> None:
    actor = hub.cast.enter("alice")
    place = places.collection("hub", str(hub.collection.pk))
    sent = samples.indicator(pattern="[domain-name:value = 'www.google.com']")
    offer = looking.look(json.dumps({"objects": [sent]}), now=NOW)
    said = offering.Said("", "", Tlp.AMBER, Credibility.TWO)
    chosen = [item.key for item in offer.items]
    key = offering.share(actor=actor, place=place, offer=offer, chosen=chosen, said=said, now=NOW)
    assert "Held for the steward" in words(page("alice", f"/sharing/ours/{key}/"))
    hub.cast.enter("dave")
    assert models.Review.objects.get().stix_id == sent["id"]
