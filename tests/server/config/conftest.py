"""Programs that call the API with a person's key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.conftest import NOW, TODAY, Cast
from wardmote.server.assess import models
from wardmote.server.assess.actions import cycles
from wardmote.server.people.actions import api_keys


@dataclass
class Program:
    """A program that shows one key."""

    key: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call an endpoint; a body of text or bytes is sent as it is."""
        sent = {"data": body, "content_type": "application/json"} if body is not None else {}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        return Client().generic(method, f"/api/v1{path}", **_raw(sent), headers=headers)


def _raw(sent: dict[str, Any]) -> dict[str, Any]:
    import orjson

    if "data" in sent and not isinstance(sent["data"], str | bytes):
        sent["data"] = orjson.dumps(sent["data"])
    return sent


Open = Callable[..., Program]


@pytest.fixture
def program(cast: Cast) -> Open:
    """Make a key for someone of the cast, and a program that shows it."""

    def make(name: str, *scopes: str) -> Program:
        if name == "visitor":
            return Program("")
        from django.utils import timezone

        _, key = api_keys.make_key(
            actor=cast.enter(name),
            name="Test",
            scopes=scopes or ("read", "write"),
            lifetime_days=30,
            now=timezone.now(),
        )
        return Program(key)

    return make


def begin(cast: Cast, name: str, organisation: str, title: str) -> models.Assessment:
    """Start a cycle of a council on CAF 4.0."""
    return cycles.start_cycle(
        actor=cast.enter(name),
        organisation=getattr(cast, organisation).pk,
        framework="caf-4.0",
        profile="caf-4.0:baseline",
        title=title,
        starts_on=TODAY,
        due_on=None,
        now=NOW,
    )
