"""What a search finds, event by event."""

from datetime import UTC, datetime, timedelta

import pytest

from wardmote.rules.hunting import searching
from wardmote.rules.hunting.values import Column, Event, Find, Holds
from wardmote.rules.indicators.values import Indicator, Kind

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MD5 = "d41d8cd98f00b204e9800998ecf8427e"
SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"


@pytest.mark.parametrize(
    ("kind", "value", "holds", "cell", "shown"),
    [
        (Kind.DOMAIN, "evil.example", Holds.HOST, "EVIL.example.:443", True),
        (Kind.DOMAIN, "evil.example", Holds.HOST, "a.b.evil.example", True),
        (Kind.DOMAIN, "evil.example", Holds.HOST, "notevil.example", False),
        (Kind.DOMAIN, "a.evil.example", Holds.HOST, "evil.example", False),
        (Kind.DOMAIN, "evil.example", Holds.URL, "https://x.evil.example/a", True),
        (Kind.DOMAIN, "evil.example", Holds.URL, "https://good.example/evil.example", False),
        (Kind.DOMAIN, "evil.example", Holds.IP, "evil.example", False),
        (Kind.IP, "192.0.2.1", Holds.IP, "192.0.2.1", True),
        (Kind.IP, "192.0.2.1", Holds.IP, "192.0.2.10", False),
        (Kind.IP, "192.0.2.1", Holds.HOST, "192.0.2.1:80", True),
        (Kind.IP, "192.0.2.1", Holds.URL, "http://192.0.2.1:8080/", True),
        (Kind.IP, "192.0.2.1", Holds.IP, "::ffff:192.0.2.1", True),
        (Kind.IP, "192.0.2.1", Holds.EMAIL, "192.0.2.1", False),
        (Kind.CIDR, "192.0.2.0/24", Holds.IP, "192.0.2.255", True),
        (Kind.CIDR, "192.0.2.0/24", Holds.IP, "192.0.3.0", False),
        (Kind.CIDR, "2001:db8::/32", Holds.URL, "http://[2001:DB8:1::1]/", True),
        (Kind.CIDR, "2001:db8::/32", Holds.IP, "192.0.2.1", False),
        (Kind.URL, "evil.example/a", Holds.URL, "http://evil.example:80/a#b", True),
        (Kind.URL, "evil.example/a", Holds.URL, "http://evil.example/a?b", False),
        (Kind.URL, "evil.example/a", Holds.HOST, "evil.example/a", False),
        (Kind.URL_PREFIX, "evil.example/a", Holds.URL, "evil.example/ab?c", True),
        (Kind.URL_PREFIX, "evil.example/a", Holds.URL, "x.evil.example/a", False),
        (Kind.HASH, SHA1, Holds.HASH, f"MD5={MD5},SHA1={SHA1.upper()}", True),
        (Kind.HASH, SHA1, Holds.HASH, MD5, False),
        (Kind.EMAIL, "bob@evil.example", Holds.EMAIL, "Bob <BOB@evil.example>", True),
        (Kind.FILE_NAME, "evil.exe", Holds.PATH, r"C:\Temp\Evil.exe", True),
        (Kind.USER_AGENT, "sqlmap/1.0", Holds.USER_AGENT, "sqlmap/1.0", True),
        (Kind.USER_AGENT, "sqlmap/1.0", Holds.USER_AGENT, "SQLmap/1.0", False),
        (Kind.JA3, MD5, Holds.JA3, MD5.upper(), True),
        (Kind.JA3, MD5, Holds.HASH, MD5, False),
        (Kind.USER_AGENT, "x", Holds.OTHER, "x", False),
    ],
)
def test_what_a_cell_shows(kind: Kind, value: str, holds: Holds, cell: str, shown: bool) -> None:
    found = searching.search(
        [Event(NOON, {"c": cell})], [Column("c", holds)], [Indicator("i", kind, value)]
    )
    assert found == ((Find("i", NOON, NOON, 1),) if shown else ())


def test_an_event_counts_once_and_finds_say_from_when_to_when() -> None:
    columns = [Column("host", Holds.HOST), Column("url", Holds.URL)]
    both = {"host": "evil.example", "url": "http://evil.example/"}
    events = [Event(NOON + HOUR, both), Event(NOON, both), Event(None, both)]
    sought = [Indicator("b", Kind.DOMAIN, "evil.example"), Indicator("b", Kind.IP, "192.0.2.1")]
    sought += [Indicator("a", Kind.DOMAIN, "evil.example")]
    assert searching.search(events, columns, sought) == (
        Find("a", NOON, NOON + HOUR, 3),
        Find("b", NOON, NOON + HOUR, 3),
    )


@pytest.mark.parametrize(
    ("time", "counted"),
    [(NOON - HOUR, False), (NOON, True), (NOON + HOUR, False), (None, True)],
)
def test_only_events_within_the_times_count(time: datetime | None, counted: bool) -> None:
    events = [Event(time, {"host": "evil.example"})]
    columns = [Column("host", Holds.HOST)]
    held = Indicator("i", Kind.DOMAIN, "evil.example", "", NOON, NOON + HOUR)
    always = Indicator("i", Kind.DOMAIN, "evil.example")
    found = searching.search(events, columns, [held])
    assert found == ((Find("i", time, time, 1),) if counted else ())
    assert searching.search(events, columns, [always], since=NOON, until=NOON + HOUR) == found
