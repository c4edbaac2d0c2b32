"""The calendar as other programs read it."""

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from wardmote.formats.calendars import feed

STAMP = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
EVIL = "Due, today; \\ back\r\nBEGIN:VALARM\nEND:VEVENT"


def test_a_day_is_written_and_read_back() -> None:
    days = [feed.Day("u@w", date(2026, 12, 31), EVIL, "https://w.example/a", STAMP)]
    sent = feed.ics(days, name="Wardmote")
    assert sent == feed.ics(days, name="Wardmote")
    event: Any
    [event] = Calendar.from_ical(sent).walk("VEVENT")
    assert event["uid"] == "u@w"
    assert event["dtstart"].dt == date(2026, 12, 31)
    assert event["dtend"].dt == date(2027, 1, 1)
    assert event["dtstamp"].dt == STAMP
    assert event["url"] == "https://w.example/a"
    assert event["summary"].split() == EVIL.split()
    assert Calendar.from_ical(sent).walk("VALARM") == []
    assert all(len(line) <= 75 for line in sent.split(b"\r\n"))


def test_an_empty_calendar_is_a_calendar() -> None:
    assert Calendar.from_ical(feed.ics([], name="Wardmote")).walk("VEVENT") == []
