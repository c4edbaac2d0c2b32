"""A tool that knows only the first traffic light protocol is given its labels, if it asks."""

import base64
import json
import uuid
from typing import Any

import stix2validator
import taxii2client.v21

from tests.server.sharing import samples
from tests.server.sharing.asking import ids, send
from tests.server.sharing.conftest import Hub
from tests.server.sharing.served import Served
from wardmote.rules.sharing import markings, renderings
from wardmote.rules.sharing.markings import Tlp
from wardmote.rules.sharing.renderings import Rendering

OLD = {"Wardmote-Markings": "tlp1"}


def _sent() -> list[dict[str, Any]]:
    """Make one object of each label that members see, with the definitions."""
    labels = [tlp for tlp in Tlp if tlp is not Tlp.RED]
    marked = [samples.indicator(object_marking_refs=[markings.TLP_2[tlp]]) for tlp in labels]
    return [*(_defined(tlp) for tlp in labels), *marked]


def _defined(tlp: Tlp, rendering: Rendering = Rendering.AS_SENT) -> dict[str, Any]:
    """Read the definition of a label."""
    found: dict[str, Any] = json.loads(renderings.definition(tlp, rendering))
    return found


def _wanted(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    new = {ref: tlp for tlp, ref in markings.TLP_2.items()}
    return [
        _defined(new[one["id"]], Rendering.TLP_1)
        if one["id"] in new
        else one
        | {
            "object_marking_refs": [
                markings.TLP_1[renderings.NARROWED[new[ref]]] for ref in one["object_marking_refs"]
            ]
        }
        for one in sent
    ]


def test_labels_come_as_they_were_sent_unless_older_ones_are_asked_for(hub: Hub) -> None:
    sent = _sent()
    send(hub, *sent)
    program = hub.program("mallory")
    assert program.ask(hub.objects).json()["objects"] == sent
    assert program.ask(hub.objects, **OLD).json()["objects"] == _wanted(sent)
    basic = base64.b64encode(f"tlp1:{hub.keys['mallory',]}".encode()).decode()
    named = program.ask(hub.objects, Authorization=f"Basic {basic}")
    assert named.json()["objects"] == _wanted(sent)
    assert program.ask(hub.objects, **{"Wardmote-Markings": "tlp3"}).status_code == 400


def test_the_manifest_and_the_single_object_say_the_same(hub: Hub) -> None:
    send(hub, *_sent())
    program = hub.program("mallory")
    amber, red = markings.TLP_1[Tlp.AMBER], markings.TLP_1[Tlp.RED]
    records = program.ask(f"{hub.path}manifest/", **OLD).json()["objects"]
    seen = ids(program.ask(hub.objects, **OLD))
    assert [each["id"] for each in records] == seen
    assert {each["version"] for each in records if each["id"] == amber} == {renderings.OLD_CREATED}
    for ref, tlp in ((amber, Tlp.AMBER), (red, Tlp.RED)):
        one = program.ask(f"{hub.objects}{ref}/", **OLD)
        assert one.json() == {"objects": [_defined(tlp, Rendering.TLP_1)]}
        versions = program.ask(f"{hub.objects}{ref}/versions/", **OLD)
        assert versions.json() == {"versions": [renderings.OLD_CREATED]}
        assert program.ask(f"{hub.objects}{ref}/").status_code == 404
    assert ids(program.ask(f"{hub.objects}?match[id]={red}", **OLD)) == [red]


def test_pages_of_older_labels_follow_each_other(hub: Hub) -> None:
    sent = _sent()
    send(hub, *sent)
    program, more, read = hub.program("mallory"), "", []
    while True:
        page = program.ask(f"{hub.objects}?limit=3{more}", **OLD).json()
        read += page["objects"]
        if not page.get("more"):
            break
        more = f"&next={page['next']}"
    assert read == _wanted(sent)


def test_a_strangers_client_reads_valid_objects_by_its_user_name(served: Served) -> None:
    root = f"http://127.0.0.1:{served.port}/taxii2/"
    sent = _sent()
    with taxii2client.v21.Server(root, user="any", password=served.keys["alice"]) as server:
        (collection,) = server.default.collections
        assert collection.add_objects({"objects": sent}).failure_count == 0
    with taxii2client.v21.Server(root, user="tlp1", password=served.keys["mallory"]) as server:
        (collection,) = server.default.collections
        pages = taxii2client.v21.as_pages(collection.get_objects, per_request=3)
        read = [each for page in pages for each in page["objects"]]
    assert read == _wanted(sent)
    bundle = {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": read}
    result = stix2validator.validate_instance(bundle)
    assert result.is_valid, result
