"""A hub with a partner, and another server on loopback that it follows."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.conftest import NOW
from tests.database import as_owner
from tests.server.sharing import laying
from tests.server.sharing.conftest import Hub
from wardmote.clients.taxii import fake as fakes
from wardmote.clients.taxii.fake import Fake
from wardmote.clients.taxii.line import Line
from wardmote.clients.taxii.places import Place
from wardmote.rules.sharing.feeding import Direction
from wardmote.server.register.models import Organisation
from wardmote.server.sharing import models
from wardmote.server.sharing.actions import feed_runs, feeds
from wardmote.server.sharing.actions.feed_runs import Ran


def connect(place: Place) -> Line:
    """Open a line that never waits."""
    return Line(place, sleep=lambda _: None)


class Followed:
    """A hub, its partner, and a server that the partner runs."""

    def __init__(self, hub: Hub, server: Fake, url: str) -> None:
        self.hub = hub
        self.server = server
        self.url = url
        with as_owner():
            self.partner = Organisation.objects.create(
                code="PARTNER", name="Another Hub", short_name="Another hub", kind="other"
            )
        self.let("rw")

    def let(self, rights: str, **which: Any) -> None:
        """Let the partner use the collection, as a partner."""
        feeds_cast = self.hub.cast
        feeds_cast.organisations["PARTNER"] = self.partner
        laying.let(
            feeds_cast, which.get("collection", self.hub.collection), "partner", f"{rights}p"
        )

    def wanted(self, **more: Any) -> feeds.Wanted:
        """Say what a feed should do."""
        return feeds.Wanted(
            **{"title": "From the other hub", "url": self.url, "remote": "Indicators"} | more
        )

    def feed(self, direction: Direction = Direction.IN, **more: Any) -> models.Feed:
        """Make a feed as the steward."""
        return feeds.create_feed(
            actor=self.hub.cast.enter("dave"),
            direction=direction,
            collection=self.hub.collection.pk,
            organisation=self.partner.pk,
            wanted=self.wanted(**more),
            now=NOW,
        )

    def run(self, feed: models.Feed, now: datetime = NOW) -> Ran:
        """Run a feed once."""
        ran = feed_runs.run(feed=feed.pk, now=now, connect=connect)
        assert ran is not None
        return ran

    def state(self, feed: models.Feed) -> models.Feed:
        """Give a feed as it stands, as the steward sees it."""
        self.hub.cast.enter("dave")
        return models.Feed.objects.get(pk=feed.pk)

    def objects(self, name: str = "alice") -> list[Any]:
        """Give what a council reads here."""
        found: list[Any] = self.hub.program(name).ask(self.hub.objects).json().get("objects", [])
        return found


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def followed(hub: Hub) -> Iterator[Followed]:
    """Follow a server on loopback."""
    server = Fake(most_bytes=1_000_000)
    with fakes.serving(server) as url:
        yield Followed(hub, server, url)


Make = Callable[..., dict[str, Any]]


def key() -> str:
    """Give a new id of an indicator."""
    return f"indicator--{uuid.uuid4()}"
