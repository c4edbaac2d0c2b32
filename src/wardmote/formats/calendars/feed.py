"""Writes due dates as a calendar that phones and desktops can follow.

Source: RFC 5545 (iCalendar): a day is a DATE; UID and DTSTAMP are required.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Day:
    """Something that is due on a day. `stamp` never goes with the clock, so nothing changes."""

    uid: str
    on: date
    title: str
    address: str
    stamp: datetime


def ics(days: Iterable[Day], *, name: str) -> bytes:
    """Write a calendar; the same days give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Wardmote//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT4H")
    for day in days:
        event = Event()
        event.add("uid", day.uid)
        event.add("dtstamp", day.stamp)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.title)
        event.add("url", day.address)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
