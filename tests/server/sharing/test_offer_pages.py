"""A person shares what they pasted, sees what became of it, and takes it back."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub
from wardmote.server.sharing import models

pytestmark = pytest.mark.django_db
EMAIL = """Dear all,
we saw hxxps://pay[.]swan-lake[.]net/login and 185.220.101.7.
Our proxy 10.0.0.3 blocked it. Not google.com, of course."""


def at(hub: Hub, name: str) -> Client:
    client = Client()
    client.force_login(getattr(hub.cast, name))
    return client


def look(client: Client, text: str) -> Any:
    return client.post("/sharing/share/", {"step": "look", "text": text})


def send(client: Client, hub: Hub, text: str, chosen: list[str], **more: Any) -> Any:
    given = {
        "step": "send",
        "text": text,
        "chosen": chosen,
        "collection": str(hub.collection.pk),
        "name": "Fake invoices",
        "tlp": "2",
        "sure": "2",
    } | more
    return client.post("/sharing/share/", given)


def ticked(answer: Any) -> dict[str, bool]:
    boxes = re.findall(
        r'name="chosen" type="checkbox" value="([^"]+)"( checked)?', answer.content.decode()
    )
    return {key: bool(checked) for key, checked in boxes}


URL, ADDRESS = "url:pay.swan-lake.net/login", "ip:185.220.101.7"


def test_what_is_found_is_seen_before_anything_is_sent(hub: Hub) -> None:
    answer = look(at(hub, "alice"), EMAIL)
    assert ticked(answer) == {URL: True, ADDRESS: True, "domain:google.com": False}
    text = answer.content.decode()
    assert "means something else at every council" in text
    assert models.Object.objects.count() == 0


def test_a_link_left_whole_at_a_host_that_all_use_is_not_ticked(hub: Hub) -> None:
    text = "See https://google.com/maps and hxxps://google[.]com/evil and https://swan-lake.net/x"
    assert ticked(look(at(hub, "alice"), text)) == {
        "url:google.com/maps": False,
        "url:google.com/evil": True,
        "url:swan-lake.net/x": True,
    }


def test_what_is_sent_becomes_indicators_in_the_name_of_the_organisation(hub: Hub) -> None:
    client = at(hub, "alice")
    answer = send(client, hub, EMAIL, [URL], about="Do not pay.")
    assert answer.status_code == 302, answer.content.decode()
    hub.cast.enter("mallory")
    program = hub.program("mallory")
    got = json.loads(program.ask(hub.objects).content)["objects"]
    (identity,) = [each for each in got if each["type"] == "identity"]
    (one,) = [each for each in got if each["type"] == "indicator"]
    assert identity["name"] == "Alderby District Council"
    assert (one["pattern"], one["name"], one["description"], one["confidence"]) == (
        "[url:value = 'https://pay.swan-lake.net/login']",
        "Fake invoices",
        "Do not pay.",
        70,
    )
    assert one["created_by_ref"] == identity["id"]
    assert "pay[.]swan-lake[.]net/login" in client.get(answer["Location"]).content.decode()


def test_a_second_time_the_same_identity_is_used_and_what_is_there_is_said(hub: Hub) -> None:
    client = at(hub, "alice")
    send(client, hub, EMAIL, [URL])
    assert "The hub has this already" in look(client, EMAIL).content.decode()
    assert send(client, hub, EMAIL, [ADDRESS]).status_code == 302
    kinds = sorted(models.Object.objects.values_list("type", flat=True))
    assert kinds == ["identity", "indicator", "indicator"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"chosen": []}, "Tick at least one thing to share."),
        ({"chosen": ["ip:10.0.0.3"]}, "Tick at least one thing to share."),
        ({"name": " "}, "Say in a few words what it is."),
        ({"tlp": "4"}, "Say which organisations may read it."),
        ({"tlp": "4", "recipients": "NOBODY"}, "no organisation with the code NOBODY"),
        ({"collection": "x"}, "Choose where to share it from the list."),
        ({"sure": "5"}, "Say how sure you are, from the list."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    hub: Hub, more: dict[str, Any], message: str
) -> None:
    answer = send(at(hub, "alice"), hub, EMAIL, **({"chosen": [URL]} | more))
    text = answer.content.decode()
    assert (answer.status_code, message in text, "pay[.]swan-lake" in text) == (422, True, True)
    assert models.Object.objects.count() == 0


def test_what_is_above_the_ceiling_is_refused_at_the_label(hub: Hub) -> None:
    low = laying.open_collection(hub.cast, "Low", ceiling=1, default_marking=1)
    laying.let(hub.cast, low, "alderby")
    answer = send(at(hub, "alice"), hub, EMAIL, [URL], collection=str(low.pk))
    assert "takes nothing above TLP:GREEN" in answer.content.decode()


def test_what_is_red_is_read_by_those_it_names_alone(hub: Hub) -> None:
    send(at(hub, "alice"), hub, EMAIL, [URL], tlp="4", recipients="MERROWDOWN")
    laying.let(hub.cast, hub.collection, "assurer", "r")
    hub.cast.enter("alice")
    ref = models.Object.objects.get(type="indicator").stix_id
    codes = [
        at(hub, name).get(f"/sharing/objects/{ref}/").status_code for name in ("mallory", "carol")
    ]
    assert codes == [200, 404]


def test_objects_of_stix_are_sent_as_they_are(hub: Hub) -> None:
    one = samples.indicator(pattern="[domain-name:value = 'evil.swan-lake.net']")
    bundle = json.dumps({"type": "bundle", "id": f"bundle--{one['id'][11:]}", "objects": [one]})
    client = at(hub, "alice")
    assert ticked(look(client, bundle)) == {"0": True}
    assert send(client, hub, bundle, ["0"]).status_code == 302
    hub.cast.enter("alice")
    kept = json.loads(models.Object.objects.get(stix_id=one["id"]).body)
    assert {name: kept[name] for name in one} == one


def test_an_advisory_becomes_a_report_on_vulnerabilities(hub: Hub) -> None:
    document = {"csaf_version": "2.0", "title": "Two holes", "tracking": {"id": "A-1"}}
    found = [{"cve": "CVE-2025-0001"}, {"cve": "CVE-2025-0002"}]
    text = json.dumps({"document": document, "vulnerabilities": found})
    keys = ["CVE-2025-0001", "CVE-2025-0002"]
    client = at(hub, "alice")
    assert list(ticked(look(client, text))) == keys
    assert send(client, hub, text, keys).status_code == 302
    hub.cast.enter("alice")
    kinds = sorted(models.Object.objects.values_list("type", flat=True))
    assert kinds == ["identity", "report", "vulnerability", "vulnerability"]


def test_who_may_not_send_finds_no_such_page(hub: Hub) -> None:
    laying.let(hub.cast, hub.collection, "assurer", "rw")
    codes = {
        name: at(hub, name).get("/sharing/share/").status_code
        for name in ("alice", "carol", "grace")
    }
    assert codes == {"alice": 200, "carol": 404, "grace": 404}
    assert Client().get("/sharing/share/").status_code == 302


def test_a_text_is_given_back_to_whoever_was_signed_out_over_it(hub: Hub) -> None:
    client = at(hub, "alice")
    form = client.get("/sharing/share/").content.decode()
    stamp = re.findall(r'name="written_by" value="([^"]+)"', form)[0]
    client.logout()
    client.post("/sharing/share/", {"step": "look", "text": EMAIL, "written_by": stamp})
    client.force_login(hub.cast.alice)
    text = client.get("/sharing/share/").content.decode()
    assert ("Your text is below" in text, URL in text) == (True, True)


def test_one_takes_back_ones_own_and_nobody_elses(hub: Hub) -> None:
    client = at(hub, "alice")
    send(client, hub, EMAIL, [URL])
    hub.cast.enter("alice")
    ref = models.Object.objects.get(type="indicator").stix_id
    place = f"/sharing/objects/{ref}/take-back/"
    assert at(hub, "mallory").post(place).status_code == 404
    assert (client.get(place).status_code, client.post(place).status_code) == (200, 302)
    program = hub.program("mallory")
    asked = program.ask(f"{hub.objects}?{urlencode({'match[id]': ref})}")
    (got,) = json.loads(asked.content)["objects"]
    assert (got["id"], got["revoked"]) == (ref, True)
    assert client.get(place).status_code == 404
    assert "Taken back" in client.get("/sharing/ours/").content.decode()


def test_a_receipt_is_for_its_sender(hub: Hub) -> None:
    receipt = send(at(hub, "alice"), hub, EMAIL, [URL])["Location"]
    codes = [at(hub, name).get(receipt).status_code for name in ("bob", "mallory", "grace")]
    assert codes == [200, 404, 404]
