"""STIX objects for tests."""

import uuid
from typing import Any

MAKER = "identity--7f8f2b4c-0d4e-4d3a-9b7e-2f1c8e5a6b01"


def indicator(**more: Any) -> dict[str, Any]:
    """Make an indicator of one domain."""
    ref = f"indicator--{uuid.uuid4()}"
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": ref,
        "created": "2026-11-01T10:00:00.000Z",
        "modified": "2026-11-01T10:00:00.000Z",
        "name": "A domain",
        "indicator_types": ["malicious-activity"],
        "pattern": f"[domain-name:value = '{ref[-12:]}.example']",
        "pattern_type": "stix",
        "valid_from": "2026-11-01T10:00:00Z",
    } | more


def relationship(source: str, target: str, **more: Any) -> dict[str, Any]:
    """Relate two objects."""
    return {
        "type": "relationship",
        "spec_version": "2.1",
        "id": f"relationship--{uuid.uuid4()}",
        "created": "2026-11-01T10:00:00.000Z",
        "modified": "2026-11-01T10:00:00.000Z",
        "relationship_type": "indicates",
        "source_ref": source,
        "target_ref": target,
    } | more


def domain(value: str, **more: Any) -> dict[str, Any]:
    """Make an observable: it has no times."""
    return {
        "type": "domain-name",
        "id": f"domain-name--{uuid.uuid5(uuid.NAMESPACE_DNS, value)}",
        "value": value,
    } | more
