"""Several councils that report sightings, each with a program."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conftest import NOW
from tests.database import as_owner
from tests.server.sharing import laying, samples
from tests.server.sharing.conftest import Hub, Program
from wardmote.rules.people.roles import Role
from wardmote.server.people.models import Membership, Person
from wardmote.server.register.models import Organisation
from wardmote.server.sharing.actions import releasing

MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class Councils:
    """Invented councils of a hub, by number, each with one person and a program."""

    def __init__(self, hub: Hub, number: int) -> None:
        self.hub = hub
        self.names = [f"c{each}" for each in range(number)]
        self.identities = {name: f"identity--{uuid.uuid4()}" for name in self.names}
        for name in self.names:
            with as_owner():
                organisation = Organisation.objects.create(
                    code=name.upper(), name=f"{name} Council", short_name=name, kind="district"
                )
                person = Person.objects.create(name=name, email=f"{name}@council.example")
                Membership.objects.create(
                    organisation=organisation, person=person, role=Role.CAF_LEAD, since=NOW
                )
            hub.cast.organisations[name.upper()] = organisation
            hub.cast.people[f"{name}_person"] = person
            self.let(name)

    def let(self, name: str) -> None:
        """Let a council use the hub's collection."""
        laying.let(self.hub.cast, self.hub.collection, name)

    def program(self, name: str) -> Program:
        """Give a council's program."""
        return self.hub.program(f"{name}_person")

    def sighting(self, name: str, target: str, **more: Any) -> dict[str, Any]:
        """Make a sighting by a council."""
        at = more.pop("at", MONDAY)
        return {
            "type": "sighting",
            "spec_version": "2.1",
            "id": f"sighting--{uuid.uuid4()}",
            "created_by_ref": self.identities[name],
            "created": "2026-11-10T10:00:00.000Z",
            "modified": "2026-11-10T10:00:00.000Z",
            "first_seen": written(at),
            "last_seen": written(at + timedelta(hours=3)),
            "count": 4,
            "sighting_of_ref": target,
        } | more

    def report(self, name: str, target: str, *, named: bool = False, **more: Any) -> dict[str, Any]:
        """Send a sighting and see that it is taken."""
        sent = self.sighting(name, target, **more)
        self.send(name, sent, named=named)
        return sent

    def send(self, name: str, *objects: dict[str, Any], named: bool = False) -> dict[str, Any]:
        """Send objects and see that all are taken."""
        headers = {"Wardmote-Named": "yes"} if named else {}
        answer = self.program(name).send(self.hub.objects, list(objects), **headers)
        assert answer.status_code == 202, answer.content
        status: dict[str, Any] = answer.json()
        assert status["failure_count"] == 0, status
        return status


def written(at: datetime) -> str:
    """Write a time as STIX does."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def release(hours: int = 1) -> int:
    """Do the job of the hub, some hours after now."""
    return releasing.release(now=NOW + timedelta(hours=hours), k=3)


def held(hub: Hub, **more: Any) -> str:
    """Have the hub hold an indicator, and give its id."""
    sent = samples.indicator(**more)
    assert hub.program("alice").send(hub.objects, [sent]).status_code == 202
    return str(sent["id"])
