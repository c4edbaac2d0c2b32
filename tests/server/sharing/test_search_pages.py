"""What people find, what they do not, and what one object's page shows of its surroundings."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils, held
from wardmote.formats.stix import making
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp

pytestmark = pytest.mark.django_db
STRICT = [markings.TLP_2[Tlp.AMBER_STRICT]]


def sends(hub: Hub, *objects: dict[str, Any]) -> None:
    answer = hub.program("mallory").send(hub.objects, list(objects))
    assert json.loads(answer.content)["failure_count"] == 0, answer.content


def page(hub: Hub, name: str, path: str) -> Any:
    client = Client()
    client.force_login(getattr(hub.cast, name))
    return client.get(path)


def looks_for(value: str, **more: Any) -> dict[str, Any]:
    return samples.indicator(pattern=f"[domain-name:value = '{value}']", **more)


@pytest.mark.parametrize(
    "asked",
    [
        "evil.example.net",
        "evil[.]example[.]net",
        "www.evil.example.net",
        "hxxp://EVIL.example.net/a",
    ],
)
def test_a_value_is_found_however_it_is_written(hub: Hub, asked: str) -> None:
    wanted, other = looks_for("evil.example.net"), looks_for("good.example.net")
    sends(hub, wanted, other)
    text = page(hub, "alice", f"/sharing/search/?q={asked}").content.decode()
    assert (wanted["id"] in text, other["id"] in text) == (True, False)


def test_an_address_is_found_by_the_network_that_holds_it(hub: Hub) -> None:
    wanted = samples.indicator(pattern="[ipv4-addr:value ISSUBSET '192.0.2.0/24']")
    sends(hub, wanted, samples.indicator(pattern="[ipv4-addr:value = '198.51.100.7']"))
    assert wanted["id"] in page(hub, "alice", "/sharing/search/?q=192.0.2.7").content.decode()


def test_a_value_within_a_pattern_of_several_is_found(hub: Hub) -> None:
    wanted = samples.indicator(
        pattern="[domain-name:value = 'a.example.org' AND ipv4-addr:value = '192.0.2.9']"
    )
    sends(hub, wanted)
    assert wanted["id"] in page(hub, "alice", "/sharing/search/?q=192.0.2.9").content.decode()


def test_an_earlier_version_is_not_found_by_what_it_said(hub: Hub) -> None:
    first = looks_for("old.example.net", created_by_ref=samples.MAKER)
    later = first | {
        "pattern": "[domain-name:value = 'new.example.net']",
        "modified": "2026-11-02T10:00:00.000Z",
    }
    sends(hub, first)
    assert first["id"] in page(hub, "alice", "/sharing/search/?q=old.example.net").content.decode()
    sends(hub, later)
    found = [
        first["id"] in page(hub, "alice", f"/sharing/search/?q={name}.example.net").content.decode()
        for name in ("old", "new")
    ]
    assert found == [False, True]


def test_filters_narrow_and_pages_follow_each_other(hub: Hub) -> None:
    many = [looks_for(f"n{number}.example.net", name=f"Number {number}") for number in range(60)]
    sends(hub, *many, samples.domain("seen.example.net"))
    first = page(hub, "alice", "/sharing/search/?type=indicator")
    following = first.content.decode().split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = page(hub, "alice", following.replace("&amp;", "&"))
    shown = [
        sum(each["id"] in answer.content.decode() for each in many) for answer in (first, second)
    ]
    assert shown == [50, 10]
    oldest = page(hub, "alice", "/sharing/search/?type=indicator&sort=oldest").content.decode()
    assert (many[0]["id"] in oldest, many[-1]["id"] in oldest) == (True, False)
    assert many[0]["id"] not in page(hub, "alice", "/sharing/search/?type=url").content.decode()


def test_what_is_strict_is_found_by_members_and_not_by_partners(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "assurer", "rp")
    strict = looks_for("strict.example.net", object_marking_refs=STRICT)
    amber = looks_for("amber.example.net")
    sends(hub, strict, amber)
    shown = {
        name: [
            each["id"]
            in page(hub, name, f"/sharing/search/?q={value}.example.net").content.decode()
            for each, value in ((strict, "strict"), (amber, "amber"))
        ]
        for name in ("alice", "carol")
    }
    assert shown == {"alice": [True, True], "carol": [False, True]}
    pages = [page(hub, name, f"/sharing/objects/{strict['id']}/").status_code for name in shown]
    assert pages == [200, 404]
    bundle = page(hub, "carol", f"/sharing/objects/{strict['id']}/bundle.json")
    assert bundle.status_code == 404


def test_a_relation_shows_where_both_its_ends_may_be_read(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "assurer", "rp")
    seen = looks_for("seen.example.net")
    hidden = looks_for("hidden.example.net", object_marking_refs=STRICT)
    sends(hub, seen, hidden, samples.relationship(hidden["id"], seen["id"]))
    shown = {
        name: hidden["id"] in page(hub, name, f"/sharing/objects/{seen['id']}/").content.decode()
        for name in ("alice", "carol")
    }
    assert shown == {"alice": True, "carol": False}


def test_a_page_shows_values_defanged_and_the_real_ones_as_they_were_sent(hub: Hub) -> None:
    one = looks_for("evil.example.net")
    sends(hub, one)
    text = page(hub, "alice", f"/sharing/objects/{one['id']}/").content.decode()
    before, _, raw = text.partition("As it was sent</span>")
    assert ("evil.example.net" in before, "evil[.]example[.]net" in before) == (False, True)
    assert "evil.example.net" in raw


@pytest.mark.parametrize(
    "odd",
    [
        {"valid_from": "9999-12-31T23:59:59Z"},
        {"valid_from": "0001-01-01T00:00:00Z", "valid_until": "9999-12-31T23:59:59Z"},
    ],
)
def test_a_page_shows_the_first_year_that_there_is_and_the_last(
    hub: Hub, odd: dict[str, str]
) -> None:
    one = samples.indicator(**odd)
    sends(hub, one)
    shown = page(hub, "mallory", f"/sharing/objects/{one['id']}/")
    assert shown.status_code == 200
    for at in odd.values():
        assert {"9": "31 December 9999", "0": "1 January 1"}[at[0]] in shown.content.decode()


def test_a_page_says_who_let_itself_be_named_with_a_sighting(hub: Hub) -> None:
    councils, target = Councils(hub, 1), held(hub)
    councils.send("c0", making.identity(councils.identities["c0"], "Dunmere", NOW))
    councils.report("c0", target, named=True, count=1)
    shown = page(hub, "mallory", f"/sharing/objects/{target}/").content.decode()
    assert 'data-label="Said by"><bdi>Dunmere</bdi>' in shown
    assert "Seen 1 time in 1 report." in shown


def test_an_address_that_no_text_can_hold_is_not_found(hub: Hub) -> None:
    for path in ("", "bundle.json", "sighting/"):
        assert page(hub, "mallory", f"/sharing/objects/%00/{path}").status_code == 404


def test_a_download_holds_the_object_as_it_was_sent_and_its_label(hub: Hub) -> None:
    one = looks_for("evil.example.net")
    sends(hub, one)
    answer = page(hub, "alice", f"/sharing/objects/{one['id']}/bundle.json")
    label, held = json.loads(answer.content)["objects"]
    assert (label["id"], held) == (markings.TLP_2[Tlp.AMBER], one)


def test_what_cannot_be_is_left_out_of_a_search(hub: Hub) -> None:
    sends(hub, looks_for("evil.example.net"))
    wrong = "tlp=9&collection=x&from=31-31&to=9999-12-31&after=x_y&source=%00&sort=1&type=%27"
    assert page(hub, "alice", f"/sharing/search/?{wrong}").status_code == 200


def test_pages_cost_the_same_however_much_there_is(hub: Hub) -> None:
    counts = []
    target = looks_for("t.example.net")
    for batch in (1, 30):
        found = [looks_for(f"c{batch}-{number}.example.net") for number in range(batch)]
        relations = [samples.relationship(each["id"], target["id"]) for each in found]
        sends(hub, target, *found, *relations)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            for path in ("", "search/", f"objects/{target['id']}/", "ours/"):
                assert page(hub, "mallory", f"/sharing/{path}").status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
