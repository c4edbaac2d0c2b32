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
PRESETS: dict[str, Any] = {
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


def holding(*objects: dict[str, Any]) -> dict[str, Any]:
    """Give presets whose collection holds these objects, added one after the other."""
    there = [
        {"date_added": f"2020-01-01T00:00:00.00000{number}Z", "object": each}
        for number, each in enumerate(objects)
    ]
    return PRESETS | {"collections": [PRESETS["collections"][0] | {"objects": there}]}


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


OLD = {
    "type": "indicator",
    "id": ONE["id"],
    "created": "2026-11-01T10:00:00.000Z",
    "modified": "2026-11-03T10:00:00.000Z",
    "labels": ["malicious-activity"],
    "pattern": "[domain-name:value = 'old.example']",
    "valid_from": "2026-11-01T10:00:00Z",
}
"""The same object in STIX 2.0, which does not say its specification; it is the later version."""

OLDER = OLD | {"modified": "2026-11-02T10:00:00.000Z"}
ALONE = OLD | {"id": samples.indicator()["id"], "spec_version": "2.0"}
LATER = ONE | {"modified": "2026-11-02T10:00:00.000Z", "name": "Later"}


ASKED: dict[str, list[dict[str, Any]]] = {
    "": [LATER, ALONE],
    "?match[spec_version]=2.1": [LATER],
    "?match[spec_version]=2.0": [OLD, ALONE],
    "?match[spec_version]=2.0,2.1": [LATER, OLD, ALONE],
    "?match[spec_version]=2.2": [],
    "?match[version]=all": [ONE, LATER, ALONE],
    "?match[version]=first": [ONE, ALONE],
    "?match[version]=all&match[spec_version]=2.0": [OLDER, OLD, ALONE],
    "?match[version]=first&match[spec_version]=2.0": [OLDER, ALONE],
    f"?match[version]={OLDER['modified']}": [LATER],
    f"?match[version]={OLD['modified']}": [OLD, ALONE],
}
"""Where nothing is said of the specification, the newest in which there is what else is asked."""


def test_specifications_are_told_apart(db: None, settings: Any, monkeypatch: Any) -> None:
    settings.IS_TESTING = True
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    load(holding(ONE, OLDER, LATER, OLD, ALONE))
    place = f"/taxii2/api1/collections/{COLLECTION}/"

    def ask(path: str) -> Any:
        headers = {"Authorization": f"Bearer {KEY}", "Accept": MEDIA}
        return Client().get(f"{place}{path}", headers=headers).json()

    older, newer = (f"application/stix+json;version={number}" for number in ("2.0", "2.1"))
    assert ask("")["media_types"] == [newer, older]
    for query, found in ASKED.items():
        assert ask(f"objects/{query}").get("objects", []) == found, query
        listed = ask(f"manifest/{query}").get("objects", [])
        assert [(each["id"], each["version"], each["media_type"]) for each in listed] == [
            (each["id"], each["modified"], newer if "pattern_type" in each else older)
            for each in found
        ], query
    path = f"objects/{ONE['id']}/versions/"
    assert ask(path)["versions"] == [ONE["modified"], LATER["modified"]]
    old = ask(f"{path}?match[spec_version]=2.0")["versions"]
    assert old == [OLDER["modified"], OLD["modified"]]


def test_a_preset_of_no_specification_at_all_is_refused(db: None, settings: Any) -> None:
    settings.IS_TESTING = True
    with pytest.raises(refusal.Invalid, match="spec_version"):
        load(holding(ONE | {"spec_version": "2.2"}))
