"""What implementers of TAXII 2.1 get wrong, point by point."""

import re
from typing import Any

import pytest

from tests.server.sharing import samples
from tests.server.sharing.asking import ids, rows, send, written
from tests.server.sharing.conftest import MEDIA, Hub

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
FIRST, LAST = "X-TAXII-Date-Added-First", "X-TAXII-Date-Added-Last"


def test_01_each_page_says_when_its_first_and_last_object_were_added(hub: Hub) -> None:
    sent = [samples.indicator() for _ in range(5)]
    send(hub, *sent)
    program = hub.program("mallory")
    added = {row.stix_id: row.date_added for row in rows(hub)}
    for path in ("objects/", "manifest/"):
        answer = program.ask(f"{hub.path}{path}?limit=2")
        assert answer[FIRST] == written(added[sent[0]["id"]])
        assert answer[LAST] == written(added[sent[1]["id"]])
    for path in (f"objects/{sent[2]['id']}/", f"objects/{sent[2]['id']}/versions/"):
        answer = program.ask(f"{hub.path}{path}")
        assert answer[FIRST] == answer[LAST] == written(added[sent[2]["id"]])


def test_02_added_after_is_strict_and_has_nothing_to_do_with_stix_times(hub: Hub) -> None:
    old = samples.indicator(created="2020-01-01T00:00:00.000Z", modified="2020-01-01T00:00:00.000Z")
    sent = [samples.indicator(), old, samples.indicator()]
    send(hub, *sent)
    program = hub.program("mallory")
    every = [each["id"] for each in sent]
    assert ids(program.ask(hub.objects)) == every
    for place in range(3):
        at = written({row.stix_id: row.date_added for row in rows(hub)}[every[place]])
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


def test_05_versions_go_on_from_when_the_last_was_added(hub: Hub) -> None:
    first = samples.indicator(created_by_ref=samples.MAKER)
    versions = [first | {"modified": f"2026-11-02T10:00:0{number}.000Z"} for number in range(3)]
    send(hub, *versions)
    path = f"{hub.objects}{first['id']}/versions/?limit=2"
    page = hub.program("mallory").ask(path)
    rest = hub.program("mallory").ask(f"{path}&added_after={page[LAST]}")
    found = [*page.json()["versions"], *rest.json()["versions"]]
    assert found == [each["modified"] for each in versions]


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
