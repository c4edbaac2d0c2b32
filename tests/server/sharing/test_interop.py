"""What the hub itself issues, read by OASIS's validator with its checks of interoperability."""

import uuid

import pytest
import stix2validator

from tests.conftest import NOW
from tests.server.sharing import laying, samples
from tests.server.sharing.asking import send
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils, held, release
from wardmote.formats.stix import making
from wardmote.server.sharing import tasks
from wardmote.server.sharing.actions import deciding

pytestmark = pytest.mark.django_db


def test_all_that_the_hub_issues_passes_the_validator_with_its_checks_of_interoperability(
    hub: Hub,
) -> None:
    councils = Councils(hub, 6)
    laying.let(hub.cast, hub.collection, "steward")
    send(hub, making.identity(samples.MAKER, "Alderby", NOW))
    target = held(hub, created_by_ref=samples.MAKER)
    for number, name in enumerate(councils.names):
        councils.report(name, target, count=number % 2 * 7)
        actor = hub.cast.enter(f"{name}_person")
        deciding.dispute(actor=actor, ref=target, reason="It is a CDN.", now=NOW)
    release()
    deciding.grade(actor=hub.cast.enter("dave"), ref=target, grade="B2", now=NOW)
    tasks.tell_grades(0)
    found = hub.program("mallory").ask(hub.objects).json()["objects"]
    kinds = [each["type"] for each in found]
    assert sorted(kinds) == [
        *("identity", "identity", "indicator", "note", "opinion", "sighting", "sighting"),
    ]
    result = stix2validator.validate_instance(
        {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": found},
        stix2validator.ValidationOptions(interop=True, enforce_refs=True),
    )
    assert result.is_valid, [str(each) for each in result.errors or ()]
