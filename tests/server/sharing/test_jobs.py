"""The hub's own jobs run in the worker's way: by their names, with nobody entered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.server.sharing import samples
from tests.server.sharing.conftest import Hub
from tests.server.sharing.councils import Councils, held
from wardmote.server.sharing import models, tasks
from wardmote.server.sharing.actions import deciding

pytestmark = pytest.mark.django_db


def test_the_days_release(hub: Hub) -> None:
    councils, target = Councils(hub, 6), held(hub)
    for name in ("c0", "c1", "c2"):
        councils.report(name, target)
    tasks.end_sightings(0)
    tasks.release_sightings(0)
    found = hub.program("mallory").ask(f"{hub.objects}?match[type]=sighting").json()["objects"]
    assert [each["sighting_of_ref"] for each in found] == [target]


def test_the_end_of_an_embargo(hub: Hub) -> None:
    sent = samples.indicator(pattern="[domain-name:value LIKE '%']")
    hub.program("alice").send(hub.objects, [sent])
    actor, now = hub.cast.enter("dave"), timezone.now()
    key = models.Review.objects.get().pk
    begin = now - timedelta(days=2)
    deciding.embargo(actor=actor, key=key, until=now - timedelta(days=1), now=begin)
    tasks.end_embargoes(0)
    assert hub.program("mallory").ask(hub.objects).json() == {"objects": [sent]}
