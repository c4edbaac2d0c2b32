"""A council's person says on a page that it saw an indicator, changes it and takes it back."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.conftest import NOW
from tests.database import as_owner
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils, held, release
from wardmote.formats.stix import validation
from wardmote.rules.people.roles import Role
from wardmote.server.people.models import Membership
from wardmote.server.sharing import models

pytestmark = pytest.mark.django_db


def at(hub: Hub, name: str) -> Client:
    client = Client()
    client.force_login(getattr(hub.cast, name))
    return client


def days(first: date, last: date) -> dict[str, str]:
    """Write two days as the form sends them."""
    said = {"first_seen": first, "last_seen": last}
    return {
        f"{field}-{part}": str(getattr(day, part))
        for field, day in said.items()
        for part in ("day", "month", "year")
    }


def filled(**more: str) -> dict[str, str]:
    today = timezone.localdate()
    return {"what": "seen", "count": "3", "named": "no", "after": ""} | days(today, today) | more


def say(client: Client, ref: str, page: str = "sighting", **more: str) -> Any:
    return client.post(f"/sharing/objects/{ref}/{page}/", filled(**more))


def reports(hub: Hub, name: str = "alice") -> list[models.Report]:
    hub.cast.enter(name)
    return list(models.Report.objects.order_by("version_at"))


def versions(hub: Hub, name: str = "alice") -> list[dict[str, Any]]:
    found = hub.program(name).ask(f"{hub.objects}?match[type]=sighting&match[version]=all")
    listed: list[dict[str, Any]] = found.json().get("objects", [])
    return listed


def text(answer: Any) -> str:
    """Give what a person reads on a page."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    inline = re.sub(r"</?(?:bdi|a|strong|span)\b[^>]*>", "", main)
    return " ".join(re.sub(r"<[^>]+>", " ", inline).split())


def after(client: Client, ref: str) -> str:
    """Give what the form of a change remembers."""
    page = client.get(f"/sharing/objects/{ref}/change/").content.decode()
    (found,) = re.findall(r'name="after" value="([^"]+)"', page)
    return str(found)


def test_what_a_person_says_is_a_sighting_that_the_hub_alone_keeps(hub: Hub) -> None:
    target, client = held(hub), at(hub, "alice")
    assert "We looked and did not find it" in text(client.get(f"/sharing/objects/{target}/"))
    answer = say(client, target)
    assert (answer.status_code, answer["Location"]) == (302, f"/sharing/objects/{target}/")
    (sent,) = versions(hub)
    assert (sent["count"], sent["sighting_of_ref"]) == (3, target)
    assert validation.errors(sent) == []
    assert versions(hub, "mallory") == []
    hub.cast.enter("mallory")
    assert models.Object.objects.filter(type="identity").count() == 0
    page = text(client.get(f"/sharing/objects/{target}/"))
    assert "Alderby District Council saw it 3 times on" in page
    assert "We saw this" not in page
    strange = text(at(hub, "mallory").get(f"/sharing/objects/{target}/"))
    assert "Alderby" not in strange
    assert "Nobody has said that they saw it." in strange


def test_what_was_not_found_counts_nothing(hub: Hub) -> None:
    target, client = held(hub), at(hub, "alice")
    assert say(client, target, what="looked", count="nothing").status_code == 302
    (report,) = reports(hub)
    assert (report.count, report.is_named, report.is_withdrawn) == (0, False, False)
    assert "looked and did not find it on" in text(client.get(f"/sharing/objects/{target}/"))


def test_a_named_council_is_read_by_all_with_its_name(hub: Hub) -> None:
    target, client = held(hub), at(hub, "alice")
    assert say(client, target, named="yes").status_code == 302
    (sent,) = versions(hub, "mallory")
    named = hub.program("mallory").ask(f"{hub.objects}{sent['created_by_ref']}/").json()
    assert [each["name"] for each in named["objects"]] == ["Alderby District Council"]
    page = client.get(f"/sharing/objects/{sent['id']}/change/").content.decode()
    assert "Do not name my council" not in page
    assert "Others read this with your council’s name" in page


def test_a_word_is_changed_and_taken_back_and_said_anew(hub: Hub) -> None:
    target, client = held(hub), at(hub, "alice")
    say(client, target)
    ref = versions(hub)[0]["id"]
    changed = say(client, ref, "change", count="40", after=after(client, ref))
    assert changed.status_code == 302
    assert [(each["id"], each["count"]) for each in versions(hub)] == [(ref, 3), (ref, 40)]
    (report,) = reports(hub)
    assert (report.count, report.is_new) == (40, True)
    asked = text(client.get(f"/sharing/objects/{ref}/take-back/"))
    assert "Take back what your council said?" in asked
    answer = client.post(f"/sharing/objects/{ref}/take-back/")
    assert answer["Location"] == f"/sharing/objects/{target}/"
    (report,) = reports(hub)
    assert report.is_withdrawn
    assert versions(hub)[-1]["revoked"] is True
    assert client.get(f"/sharing/objects/{ref}/change/").status_code == 409
    page = text(client.get(f"/sharing/objects/{target}/"))
    assert "Alderby District Council took back on" in page
    assert say(client, target, what="looked").status_code == 302
    assert [(each.count, each.is_withdrawn) for each in reports(hub)] == [(40, True), (0, False)]


def test_a_form_that_is_sent_twice_or_late_doubles_nothing(hub: Hub) -> None:
    target, client, bob = held(hub), at(hub, "alice"), at(hub, "bob")
    assert say(client, target).status_code == 302
    assert say(client, target).status_code == 302
    assert len(versions(hub)) == 1
    late = say(bob, target, count="7")
    assert late.status_code == 409
    assert "Your organisation said something since you opened this page" in text(late)
    assert "Alderby District Council saw it 3 times" in text(late)
    ref = versions(hub)[0]["id"]
    old = after(bob, ref)
    assert say(client, ref, "change", count="5", after=old).status_code == 302
    assert say(bob, ref, "change", count="7", after=old).status_code == 409
    knowing = re.findall(r'name="after" value="([^"]+)"', late.content.decode())[0]
    assert knowing == old
    client.post(f"/sharing/objects/{ref}/take-back/")
    gone = say(bob, target, count="7", after=old)
    assert "was taken back since you opened this page" in text(gone)
    assert [each["count"] for each in versions(hub)] == [3, 5, 5]
    assert [each.is_withdrawn for each in reports(hub)] == [True]


TODAY, TOMORROW = timezone.localdate(), timezone.localdate() + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
WRONG = [
    (days(TODAY, TOMORROW), "The last day must be today or in the past."),
    (days(TOMORROW, TOMORROW), "The first day must be today or in the past."),
    (days(TODAY, YESTERDAY), "The last day must be the same as or after the first."),
    ({"first_seen-day": "31", "first_seen-month": "2"}, "Enter the first day as a real date"),
    ({"first_seen-year": "1926"}, "The year of the first day must be 2000 to 2100."),
    ({"count": "0"}, "Enter how many times as a whole number from 1 to 999,999,999."),
    ({"count": "-4"}, "Enter how many times as a whole number"),
    ({"count": "1e9"}, "Enter how many times as a whole number"),
    ({"count": "٣"}, "Enter how many times as a whole number"),
    ({"count": "99999999999999999999"}, "Enter how many times as a whole number"),
    ({"what": "maybe"}, "Say whether you saw it."),
    ({"named": ""}, "Say whether others may read your council’s name."),
    ({"organisation": "x"}, "Choose the organisation from the list."),
    ({"after": "yesterday"}, "Open the page again"),
]


@pytest.mark.parametrize(("wrong", "reason"), WRONG)
def test_what_cannot_be_is_said_at_the_form(hub: Hub, wrong: dict[str, str], reason: str) -> None:
    answer = say(at(hub, "alice"), held(hub), **wrong)
    assert answer.status_code == 422
    assert reason in text(answer)
    assert reports(hub) == []


def test_all_that_is_wrong_is_said_at_once(hub: Hub) -> None:
    wrong = {"count": "0", "named": "", "organisation": "x"} | days(TOMORROW, TOMORROW)
    page = text(say(at(hub, "alice"), held(hub), **wrong))
    for reason in (
        "The first day must be today or in the past.",
        "The last day must be today or in the past.",
        "Enter how many times as a whole number",
        "Say whether others may read your council’s name.",
        "Choose the organisation from the list.",
    ):
        assert reason in page, reason
    assert reports(hub) == []


def test_who_may_not_speak_finds_no_page(hub: Hub) -> None:
    strict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
    target = held(hub, object_marking_refs=[strict])
    laying.let(hub.cast, hub.collection, "steward", "rp")
    assert say(at(hub, "alice"), target).status_code == 302
    ref = versions(hub)[0]["id"]
    for name in ("carol", "dave", "grace", "mallory"):
        client = at(hub, name)
        mine = 200 if name == "mallory" else 404
        assert client.get(f"/sharing/objects/{target}/sighting/").status_code == mine
        for page in ("change", "take-back"):
            assert client.get(f"/sharing/objects/{ref}/{page}/").status_code == 404
            assert say(client, ref, page).status_code == 404
    laying.let(hub.cast, hub.collection, "steward", "r")
    dave = at(hub, "dave")
    assert "We saw this" not in text(dave.get(f"/sharing/objects/{target}/"))
    assert say(dave, target).status_code == 404
    assert [each.is_withdrawn for each in reports(hub)] == [False]


def test_who_works_for_two_councils_says_for_which(hub: Hub) -> None:
    with as_owner():
        Membership.objects.create(
            organisation=hub.cast.merrowdown,
            person=hub.cast.alice,
            role=Role.CAF_LEAD,
            since=NOW,
        )
    target, client = held(hub), at(hub, "alice")
    assert "Say for which organisation." in text(say(client, target))
    for code, count in (("merrowdown", "2"), ("alderby", "5")):
        key = str(getattr(hub.cast, code).pk)
        assert say(client, target, organisation=key, count=count).status_code == 302
    said = {each.organisation_id: each for each in reports(hub)}
    assert said[hub.cast.merrowdown.pk].count == 2
    assert said[hub.cast.alderby.pk].count == 5
    ref = said[hub.cast.merrowdown.pk].stix_id
    assert client.post(f"/sharing/objects/{ref}/take-back/").status_code == 302
    assert {each.organisation_id: each.is_withdrawn for each in reports(hub)} == {
        hub.cast.merrowdown.pk: True,
        hub.cast.alderby.pk: False,
    }


@pytest.mark.parametrize("way", ["taken back", "its time has passed"])
def test_nothing_is_said_of_what_is_over(hub: Hub, way: str) -> None:
    until = {"valid_until": "2026-11-02T00:00:00Z"} if way != "taken back" else {}
    sent = samples.indicator(created_by_ref=samples.MAKER, **until)
    gone = sent | {"revoked": True, "modified": "2026-11-05T00:00:00.000Z"}
    for each in [sent, gone] if way == "taken back" else [sent]:
        hub.program("alice").send(hub.objects, [each])
    client = at(hub, "mallory")
    assert "We saw this" not in text(client.get(f"/sharing/objects/{sent['id']}/"))
    assert say(client, sent["id"]).status_code == 409
    assert reports(hub, "mallory") == []


def test_it_stands_under_what_was_shared_with_what_it_is_about(hub: Hub) -> None:
    target, client = held(hub, name="Fake invoices"), at(hub, "mallory")
    assert say(client, target, count="1").status_code == 302
    page = client.get("/sharing/ours/")
    assert "Seen once: " in text(page)
    assert "Only your council" in text(page)
    assert "TLP:RED" not in text(page)
    (receipt,) = re.findall(r"/sharing/ours/([0-9a-f-]{36})/", page.content.decode())
    assert "own identity counts as one" not in text(client.get(f"/sharing/ours/{receipt}/"))


def test_three_people_who_say_so_become_a_figure(hub: Hub) -> None:
    target = held(hub)
    Councils(hub, 4)
    for name in ("c0", "c1", "c2"):
        assert say(at(hub, f"{name}_person"), target).status_code == 302
    assert release() == 1
    assert "Seen by 3 to 5 councils" in text(at(hub, "mallory").get(f"/sharing/objects/{target}/"))
