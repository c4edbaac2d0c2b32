"""Objects of STIX for tests, as a council would send them."""

from typing import Any

INDICATOR: dict[str, Any] = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "created_by_ref": "identity--f431f809-377b-45e0-aa1c-6a4751cae5ff",
    "created": "2026-01-01T00:00:00.000Z",
    "modified": "2026-01-02T00:00:00.000Z",
    "name": "evil.example",
    "indicator_types": ["malicious-activity"],
    "pattern": "[domain-name:value = 'evil.example']",
    "pattern_type": "stix",
    "valid_from": "2026-01-01T00:00:00Z",
    "confidence": 70,
    "object_marking_refs": ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"],
    "external_references": [{"source_name": "council", "url": "https://example.org/x"}],
}
SIGHTING: dict[str, Any] = {
    "type": "sighting",
    "spec_version": "2.1",
    "id": "sighting--ee20065d-2555-424f-ad9e-0f8428623c75",
    "created_by_ref": "identity--f431f809-377b-45e0-aa1c-6a4751cae5ff",
    "created": "2026-01-06T20:08:31.000Z",
    "modified": "2026-01-06T20:08:31.000Z",
    "first_seen": "2026-01-05T21:00:00Z",
    "last_seen": "2026-01-05T22:00:00Z",
    "count": 3,
    "sighting_of_ref": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    "where_sighted_refs": ["identity--f431f809-377b-45e0-aa1c-6a4751cae5ff"],
}
DOMAIN: dict[str, Any] = {
    "type": "domain-name",
    "id": "domain-name--ecb120bf-2694-4902-a737-62b74539a41b",
    "value": "evil.example",
}
MARKING: dict[str, Any] = {
    "type": "marking-definition",
    "spec_version": "2.1",
    "id": "marking-definition--11111111-1111-4111-8111-111111111111",
    "created": "2026-01-01T00:00:00.000Z",
    "definition_type": "statement",
    "definition": {"statement": "Made by a council"},
}
