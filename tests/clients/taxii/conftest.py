"""A fake server on loopback, and lines to it that never sleep."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from wardmote.clients.taxii import fake as fakes
from wardmote.clients.taxii import places
from wardmote.clients.taxii.fake import Fake
from wardmote.clients.taxii.line import Line


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def url(fake: Fake) -> Iterator[str]:
    with fakes.serving(fake) as address:
        yield address


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def connect(url: str, slept: list[float]) -> Iterator[Callable[..., Line]]:
    lines = []

    def made(most_bytes: int = 1_000_000, **sign_in: str) -> Line:
        place = places.place(url, **sign_in)
        lines.append(Line(place, sleep=slept.append, chance=lambda: 1.0, most_bytes=most_bytes))
        return lines[-1]

    yield made
    for line in lines:
        line.close()


@pytest.fixture
def line(connect: Callable[..., Line]) -> Line:
    return connect()


def objects(first: int, last: int) -> list[dict[str, Any]]:
    return [
        {"type": "indicator", "id": f"indicator--{number}", "modified": "2026-01-01T00:00:00Z"}
        for number in range(first, last)
    ]
