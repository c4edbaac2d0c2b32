"""How resources are written. Numbers in names are those of what implementers get wrong."""

import json
from datetime import UTC, datetime

import pytest

from wardmote.formats.taxii import resources
from wardmote.formats.taxii.resources import StatusDetail

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WRITTEN = "2026-01-02T03:04:05.000000Z"
REF = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"


def read(resource: resources._Resource) -> object:
    """Read back what is written."""
    return json.loads(resources.written(resource))


def test_5_where_there_is_more_there_is_next() -> None:
    record = {"id": REF, "date_added": WRITTEN, "version": "2026-01-01T00:00:00.10Z"}
    written = resources.ManifestRecord(**record)
    assert read(resources.Manifest(more=True, next=WRITTEN, objects=(written,))) == {
        "more": True,
        "next": WRITTEN,
        "objects": [record],
    }
    assert read(resources.Versions(more=True, next=WRITTEN, versions=(WRITTEN,))) == {
        "more": True,
        "next": WRITTEN,
        "versions": [WRITTEN],
    }


def test_7_an_empty_result_is_an_empty_object() -> None:
    assert resources.written(resources.Manifest()) == b"{}"
    assert resources.written(resources.Versions()) == b"{}"
    assert resources.written(resources.Collections()) == b"{}"


@pytest.mark.parametrize(("waiting", "expected"), [(0, "complete"), (1, "pending")])
def test_9_counts_are_those_of_the_lists(waiting: int, expected: str) -> None:
    detail = StatusDetail(id=REF, version=WRITTEN)
    failed = StatusDetail(id="", version="", message="It needs id.")
    found = resources.status("s", MOMENT, [detail] * 2, [failed], [detail] * waiting)
    assert read(found) == {
        "id": "s",
        "status": expected,
        "request_timestamp": WRITTEN,
        "total_count": 3 + waiting,
        "success_count": 2,
        "successes": [{"id": REF, "version": WRITTEN}] * 2,
        "failure_count": 1,
        "failures": [{"id": "", "version": "", "message": "It needs id."}],
        "pending_count": waiting,
        **({"pendings": [{"id": REF, "version": WRITTEN}]} if waiting else {}),
    }


def test_8_an_error_has_a_title_and_its_status_as_text() -> None:
    assert read(resources.error("No such collection", 404)) == {
        "title": "No such collection",
        "http_status": "404",
    }


def test_collections_always_say_what_may_be_done_there() -> None:
    found = resources.Collections(
        collections=(resources.Collection(id="c", title="C", can_read=False, can_write=True),)
    )
    assert read(found) == {
        "collections": [{"id": "c", "title": "C", "can_read": False, "can_write": True}]
    }


def test_the_interface_says_what_it_speaks_and_how_much_it_takes() -> None:
    assert read(resources.api_root("Hub", 10_000_000)) == {
        "title": "Hub",
        "versions": ["application/taxii+json;version=2.1"],
        "max_content_length": 10_000_000,
    }
    assert read(resources.Discovery(title="Hub", default="a", api_roots=("a",))) == {
        "title": "Hub",
        "default": "a",
        "api_roots": ["a"],
    }
