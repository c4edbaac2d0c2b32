"""What a council tells the hub alone moves nothing that anybody else can read, byte for byte."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils, held
from tests.server.sharing.test_saying import filled
from wardmote.formats.exports import offered
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp

pytestmark = pytest.mark.django_db
OTHERS = ("mallory", "dave")
TOKENS = re.compile(
    r"""(?:nonce[-=]|name="(?:csrfmiddlewaretoken|written_by)" value=)"?[^"' ;]+"""
    r'|"id": "bundle--[0-9a-f-]+"'
)
"""What is made anew for each answer, whatever it says."""

Told = tuple[int, str, dict[str, str]]


class Eyes:
    """All that a person and their program can read of a hub."""

    def __init__(self, hub: Hub, name: str, refs: list[str]) -> None:
        self.program = hub.program(name)
        self.browser = Client()
        self.browser.force_login(getattr(hub.cast, name))
        self.paths = [*_taxii(hub, refs), *_lists(hub)]
        self.pages = _pages(hub, refs)

    def see(self) -> dict[str, Told]:
        """Ask for everything, and give status, body and headers of each answer."""
        seen = {path: _told(self.program.ask(path)) for path in self.paths}
        for path in [each for each in self.paths if "/sharing/export/" in each]:
            headers = seen[path][2]
            for name, field in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
                if field in headers:
                    answer = self.program.ask(path, **{name: headers[field]})
                    seen[f"{path} {name}"] = _told(answer)
        return seen | {path: _told(self.browser.get(path)) for path in self.pages}


def _told(answer: Any) -> Told:
    body = answer.getvalue() if answer.streaming else answer.content
    headers = {name: TOKENS.sub("", value) for name, value in answer.items()}
    return answer.status_code, TOKENS.sub("", body.decode()), headers


def _taxii(hub: Hub, refs: list[str]) -> list[str]:
    asked = ["", "?limit=1", "?limit=2", "?match[version]=all", "?match[type]=sighting"]
    asked += [f"?match[id]={','.join(refs)}", "?added_after=2026-01-01T00:00:00Z"]
    paths = ["/taxii2/", hub.root, f"{hub.root}collections/", hub.path]
    paths += [f"{hub.path}{kind}/{each}" for kind in ("objects", "manifest") for each in asked]
    for ref in refs:
        paths += [f"{hub.objects}{ref}/", f"{hub.objects}{ref}/versions/"]
    return paths


def _lists(hub: Hub) -> list[str]:
    return [f"/sharing/export/{hub.collection.pk}/{kind}" for kind in offered.FORMATS]


def _pages(hub: Hub, refs: list[str]) -> list[str]:
    pages = [f"/sharing/{page}" for page in ("", "lists/", "connect/", "share/", "ours/")]
    pages += [f"/sharing/{page}" for page in ("search/", "search/?type=sighting", "desk/")]
    pages += [f"/sharing/{page}" for page in ("search/shared.csv", "steward/", "steward/feeds/")]
    pages.append(f"/sharing/collections/{hub.collection.pk}/")
    for ref in refs:
        pages += [f"/sharing/objects/{ref}/{page}" for page in ("", "bundle.json", "sighting/")]
        pages += [f"/sharing/search/?text={ref}", f"/api/v1/sightings?indicator={ref}"]
    return pages


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the service's clock, so that nothing differs by the time of day."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.mark.usefixtures("still")
def test_a_private_sighting_moves_nothing_that_others_read(hub: Hub) -> None:
    councils = Councils(hub, 3)
    laying.let(hub.cast, hub.collection, "steward")
    green = [markings.TLP_2[Tlp.GREEN]]
    target = held(hub, object_marking_refs=green)
    held(hub)
    sent = councils.sighting("c0", target)
    changed = sent | {"count": 40, "modified": "2026-11-11T10:00:00.000Z"}
    gone = changed | {"revoked": True, "modified": "2026-11-12T10:00:00.000Z"}
    eyes = {name: Eyes(hub, name, [target, sent["id"]]) for name in OTHERS}
    for each in eyes.values():
        each.see()  # a first visit is noted, and changes what is new
    before = {name: each.see() for name, each in eyes.items()}
    mine = Eyes(hub, "c0_person", [target, sent["id"]])
    own = mine.see()

    def nothing_moved() -> None:
        for name, each in eyes.items():
            after = each.see()
            moved = [path for path in after if after[path] != before[name][path]]
            assert (name, moved) == (name, [])

    for body in (sent, changed, gone):
        councils.send("c0", body)
        nothing_moved()
    after = mine.see()
    assert after[hub.objects] != own[hub.objects]
    stix = f"/sharing/export/{hub.collection.pk}/stix"
    assert after[stix][2]["ETag"] != own[stix][2]["ETag"]
    deleted = councils.program("c0").ask(f"{hub.objects}{sent['id']}/", "DELETE")
    assert deleted.status_code == 200
    nothing_moved()
    page = f"/sharing/objects/{target}/sighting/"
    assert mine.browser.post(page, filled()).status_code == 302
    nothing_moved()
    named = councils.sighting("c0", target)
    councils.send("c0", named, named=True)
    for name, each in eyes.items():
        now = each.see()
        assert {hub.objects, stix} <= {path for path in now if now[path] != before[name][path]}


def test_a_list_changes_for_those_alone_who_may_read_what_changed(hub: Hub) -> None:
    councils = Councils(hub, 2)
    laying.let(hub.cast, hub.collection, "assurer", "rp")
    first = samples.indicator(created_by_ref=samples.MAKER)
    assert hub.program("alice").send(hub.objects, [first]).json()["failure_count"] == 0
    path = f"/sharing/export/{hub.collection.pk}/domains"
    readers = ("alice", "mallory", "c0_person", "carol")

    def tags() -> dict[str, str]:
        scopes = {name: "read" if name == "carol" else "write" for name in readers}
        asked = {each: _told(hub.program(each, scopes[each]).ask(path)) for each in readers}
        return {each: headers["ETag"] for each, (_, _, headers) in asked.items()}

    def moved(label: Tlp, content: dict[str, Any], **headers: str) -> set[str]:
        before = tags()
        marked = content | {"object_marking_refs": [markings.TLP_2[label]]}
        answer = hub.program("alice").send(hub.objects, [marked], **headers)
        assert answer.json()["failure_count"] == 0, answer.json()
        after = tags()
        return {each for each in readers if before[each] != after[each]}

    to_one = {"Wardmote-Recipients": councils.names[0].upper()}
    later = first | {"modified": "2026-11-09T00:00:00.000Z"}
    assert moved(Tlp.AMBER, samples.indicator()) == set(readers)
    assert moved(Tlp.AMBER_STRICT, samples.indicator()) == {"alice", "mallory", "c0_person"}
    assert moved(Tlp.RED, samples.indicator(), **to_one) == {"alice", "c0_person"}
    assert moved(Tlp.RED, later, **to_one) == {"alice", "c0_person"}
