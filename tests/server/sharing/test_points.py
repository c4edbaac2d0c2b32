"""What implementers of TAXII 2.1 get wrong, point by point."""

import json
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import MEDIA, Hub
from wardmote.server.sharing import models

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
FIRST, LAST = "X-TAXII-Date-Added-First", "X-TAXII-Date-Added-Last"


def send(hub: Hub, *objects: dict[str, Any], name: str = "alice") -> dict[str, Any]:
    answer = hub.program(name).send(hub.objects, list(objects))
    assert answer.status_code == 202, answer.content
    found: dict[str, Any] = answer.json()
    return found


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json().get("objects", [])]


def test_01_each_page_says_when_its_first_and_last_object_were_added(hub: Hub) -> None:
    sent = [samples.indicator() for _ in range(5)]
    send(hub, *sent)
    program = hub.program("mallory")
    rows = {row.stix_id: row.date_added for row in _rows(hub)}
    for path in ("objects/", "manifest/"):
        answer = program.ask(f"{hub.path}{path}?limit=2")
        assert answer[FIRST] == _written(rows[sent[0]["id"]])
        assert answer[LAST] == _written(rows[sent[1]["id"]])
    for path in (f"objects/{sent[2]['id']}/", f"objects/{sent[2]['id']}/versions/"):
        answer = program.ask(f"{hub.path}{path}")
        assert answer[FIRST] == answer[LAST] == _written(rows[sent[2]["id"]])


def test_02_added_after_is_strict_and_has_nothing_to_do_with_stix_times(hub: Hub) -> None:
    old = samples.indicator(created="2020-01-01T00:00:00.000Z", modified="2020-01-01T00:00:00.000Z")
    sent = [samples.indicator(), old, samples.indicator()]
    send(hub, *sent)
    program = hub.program("mallory")
    every = [each["id"] for each in sent]
    assert ids(program.ask(hub.objects)) == every
    for place in range(3):
        at = _written({row.stix_id: row.date_added for row in _rows(hub)}[every[place]])
        assert ids(program.ask(f"{hub.objects}?added_after={at}")) == every[place + 1 :]


def test_03_times_are_of_six_digits_and_versions_as_they_were_sent(hub: Hub) -> None:
    for modified in (
        "2026-11-01T10:00:00.100Z",
        "2026-11-01T10:00:00.000000Z",
        "2026-11-01T10:00:00.123456Z",
    ):
        one = samples.indicator(created="2026-11-01T10:00:00.000Z", modified=modified)
        send(hub, one)
        answer = hub.program("alice").ask(f"{hub.path}manifest/?match[id]={one['id']}")
        (found,) = answer.json()["objects"]
        assert TIME.fullmatch(found["date_added"])
        assert TIME.fullmatch(answer[FIRST])
        assert found["version"] == modified
        versions = hub.program("alice").ask(f"{hub.objects}{one['id']}/versions/")
        assert versions.json() == {"versions": [modified]}


def test_04_match_version_is_last_unless_said_and_all_stands_alone(hub: Hub) -> None:
    first = samples.indicator(created_by_ref=samples.MAKER)
    second = first | {"modified": "2026-11-02T10:00:00.000Z", "name": "Second"}
    other = samples.indicator(created_by_ref=samples.MAKER)
    send(hub, first, other)
    send(hub, second)
    program = hub.program("mallory")

    def names(query: str) -> list[tuple[str, str]]:
        found = program.ask(f"{hub.objects}{query}").json().get("objects", [])
        return [(each["id"], each["modified"]) for each in found]

    one, two, three = ((each["id"], each["modified"]) for each in (first, other, second))
    assert names("") == [two, three]
    assert names("?match[version]=last") == [two, three]
    assert names("?match[version]=first") == [one, two]
    assert names("?match[version]=all") == [one, two, three]
    assert names("?match[version]=first,last") == [one, two, three]
    assert names(f"?match[version]={second['modified']}") == [three]
    assert names(f"?match[version]=first,{second['modified']}") == [one, two, three]
    assert names(f"?match[id]={first['id']},{other['id']}&match[type]=indicator") == [two, three]
    assert names(f"?match[id]={first['id']}&match[type]=malware") == []
    assert names("?match[spec_version]=2.1") == [two, three]
    assert names("?match[spec_version]=2.0") == []
    assert names("?match[type]=indicator,malware&limit=1") == [two]
    for wrong in (
        "match[version]=all,last",
        "match[version]=last&match[version]=first",
        "match[id]=a&match[id]=b",
        "match[version]=yesterday",
        "match[type]=",
    ):
        assert program.ask(f"{hub.objects}?{wrong}").status_code == 400, wrong


def test_04_an_old_object_with_a_new_version_reappears(hub: Hub) -> None:
    first = samples.indicator(created_by_ref=samples.MAKER)
    send(hub, first)
    program = hub.program("mallory")
    seen = program.ask(hub.objects)[LAST]
    assert program.ask(f"{hub.objects}?added_after={seen}").json() == {}
    second = first | {"modified": "2026-11-02T10:00:00.000Z"}
    send(hub, second)
    assert program.ask(f"{hub.objects}?added_after={seen}").json() == {"objects": [second]}


@pytest.mark.parametrize("what", ["objects", "manifest", "versions"])
def test_05_pages_follow_each_other_and_the_server_remembers_nothing(hub: Hub, what: str) -> None:
    first = samples.indicator(created_by_ref=samples.MAKER)
    versions = [first | {"modified": f"2026-11-02T10:00:{number:02}.000Z"} for number in range(7)]
    send(hub, *versions)
    path = {
        "objects": f"{hub.objects}?match[version]=all&",
        "manifest": f"{hub.path}manifest/?match[version]=all&",
        "versions": f"{hub.objects}{first['id']}/versions/?",
    }[what]
    program = hub.program("mallory")
    found: list[Any] = []
    more = ""
    while True:
        answer = program.ask(f"{path}limit=2{more}")
        page = answer.json()
        found += page["versions" if what == "versions" else "objects"]
        if not page.get("more"):
            assert "next" not in page
            break
        more = f"&next={page['next']}"
    key = {"objects": "modified", "manifest": "version"}.get(what)
    assert [each[key] if key else each for each in found] == [each["modified"] for each in versions]


def test_05_a_limit_that_is_none_is_refused_and_one_too_large_is_lowered(hub: Hub) -> None:
    send(hub, *(samples.indicator() for _ in range(1001)))
    program = hub.program("alice")
    page = program.ask(f"{hub.objects}?limit=5000").json()
    assert (len(page["objects"]), page["more"]) == (1000, True)
    for wrong in ("0", "-1", "x", "", "1.5", "٣", "9" * 30):
        assert program.ask(f"{hub.objects}?limit={wrong}").status_code == 400, wrong


def test_06_a_parameter_that_cannot_be_read_is_400(hub: Hub) -> None:
    program = hub.program("alice")
    for wrong in (
        *("added_after=yesterday", "added_after=2026-13-01T00:00:00Z", "added_after=2026-01-01"),
        *("next=%00", "next=abc", "next=99999999999999999999", "added_after=0000-01-01T00:00:00Z"),
        *("match[id]=%00", "match[id]=%FF%00", "match[type]=a,,b", "match[version]=%00"),
        "added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z",
    ):
        for path in (hub.objects, f"{hub.path}manifest/"):
            answer = program.ask(f"{path}?{wrong}")
            assert answer.status_code == 400, wrong
            assert answer.json()["title"] == "Bad Request"


def test_07_an_envelope_is_no_bundle_and_an_empty_one_is_an_empty_object(hub: Hub) -> None:
    program = hub.program("alice")
    assert program.ask(hub.objects).content == b"{}"
    assert program.ask(f"{hub.path}manifest/").content == b"{}"
    one = samples.indicator()
    send(hub, one)
    assert set(program.ask(hub.objects).json()) == {"objects"}
    after = "added_after=2030-01-01T00:00:00Z"
    assert program.ask(f"{hub.objects}{one['id']}/?{after}").content == b"{}"
    assert program.ask(f"{hub.objects}{one['id']}/versions/?{after}").content == b"{}"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("application/taxii+json", 200),
        ("application/taxii+json; version=2.1", 200),
        ("application/taxii+json;version=2.1;q=0.5, text/html", 200),
        ('application/taxii+json ; version="2.1"', 200),
        ("text/html, application/taxii+json;version=2.1", 200),
        ("text/html", 406),
        ("application/taxii+json;version=2.0", 406),
        ("application/taxii+json;version=2.1;q=0", 406),
        ("application/json", 406),
    ],
)
def test_08_what_a_client_takes(hub: Hub, accept: str, status: int) -> None:
    program = hub.program("alice")
    for path in ("/taxii2/", hub.root, f"{hub.root}collections/", hub.path, hub.objects):
        answer = program.ask(path, Accept=accept)
        assert (answer.status_code, answer["Content-Type"]) == (status, MEDIA)
        if status != 200:
            assert set(answer.json()) == {"title", "description", "http_status"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (MEDIA, 202),
        ("application/taxii+json; version=2.1", 202),
        ("application/taxii+json", 202),
        ("application/json", 415),
        ("application/taxii+json;version=2.0", 415),
        ("text/plain", 415),
    ],
)
def test_08_what_a_client_says_that_it_sends(hub: Hub, sent: str, status: int) -> None:
    answer = hub.program("alice").send(hub.objects, [samples.indicator()], **{"Content-Type": sent})
    assert (answer.status_code, answer["Content-Type"]) == (status, MEDIA)


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


def test_09_a_status_is_kept_for_a_day(hub: Hub) -> None:
    status = send(hub, samples.indicator())
    path = f"{hub.root}status/{status['id']}/"
    assert hub.program("alice").ask(path).json() == status
    assert hub.program("mallory").ask(path).status_code == 404
    with laying.as_owner():
        models.Submission.objects.update(at=datetime.now().astimezone() - timedelta(hours=24))
    assert hub.program("alice").ask(path).status_code == 404


def test_09_a_body_within_max_content_length_is_never_413(hub: Hub, settings: Any) -> None:
    settings.TAXII_MAX_CONTENT_LENGTH = 100_000
    program = hub.program("alice")
    assert program.ask(hub.root).json()["max_content_length"] == 100_000
    body = json.dumps({"objects": [samples.indicator()]}).encode().ljust(100_000)
    assert program.send(hub.objects, body).status_code == 202
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
    assert program.ask(hub.root).json()["versions"] == [MEDIA]
    (listed,) = program.ask(f"{hub.root}collections/").json()["collections"]
    assert listed == program.ask(hub.path).json()
    assert uuid.UUID(listed["id"]).version == 4
    assert ids(program.ask(f"{hub.root}collections/indicators/objects/")) == []
    for path in ("/taxii2", "/taxii2/hub", hub.objects.rstrip("/"), "/taxii2/none/"):
        answer = program.ask(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, MEDIA)
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
    row = _rows(hub)[0]
    manifest = hub.program("mallory").ask(f"{hub.path}manifest/?match[type]=domain-name")
    assert manifest.json()["objects"] == [
        {
            "id": row.stix_id,
            "date_added": _written(row.date_added),
            "version": _written(row.date_added),
            "media_type": "application/stix+json;version=2.1",
        }
    ]
    by_version = f"{hub.objects}?match[version]={_written(row.date_added)}"
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
    assert alice.ask(path, "DELETE").status_code == 404
    laying.let(hub.cast, hub.collection, "alderby", "r")
    send(hub, first, name="mallory")
    assert alice.ask(path, "DELETE").status_code == 403


def _rows(hub: Hub) -> list[models.Object]:
    with laying.as_owner():
        return list(models.Object.objects.order_by("date_added"))


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
