"""Presets for tests of conformance: there as they are written, and nowhere but in tests."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.conftest import NOW
from tests.database import as_owner
from tests.server.sharing import samples
from tests.server.sharing.conftest import MEDIA
from wardmote.rules import refusal
from wardmote.server.config import environment
from wardmote.server.sharing import service

KEY = "wm_0123456789ab_" + "k" * 43
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
ONE = samples.indicator()
PRESETS = {
    "organisations": [{"code": "ALDERBY", "name": "Alderby District Council"}],
    "users": [{"email": "alice@alderby.example", "organisation": "ALDERBY", "key": KEY}],
    "roots": [{"slug": "api1", "title": "First", "is_default": True}],
    "collections": [
        {
            "id": COLLECTION,
            "root": "api1",
            "title": "High value",
            "access": [{"organisation": "ALDERBY"}],
            "sender": "ALDERBY",
            "objects": [{"date_added": "2020-01-01T00:00:00.000001Z", "object": ONE}],
        }
    ],
}


def load(presets: dict[str, Any]) -> dict[str, int]:
    with as_owner():
        return service.load_taxii(text=json.dumps(presets).encode(), source="hub.json", now=NOW)


def test_presets_are_there_as_they_are_written(db: None, settings: Any, monkeypatch: Any) -> None:
    settings.IS_TESTING = True
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    assert load(PRESETS) == {"users": 1, "collections": 1, "objects": 1}
    answer = Client().get(
        f"/taxii2/api1/collections/{COLLECTION}/objects/",
        headers={"Authorization": f"Bearer {KEY}", "Accept": MEDIA},
    )
    assert answer.json() == {"objects": [ONE]}
    assert answer["X-TAXII-Date-Added-Last"] == "2020-01-01T00:00:00.000001Z"


def test_presets_are_refused_unless_the_service_is_for_tests(db: None) -> None:
    with pytest.raises(refusal.Forbidden):
        load(PRESETS)


def test_presets_that_cannot_be_read_say_where(db: None, settings: Any) -> None:
    settings.IS_TESTING = True
    with pytest.raises(refusal.Invalid, match=r"hub\.json:1: "):
        load({"roots": [{"slug": 1}]})


def test_tests_and_https_do_not_go_together() -> None:
    given = {
        "WARDMOTE_DATABASE_URL": "postgresql://wm_app@localhost/wardmote",
        "WARDMOTE_SECRET_KEY": "x" * 50,
        "WARDMOTE_TESTING": "yes",
    }
    assert environment.read(given).is_testing
    with pytest.raises(refusal.Invalid, match="WARDMOTE_TESTING"):
        environment.read(given | {"WARDMOTE_BASE_URL": "https://wardmote.example"})
