"""Bodies and requests that nobody honest sends: never a fault, and nothing half-kept."""

import gzip
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.database import as_owner
from tests.server.sharing import samples
from tests.server.sharing.conftest import Hub
from wardmote.server.sharing import models
from wardmote.server.sharing.middleware import limits

DEEP = b'{"objects":[{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}"
ONE = json.dumps(samples.indicator()).encode()


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
