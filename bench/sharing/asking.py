"""A program that asks a TAXII server: one connection that stays open, and one key."""

import http.client
import json
import re
import time
import uuid
from dataclasses import dataclass

MEDIA = "application/taxii+json;version=2.1"
NEXT = re.compile(rb'^\{"more":true,"next":"([^"]+)"')


@dataclass
class Reply:
    """What came back, and how long it took."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float


class Program:
    """A program with a key."""

    def __init__(self, port: int, key: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Authorization": f"Bearer {key}", "Accept": MEDIA, "Content-Type": MEDIA}

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def ask(self, method: str, path: str, body: bytes | None = None) -> Reply:
        """Send one request and read the whole answer."""
        began = time.perf_counter()
        self.connection.request(method, path, body, self.headers)
        with self.connection.getresponse() as response:
            found = response.read()
        return Reply(response.status, response.headers, found, time.perf_counter() - began)


def indicators(count: int) -> bytes:
    """Write an envelope of new indicators, as programs write them."""
    return json.dumps({"objects": [_indicator() for _ in range(count)]}).encode()


def _indicator() -> dict[str, object]:
    key = str(uuid.uuid4())
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{key}",
        "created": "2026-11-01T10:00:00.000Z",
        "modified": "2026-11-01T10:00:00.000Z",
        "name": "Domain of a phishing campaign",
        "indicator_types": ["malicious-activity"],
        "pattern": f"[domain-name:value = '{key}.example']",
        "pattern_type": "stix",
        "valid_from": "2026-11-01T10:00:00Z",
        "labels": ["phishing", "council-tax"],
        "object_marking_refs": ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"],
    }
