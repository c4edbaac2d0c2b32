"""What implementers of TAXII 2.1 get wrong, point by point: sending, rights, deleting."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from tests.database import as_owner
from tests.server.sharing import laying, samples
from tests.server.sharing.asking import ids, rows, send, written
from tests.server.sharing.conftest import MEDIA, Hub
from wardmote.server.sharing import models


def test_09_a_duplicate_is_a_success_and_each_failure_is_listed(hub: Hub) -> None:
    good, bad = samples.indicator(), samples.indicator()
    del bad["pattern"]
    status = send(hub, good, bad, good, {"no": "id"})
    counts = {name: status[name] for name in status if name.endswith("_count")}
    assert counts == {
        "total_count": 4,
        "success_count": 2,
        "failure_count": 2,
        "pending_count": 0,
    }
    assert [each["id"] for each in status["successes"]] == [good["id"]] * 2
    assert status["failures"][0] | {"message": ""} == {
        "id": "object number 4",
        "version": status["request_timestamp"],
        "message": "",
    }
    assert status["failures"][1]["id"] == bad["id"]
    assert "pattern" in status["failures"][1]["message"]
    again = send(hub, good)
    assert (again["success_count"], again["failure_count"]) == (1, 0)
    assert ids(hub.program("alice").ask(hub.objects)) == [good["id"]]


def test_09_stix_2_0_is_refused_by_name(hub: Hub) -> None:
    says = samples.indicator(spec_version="2.0")
    does_not = samples.indicator()
    del does_not["spec_version"]
    status = send(hub, says, samples.indicator(), does_not, samples.domain("bad.example"))
    assert status["success_count"] == 2
    reason = "This is STIX 2.0, or has no spec_version. Send it as STIX 2.1."
    assert [(each["id"], each["message"]) for each in status["failures"]] == [
        (says["id"], reason),
        (does_not["id"], reason),
    ]
    for query in ("", "?match[spec_version]=2.0"):
        assert says["id"] not in ids(hub.program("alice").ask(f"{hub.objects}{query}"))


def test_09_what_an_envelope_says_beside_its_objects_is_passed_over(hub: Hub) -> None:
    one = samples.indicator()
    body = json.dumps({"x_from": {"tool": "T"}, "objects": [one], "x_number": 3}).encode()
    answer = hub.program("alice").send(hub.objects, body)
    assert (answer.status_code, answer.json()["success_count"]) == (202, 1)
    assert hub.program("mallory").ask(hub.objects).json() == {"objects": [one]}


def test_09_a_status_is_kept_for_a_day(hub: Hub) -> None:
    status = send(hub, samples.indicator())
    path = f"{hub.root}status/{status['id']}/"
    assert hub.program("alice").ask(path).json() == status
    assert hub.program("mallory").ask(path).status_code == 404
    with as_owner():
        models.Submission.objects.update(at=datetime.now().astimezone() - timedelta(hours=24))
    assert hub.program("alice").ask(path).status_code == 404


def test_09_a_body_within_max_content_length_is_never_413(hub: Hub, settings: Any) -> None:
    settings.TAXII_MAX_CONTENT_LENGTH = 100_000
    program = hub.program("alice")
    assert program.ask(hub.root).json()["max_content_length"] == 100_000
    short = len(json.dumps({"objects": [samples.indicator(description="")]}))
    filled = samples.indicator(description="x" * (100_000 - short))
    body = json.dumps({"objects": [filled]}).encode()
    assert len(body) == 100_000
    answer = program.send(hub.objects, body)
    assert answer.status_code == 202, answer.content
    answer = program.send(hub.objects, body + b" ")
    assert (answer.status_code, answer.json()["http_status"]) == (413, "413")


def test_10_without_a_key_401_and_what_one_may_not_read_is_as_absent(hub: Hub) -> None:
    closed = hub.of(laying.open_collection(hub.cast, "Closed"))
    absent = f"{hub.root}collections/{uuid.uuid4()}/"
    program = hub.program("alice")
    laying.let(hub.cast, laying.open_collection(hub.cast, "Box", alias="box"), "alderby", "w")
    for path in ("", "objects/", "manifest/"):
        answers = [program.ask(f"{each}{path}") for each in (closed, absent)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    posts = [program.send(f"{each}objects/", [samples.indicator()]) for each in (closed, absent)]
    assert [each.status_code for each in posts] == [404, 404]
    box = f"{hub.root}collections/box/"
    assert program.send(f"{box}objects/", [samples.indicator()]).status_code == 202
    assert program.send(f"{box}objects/", [samples.indicator()]).status_code == 202
    assert program.ask(f"{box}objects/").status_code == 403
    laying.let(hub.cast, laying.open_collection(hub.cast, "Shelf", alias="shelf"), "alderby", "r")
    shelf = f"{hub.root}collections/shelf/objects/"
    assert program.send(shelf, [samples.indicator()]).status_code == 403
    assert program.ask(shelf).json() == {}
    listed = program.ask(f"{hub.root}collections/").json()["collections"]
    assert {each["title"]: (each["can_read"], each["can_write"]) for each in listed} == {
        "Box": (False, True),
        "Indicators": (True, True),
        "Shelf": (True, False),
    }
    nobody = {"Authorization": "Basic bm9ib2R5OndtXzA="}
    for header in (nobody, {"Authorization": ""}, {"Authorization": "Basic %"}):
        answer = program.ask(hub.objects, **header)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Basic realm=")
        assert answer.json()["title"] == "Unauthorized"


def test_11_addresses_are_exactly_those_of_the_standard(hub: Hub) -> None:
    program = hub.program("alice")
    found = program.ask("/taxii2/").json()
    assert found["default"] == "http://127.0.0.1/taxii2/hub/"
    assert found["api_roots"] == ["http://127.0.0.1/taxii2/hub/"]
    root = {"title": "The hub", "versions": [MEDIA], "max_content_length": 10_000_000}
    assert program.ask(hub.root).json() == root
    (listed,) = program.ask(f"{hub.root}collections/").json()["collections"]
    assert listed == program.ask(hub.path).json()
    assert uuid.UUID(listed["id"]).version == 4
    assert ids(program.ask(f"{hub.root}collections/indicators/objects/")) == []
    for path in ("/taxii2", "/taxii2/hub", hub.objects.rstrip("/"), "/taxii2/none/"):
        answer = program.ask(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, MEDIA)
    assert hub.program("carol").ask(f"{hub.root}collections/").status_code == 404
    answer = program.ask(hub.path, "PUT")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_12_observables_unknown_types_and_properties_survive_byte_for_byte(hub: Hub) -> None:
    text = (
        b'{"objects": [ {"type":"domain-name","id":"domain-name--bedb4899-d24b-5401-bc86-'
        b'8f6b4cc18ec7","value":"ex\\u0061mple.com", "x_note" : 1.0e2} ,\n {"type":"x-thing",'
        b'"spec_version":"2.1","id":"x-thing--7f8f2b4c-0d4e-4d3a-9b7e-2f1c8e5a6b01",'
        b'"created":"2026-11-01T10:00:00.000Z","modified":"2026-11-01T10:00:00.000Z",'
        b'"x_b":[1],"x_a":"\xc3\xa9"}]}'
    )
    answer = hub.program("alice").send(hub.objects, text)
    assert answer.json()["failure_count"] == 0, answer.content
    read = hub.program("mallory").ask(hub.objects).content
    objects = text[text.index(b"[") + 1 : text.rindex(b"]")]
    one, two = objects.split(b",\n")
    assert read == b'{"objects":[' + one.strip() + b"," + two.strip() + b"]}"
    row = rows(hub)[0]
    manifest = hub.program("mallory").ask(f"{hub.path}manifest/?match[type]=domain-name")
    assert manifest.json()["objects"] == [
        {
            "id": row.stix_id,
            "date_added": written(row.date_added),
            "version": written(row.date_added),
            "media_type": "application/stix+json;version=2.1",
        }
    ]
    by_version = f"{hub.objects}?match[version]={written(row.date_added)}"
    assert ids(hub.program("mallory").ask(by_version)) == [row.stix_id]


def test_13_delete_needs_both_rights_and_takes_away_ones_own_alone(hub: Hub) -> None:
    first = samples.indicator(created_by_ref=samples.MAKER)
    second = first | {"modified": "2026-11-02T10:00:00.000Z"}
    send(hub, first, second)
    path = f"{hub.objects}{first['id']}/"
    assert hub.program("mallory").ask(path, "DELETE").status_code == 403
    assert hub.program("alice", "read").ask(path, "DELETE").status_code == 403
    alice = hub.program("alice")
    assert alice.ask(f"{path}?match[version]={second['modified']}", "DELETE").status_code == 200
    assert alice.ask(path).json() == {"objects": [first]}
    assert alice.ask(f"{path}?match[version]=all", "DELETE").status_code == 200
    assert alice.ask(path).status_code == 404
    assert alice.ask(f"{path}versions/").status_code == 404
    assert alice.ask(f"{hub.path}manifest/").content == b"{}"
    assert alice.ask(path, "DELETE").status_code == 404
    laying.let(hub.cast, hub.collection, "alderby", "r")
    send(hub, first, name="mallory")
    assert alice.ask(path, "DELETE").status_code == 403
