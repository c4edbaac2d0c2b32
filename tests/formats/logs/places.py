"""Logs put where a test can look at them, as if written at one moment."""

import os
from datetime import UTC, datetime
from pathlib import Path

from wardmote.formats.logs import looking, reading
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place, find
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting.values import Event, Holds

SAMPLES = Path(__file__).with_name("samples")
WRITTEN = datetime(2026, 11, 27, tzinfo=UTC)
"""When every log of these tests was last written."""


def put(path: Path, content: bytes | str) -> Place:
    """Write a file and give its place, found as the command finds it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return placed(path)


def placed(path: Path) -> Place:
    """Give the place of a file."""
    os.utime(path, (WRITTEN.timestamp(),) * 2)
    found = find([str(path)])
    [place] = found.places
    assert found.skipped == ()
    return place


def seen(place: Place) -> Look:
    """Look at a file that is a log."""
    look = looking.look(place)
    assert isinstance(look, Look), look
    return look


def read(place: Place) -> tuple[list[Event], list[Unread]]:
    """Look at a file that is a log and read it: its events, and what could not be read."""
    found = list(reading.events(place, seen(place)))
    return (
        [each for each in found if isinstance(each, Event)],
        [each for each in found if isinstance(each, Unread)],
    )


def compared(event: Event, look: Look) -> dict[str, str]:
    """Give the cells of an event that indicators are compared with."""
    holds = {each.name: each.holds for each in look.columns}
    return {
        name: cell
        for name, cell in event.cells.items()
        if holds.get(name, Holds.OTHER) not in (Holds.OTHER, Holds.TIME)
    }
