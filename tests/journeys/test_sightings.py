"""The tutorial's journey: councils report by page and by program, and another reads a figure.

With WARDMOTE_PICTURES=yes it takes the pictures that the tutorial shows.
"""

import json
import subprocess
import sys
import urllib.request
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, environment, run
from tests.journeys.test_first_assessment import ALICE, MALLORY, fill, picture
from wardmote.clients.postgres import cluster, provision

MEDIA = "application/taxii+json;version=2.1"
REPORTERS = ("X003", "X005")
READER = "X002"
DAVE = "dave@steward.example"
MAKE_KEYS = """
import json, sys, django
django.setup()
from django.utils import timezone
from wardmote.server.people import actions, enter
from wardmote.server.people.models import Membership
found = {}
for code in sys.argv[1:]:
    one = Membership.objects.filter(organisation__code=code, role="caf_lead").first()
    with enter.entered(one.person_id) as actor:
        _, found[code] = actions.make_key(actor=actor, name="our hunting tool", scopes=["write"],
            lifetime_days=30, now=timezone.now())
print(json.dumps(found))
"""


@pytest.fixture
def settings(postgres: cluster.Cluster, sample: str, service: str) -> dict[str, str]:
    """Give the environment of the running service, for commands beside it."""
    roles = (postgres.url(sample, provision.APP), postgres.url(sample, provision.OWNER))
    return environment(*roles, port=int(service.rpartition(":")[2]))


class Program:
    """A council's tool, which speaks TAXII with a key."""

    def __init__(self, service: str, key: str) -> None:
        self.address = f"{service}/taxii2/sector/collections/sector/objects/"
        self.headers = {"Authorization": f"Bearer {key}", "Accept": MEDIA, "Content-Type": MEDIA}

    def send(self, *objects: dict[str, Any]) -> None:
        """Send objects, and see that all are taken."""
        status = self._ask(json.dumps({"objects": objects}).encode(), self.address)
        assert status["failure_count"] == 0, status

    def sightings(self, target: str) -> list[dict[str, Any]]:
        """Give all sightings of something that this council may read."""
        found = self._ask(None, f"{self.address}?match[type]=sighting&limit=1000")
        return [each for each in found.get("objects", []) if each["sighting_of_ref"] == target]

    def _ask(self, body: bytes | None, address: str) -> Any:
        request = urllib.request.Request(address, body, self.headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)


def test_three_councils_saw_it_and_a_fourth_learns_no_more_than_that(
    visitor: Visitor, settings: dict[str, str]
) -> None:
    programs = keys(visitor.service, settings)
    indicator = made("indicator", name="A page that asks for a password") | {
        "pattern": "[url:value = 'http://parcel-desk.example/login']",
        "pattern_type": "stix",
        "valid_from": "2026-11-01T00:00:00.000Z",
    }
    target = str(indicator["id"])
    programs["X005"].send(indicator)
    page = visitor.page
    visitor.sign_in(MALLORY)
    for code in REPORTERS:
        seen = sighting(target)
        programs[code].send(seen)
        assert programs[code].sightings(target) == [seen]
        assert programs[READER].sightings(target) == []
        if code == REPORTERS[0]:
            release(settings)
        visitor.go(f"/sharing/objects/{target}/")
        expect(page.locator("main")).to_contain_text("Nobody has said that they saw it.")
    say(visitor, target)
    assert programs[READER].sightings(target) == []
    release(settings)
    (found,) = programs[READER].sightings(target)
    assert found["description"].startswith("Seen by 3 to 5 councils")
    visitor.sign_in(MALLORY)
    visitor.go(f"/sharing/objects/{target}/")
    said = page.get_by_text("Seen by 3 to 5 councils")
    expect(said).to_be_visible()
    said.scroll_into_view_if_needed()
    picture(page, "sighting")


def say(visitor: Visitor, target: str) -> None:
    """Say by hand that it was seen, mend it, take it back, and say it anew."""
    page = visitor.page
    visitor.sign_in(ALICE)
    visitor.go(f"/sharing/objects/{target}/")
    button = page.get_by_role("button", name="We looked and did not find it")
    button.scroll_into_view_if_needed()
    picture(page, "sighting-ask")
    page.get_by_role("button", name="We saw this").click()
    expect(page.get_by_label("We saw this")).to_be_checked()
    expect(page.get_by_label("Do not name my council")).to_be_checked()
    page.locator("h1").evaluate("it => it.scrollIntoView()")
    picture(page, "sighting-say")
    fill(page, count="many")
    page.get_by_role("button", name="Say so").click()
    page.get_by_role("link", name="Enter how many times as a whole number").click()
    page.keyboard.type("7")
    fill(page, count="7")
    page.get_by_role("button", name="Say so").click()
    main = page.locator("main")
    expect(main).to_contain_text("Alderby District Council saw it 7 times on")
    page.get_by_role("link", name="Change what").click()
    fill(page, count="12")
    page.get_by_role("button", name="Change it").click()
    said = page.get_by_text("saw it 12 times on")
    said.scroll_into_view_if_needed()
    picture(page, "sighting-said")
    page.get_by_role("link", name="Take it back what").click()
    page.get_by_role("button", name="Take it back").click()
    expect(main).to_contain_text("took back on")
    page.get_by_role("button", name="We saw this").click()
    page.get_by_role("button", name="Say so").click()
    expect(main).to_contain_text("saw it once on")


def test_the_steward_lets_in_what_was_held(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(DAVE)
    visitor.go("/sharing/desk/")
    expect(page.locator("main")).to_contain_text("2 things wait")
    picture(page, "desk")
    page.locator("main table a").first.click()
    page.get_by_label("Let it in", exact=True).focus()
    page.keyboard.press("Space")
    picture(page, "review")
    page.get_by_role("button", name="Decide").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("1 thing waits")


def keys(service: str, settings: dict[str, str]) -> dict[str, Program]:
    """Make a key for a person of each council, as they would in their account."""
    command = [sys.executable, "-c", MAKE_KEYS, *REPORTERS, READER]
    owner = settings | {
        "WARDMOTE_DATABASE_URL": settings["WARDMOTE_OWNER_DATABASE_URL"],
        "DJANGO_SETTINGS_MODULE": "wardmote.server.config.settings",
    }
    done = subprocess.run(command, env=owner, check=True, capture_output=True, text=True)
    return {code: Program(service, key) for code, key in json.loads(done.stdout).items()}


def release(settings: dict[str, str]) -> None:
    """Let the worker do the job that it does each morning."""
    job = ("sharing.release_sightings", '{"timestamp": 0}')
    run("manage", "procrastinate", "defer", *job, env=settings)
    run("manage", "procrastinate", "worker", "--one-shot", env=settings)


def sighting(target: str) -> dict[str, Any]:
    """Make a sighting."""
    return made("sighting", created_by_ref=f"identity--{uuid.uuid4()}") | {
        "first_seen": "2026-11-09T08:00:00.000Z",
        "last_seen": "2026-11-10T17:30:00.000Z",
        "count": 7,
        "sighting_of_ref": target,
    }


def made(kind: str, **more: Any) -> dict[str, Any]:
    """Make the beginning of an object."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid4()}",
        "created": "2026-11-10T18:00:00.000Z",
        "modified": "2026-11-10T18:00:00.000Z",
    } | more
