"""How long a person stays signed in.

Source: decision "How long a session lasts": 30 minutes without activity, 12 hours at most, with a
warning 5 minutes before the end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""Activity is written down at most this often, so that reading a page writes nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one session stands: when it ends if nothing more is done, and by which limit."""

    ends_at: datetime
    can_extend: bool


def standing(began_at: datetime, seen_at: datetime) -> Standing:
    """Say when a session ends: idle time runs from the last activity, the rest from sign-in.

    Source: decision "How long a session lasts".
    """
    idle, longest = seen_at + IDLE, began_at + LONGEST
    return Standing(min(idle, longest), idle < longest)


def has_ended(began_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Tell whether a session is over. A clock that went back ends none early.

    Source: decision "How long a session lasts".
    """
    return now >= standing(began_at, seen_at).ends_at


def is_to_note(seen_at: datetime, now: datetime) -> bool:
    """Tell whether this activity is worth a write.

    Source: decision "How long a session lasts": at most one write a minute.
    """
    return now - seen_at >= NOTED_EVERY


SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)


def device(agent: str) -> str:
    """Name a browser and its system from what the browser says of itself: Firefox on Windows.

    Source: the order in which browsers name others before themselves.
    """
    browser = next((name for mark, name in BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
