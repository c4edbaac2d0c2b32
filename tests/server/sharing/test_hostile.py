"""Bodies and requests that nobody honest sends: never a fault, and nothing half-kept."""

import gzip
import io
import json
import uuid
from typing import Any
from urllib.parse import quote, urlencode

import hypothesis
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.database import as_owner
from tests.server.sharing import samples
from tests.server.sharing.conftest import Hub
from wardmote.formats.taxii import filters
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing import models
from wardmote.server.sharing.middleware import limits

DEEP = b'{"objects":[{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}"
ONE = json.dumps(samples.indicator()).encode()

AMBER = markings.TLP_2[Tlp.AMBER]
OLDEST = "0001-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b'{"objects":{}}', 400),
        (b'{"objects":[],"objects":[]}', 400),
        (DEEP, 400),
        (b'{"objects":[' + ONE[:-1] + b',"name":"twice"}]}', 202),
        (b'{"objects":[' + ONE[:-1] + b',"x_note":NaN}]}', 400),
        (b'{"objects":[' + ONE[:-1] + b',"x_note":"\\u0000"}]}', 202),
        (b'{"objects":[' + ONE[:-1] + b',"x_note":"\\ud800"}]}', 400),
        (b'{"objects":[1,null,"a",{}]}', 202),
    ],
)
def test_a_body_that_nobody_honest_sends_keeps_nothing(hub: Hub, body: bytes, status: int) -> None:
    answer = hub.program("alice").send(hub.objects, body)
    assert answer.status_code == status, answer.content
    if status == 202:
        assert answer.json()["success_count"] == 0
    with as_owner():
        assert models.Object.objects.count() == 0


def test_a_compressed_body_is_refused_unread(hub: Hub) -> None:
    body = gzip.compress(json.dumps({"objects": [samples.indicator()]}).encode())
    answer = hub.program("alice").send(hub.objects, body, **{"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_a_body_that_was_cut_off_keeps_nothing(hub: Hub) -> None:
    body = json.dumps({"objects": [samples.indicator()]}).encode()
    program = hub.program("alice")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": hub.objects,
        "CONTENT_TYPE": program.headers["Accept"],
        "CONTENT_LENGTH": str(len(body) + 10),
        "HTTP_AUTHORIZATION": program.headers["Authorization"],
        "wsgi.input": io.BytesIO(body),
    }
    answer = program.client.request(**environ)
    assert (answer.status_code, answer["Connection"]) == (400, "close")
    with as_owner():
        assert models.Object.objects.count() == 0


def test_a_body_in_chunks_is_read_as_far_as_is_allowed(hub: Hub, settings: Any) -> None:
    settings.TAXII_MAX_CONTENT_LENGTH = 1000
    program = hub.program("alice")
    body = json.dumps({"objects": [samples.indicator()]}).encode()
    for more, status in ((b"", 202), (b" " * 1000, 413)):
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": hub.objects,
            "CONTENT_TYPE": program.headers["Accept"],
            "CONTENT_LENGTH": "",
            "HTTP_TRANSFER_ENCODING": "chunked",
            "HTTP_AUTHORIZATION": program.headers["Authorization"],
            "wsgi.input": io.BytesIO(body + more),
        }
        assert program.client.request(**environ).status_code == status


def test_what_is_refused_keeps_no_other_object_out(hub: Hub) -> None:
    good = samples.indicator()
    late = samples.indicator(modified="2026-11-01T10:00:00." + "1" * 100 + "Z")
    answer = hub.program("alice").send(hub.objects, [late, good, {"id": "x" * 10_000}])
    assert (answer.json()["success_count"], answer.json()["failure_count"]) == (1, 2)
    assert hub.program("mallory").ask(hub.objects).json() == {"objects": [good]}


def _bundle(*objects: dict[str, Any]) -> bytes:
    return json.dumps({"objects": objects}).encode()


LOOP = [f"grouping--{uuid.UUID(int=number, version=4)}" for number in range(3)]


def _grouping(ref: str, *refs: str) -> dict[str, Any]:
    made = samples.relationship("", "", id=ref, type="grouping", context="suspicious-activity")
    for name in ("relationship_type", "source_ref", "target_ref"):
        del made[name]
    return made | {"object_refs": list(refs)}


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (_bundle(samples.indicator(object_marking_refs=[AMBER] * 10_000)), 0),
        (_bundle(samples.indicator(pattern=f"[a:b = '{'x' * 1_100_000}']")), 0),
        (_bundle(samples.indicator(pattern="[" * 5000, pattern_type="sigma")), 1),
        (_bundle(samples.indicator(pattern="[a:b = 1] AND " * 5000 + "[a:b = 1]")), 1),
        (_bundle(*(_grouping(ref, *LOOP) for ref in LOOP)), 3),
        (_bundle(samples.indicator() | {"id": LOOP[0]}), 0),
        (_bundle(samples.indicator(modified="9999-12-31T23:59:59.999999999Z")), 1),
        (_bundle(samples.indicator(created=OLDEST, modified=OLDEST, valid_from=OLDEST)), 1),
        (_bundle(samples.indicator(modified="10000-01-01T00:00:00Z")), 0),
        (_bundle(samples.indicator(valid_from="0000-00-00T00:00:00Z")), 0),
        (_bundle(samples.indicator(confidence=10**39)), 0),
        (_bundle(samples.indicator(x_own={"a": {"b": 1e308}})), 1),
        (_bundle(*[{"a": 1}] * 10_001), None),
    ],
)
def test_objects_that_nobody_honest_makes_are_kept_whole_or_not(
    hub: Hub, body: bytes, kept: int | None
) -> None:
    answer = hub.program("alice").send(hub.objects, body)
    assert answer.status_code == (400 if kept is None else 202), answer.content
    if kept is not None:
        assert answer.json()["success_count"] == kept, answer.content[:500]
    with as_owner():
        assert models.Object.objects.count() == (kept or 0)
    read = hub.program("mallory").ask(hub.objects)
    assert len(read.json().get("objects", [])) == (kept or 0)


def test_an_id_that_is_another_s_changes_nothing_of_theirs(hub: Hub) -> None:
    theirs = samples.indicator(created_by_ref=samples.MAKER)
    assert hub.program("mallory").send(hub.objects, [theirs]).json()["success_count"] == 1
    later = theirs | {"modified": "2026-12-01T00:00:00.000Z", "name": "Taken over"}
    same = theirs | {"name": "Changed"}
    other = samples.relationship(theirs["id"], theirs["id"], id=theirs["id"])
    status = hub.program("alice").send(hub.objects, [later, other]).json()
    assert (status["success_count"], status["failure_count"]) == (0, 2)
    hub.program("alice").send(hub.objects, [same])
    assert hub.program("alice").ask(hub.objects).json() == {"objects": [theirs]}


PARAMETERS = st.sampled_from(
    [
        *sorted(filters.OBJECTS),
        "match[relationship_type]",
        "match[]",
        "limit[]",
        "Limit",
        "page",
    ]
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.sampled_from(
        [
            "",
            "0",
            "1",
            "last",
            "first,last",
            "all,first",
            "2.1",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:60.999999Z",
            "2026-02-30T00:00:00Z",
            "indicator",
            "indicator--" + "0" * 36,
            "x" * 2000,
            ",",
            "\0",
            "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        ]
    ),
)


@hypothesis.settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_address_and_no_parameter_is_a_fault(hub: Hub, data: st.DataObject) -> None:
    program = hub.program("alice")
    pairs = data.draw(st.lists(st.tuples(PARAMETERS, VALUES), max_size=4))
    part = data.draw(st.one_of(VALUES, st.just(samples.MAKER))).replace("/", "")
    path = data.draw(
        st.sampled_from(
            [
                hub.objects,
                f"{hub.path}manifest/",
                f"{hub.objects}{quote(part)}/",
                f"{hub.objects}{quote(part)}/versions/",
                f"{hub.root}collections/{quote(part)}/",
                f"{hub.root}status/{quote(part)}/",
                f"/taxii2/{quote(part)}/",
            ]
        )
    )
    method = data.draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "DELETE", "OPTIONS", "PUT"]))
    answer = program.ask(f"{path}?{urlencode(pairs)}", method)
    assert answer.status_code in (200, 400, 403, 404, 405, 406), answer.content
    if answer.status_code >= 400 and method != "HEAD":
        assert answer.json()["http_status"] == str(answer.status_code)


@hypothesis.settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(
            ["Accept", "Authorization", "Wardmote-Markings", "Wardmote-Recipients", "Content-Type"]
        ),
        st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60),
    )
)
def test_no_header_is_a_fault(hub: Hub, headers: dict[str, str]) -> None:
    answer = hub.program("alice").ask(hub.objects, **headers)
    assert answer.status_code in (200, 400, 401, 406), answer.content
    answer = hub.program("alice").send(hub.objects, [], **headers)
    assert answer.status_code in (202, 400, 401, 404, 406, 415), answer.content


def test_what_may_hold_a_log_is_refused(hub: Hub) -> None:
    sighting = {
        **samples.relationship("indicator--x", "indicator--x"),
        "type": "sighting",
        "id": "sighting--7f8f2b4c-0d4e-4d3a-9b7e-2f1c8e5a6b01",
        "sighting_of_ref": samples.indicator()["id"],
        "observed_data_refs": ["observed-data--7f8f2b4c-0d4e-4d3a-9b7e-2f1c8e5a6b01"],
    }
    for name in ("relationship_type", "source_ref", "target_ref"):
        del sighting[name]
    status = hub.program("alice").send(hub.objects, [sighting]).json()
    assert status["failure_count"] == 1
    assert "observed" in status["failures"][0]["message"]


def test_a_key_that_asks_too_often_is_told_to_wait() -> None:
    at = [0.0]
    limited = limits.Limits(a_minute=60, at_once=2, clock=lambda: at[0])
    assert [limited.wait("a") for _ in range(4)] == [0, 0, 1, 1]
    assert limited.wait("b") == 0
    at[0] = 1.0
    assert [limited.wait("a") for _ in range(2)] == [0, 1]


def test_a_key_that_asks_too_often_gets_429(hub: Hub, settings: Any) -> None:
    settings.TAXII_REQUESTS_A_MINUTE = 1
    program = hub.program("alice")
    answers = [program.ask(hub.path) for _ in range(limits.AT_ONCE + 1)]
    assert {each.status_code for each in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60


def test_a_request_costs_the_same_whatever_the_number_of_objects(hub: Hub) -> None:
    costs = []
    for many in (1, 30):
        program = hub.program("alice")
        program.ask(hub.path)
        sent = [samples.indicator(created_by_ref=samples.MAKER) for _ in range(many)]
        with CaptureQueriesContext(connection) as asked:
            program.send(hub.objects, sent)
            program.ask(hub.objects)
        costs.append(len(asked))
    assert costs[0] == costs[1]
