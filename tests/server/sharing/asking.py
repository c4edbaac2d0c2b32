"""How tests send objects and read what comes back."""

from datetime import datetime
from typing import Any

from tests.database import as_owner
from tests.server.sharing.conftest import Hub
from wardmote.server.sharing import models


def send(hub: Hub, *objects: dict[str, Any], name: str = "alice") -> dict[str, Any]:
    """Send objects, and give the status."""
    answer = hub.program(name).send(hub.objects, list(objects))
    assert answer.status_code == 202, answer.content
    found: dict[str, Any] = answer.json()
    return found


def ids(answer: Any) -> list[str]:
    """Give the ids of an envelope."""
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json().get("objects", [])]


def rows(hub: Hub) -> list[models.Object]:
    """Give all that is kept, in order."""
    with as_owner():
        return list(models.Object.objects.order_by("date_added"))


def written(moment: datetime) -> str:
    """Write a time as TAXII does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
