"""Each clock reads what logs write, and SQL reads it by the form that the clock gives."""

from datetime import UTC, datetime, timedelta, timezone

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.logs import clocks, naming
from wardmote.rules.hunting.values import Clock

UNTIL = datetime(2026, 11, 27, 12, tzinfo=UTC)
DATABASE = duckdb.connect(config={"threads": 1})
DATABASE.execute("SET TimeZone = 'UTC'")
NOON = "2026-11-20 13:55:36+00:00"


@pytest.mark.parametrize(
    ("clock", "text", "time"),
    [
        (Clock.ISO, "2026-11-20T13:55:36Z", NOON),
        (Clock.ISO, "2026-11-20 13:55:36", NOON),
        (Clock.ISO, "2026/11/20 13:55:36", NOON),
        (Clock.ISO, "2026-11-20T13:55:36,5+0100", "2026-11-20 12:55:36.500000+00:00"),
        (Clock.ISO, "2026-11-20 13:55:36 +01:00", "2026-11-20 12:55:36+00:00"),
        (Clock.ISO, "2026-11-20T13:55:36.1234567Z", "2026-11-20 13:55:36.123456+00:00"),
        (Clock.ISO, "2026-11-20 13:55:36 UTC", NOON),
        (Clock.ISO, "2026-11-20", "2026-11-20 00:00:00+00:00"),
        (Clock.ISO, "20261120", None),
        (Clock.ISO, "2026-13-20 00:00:00", None),
        (Clock.ISO, "0001-01-01T00:00:00+23:59", None),
        (Clock.EPOCH, "1795182936", NOON),
        (Clock.EPOCH, "1795182936.000001", "2026-11-20 13:55:36.000001+00:00"),
        (Clock.EPOCH, "99999999999999999", None),
        (Clock.EPOCH, "-1", None),
        (Clock.EPOCH_MILLIS, "1795182936001", "2026-11-20 13:55:36.001000+00:00"),
        (Clock.APACHE, "[20/Nov/2026:13:55:36 +0000]", NOON),
        (Clock.APACHE, "20/Nov/2026:06:55:36 -0700", NOON),
        (Clock.APACHE, "20/Nob/2026:06:55:36 -0700", None),
        (Clock.SYSLOG, "Nov 20 13:55:36", NOON),
        (Clock.SYSLOG, "Nov  2 13:55:36.25", "2026-11-02 13:55:36.250000+00:00"),
        (Clock.SYSLOG, "Nov 28 11:00:00", "2026-11-28 11:00:00+00:00"),  # a clock that is fast
        (Clock.SYSLOG, "Dec 31 23:59:59", "2025-12-31 23:59:59+00:00"),
        (Clock.SYSLOG, "Feb 29 13:55:36", "2024-02-29 13:55:36+00:00"),
        (Clock.SYSLOG, "Feb 30 13:55:36", None),
        (Clock.SYSLOG, "Nov 20 2025 13:55:36", "2025-11-20 13:55:36+00:00"),
        (Clock.SYSLOG, "2026-11-20T13:55:36.000+00:00", NOON),
        (Clock.BIND, "20-Nov-2026 13:55:36.000", NOON),
        (Clock.US, "11/20/2026 1:55:36 PM", NOON),
        (Clock.US, "11/20/26 13:55:36", NOON),
        (Clock.US, "11/20/2026, 12:00:00 AM", "2026-11-20 00:00:00+00:00"),
        (Clock.US, "11/20/2026 13:55:36 PM", None),
        (Clock.US, "20/11/2026 13:55:36", None),
        (Clock.UK, "20/11/2026 13:55:36", NOON),
        (Clock.UK, "20.11.2026 13:55:36", NOON),
        (Clock.UK, "20/11/2026", "2026-11-20 00:00:00+00:00"),
        (Clock.UK, "20/11/70 13:55", "1970-11-20 13:55:00+00:00"),
        (Clock.UK, "20/11-2026 13:55:36", None),
        (Clock.BIND, "20-Nov-2026 13:55:60.5", "2026-11-20 13:55:59.500000+00:00"),
        *((clock, "", None) for clock in Clock),
        *((clock, "x" * 50, None) for clock in Clock),
    ],
)
def test_a_time_is_read(clock: Clock, text: str, time: str | None) -> None:
    found = clocks.read(clock, text, until=UNTIL)
    assert (found and str(found)) == time


WRITTEN = {
    Clock.ISO: ["%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S.%f"],
    Clock.APACHE: ["%d/%b/%Y:%H:%M:%S +0000"],
    Clock.SYSLOG: ["%b %d %H:%M:%S", "%b %d %Y %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f+00:00"],
    Clock.BIND: ["%d-%b-%Y %H:%M:%S.%f", "%d-%b-%Y %H:%M:%S"],
    Clock.US: ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%y %H:%M:%S", "%m/%d/%Y, %H:%M:%S"],
    Clock.UK: ["%d/%m/%Y %H:%M:%S", "%d/%m/%y %H:%M", "%d.%m.%Y %H:%M:%S.%f"],
}
STARTS, ENDS = datetime(2025, 12, 1), datetime(2026, 11, 27)  # noqa: DTZ001
MOMENTS = st.datetimes(STARTS, ENDS, timezones=st.just(UTC))


@given(st.lists(MOMENTS, min_size=1, max_size=8), st.sampled_from(sorted(WRITTEN)), st.data())
def test_what_is_written_is_read_back_and_sql_agrees(
    moments: list[datetime], clock: Clock, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(WRITTEN[clock]))
    if "%f" not in form:
        moments = [each.replace(microsecond=0) for each in moments]
    if "%S" not in form:
        moments = [each.replace(second=0) for each in moments]
    texts = [each.strftime(form) for each in moments]
    assert [clocks.read(clock, text, until=UNTIL) for text in texts] == moments
    assert in_sql(clock, texts) == moments


@given(st.lists(MOMENTS, min_size=1, max_size=8))
def test_numbers_are_read_back_and_sql_agrees(moments: list[datetime]) -> None:
    start = datetime(1970, 1, 1, tzinfo=UTC)
    for clock, unit in [
        (Clock.EPOCH, timedelta(seconds=1)),
        (Clock.EPOCH_MILLIS, timedelta(milliseconds=1)),
    ]:
        texts = [str((each - start) // unit) for each in moments]
        whole = [start + ((each - start) // unit) * unit for each in moments]
        assert [clocks.read(clock, text, until=UNTIL) for text in texts] == whole
        assert in_sql(clock, texts) == whole


@given(st.sampled_from(sorted(Clock)), st.text(max_size=40))
def test_nothing_that_is_written_is_a_fault(clock: Clock, text: str) -> None:
    found = clocks.read(clock, text, until=UNTIL)
    assert found is None or found.tzinfo is UTC


def in_sql(clock: Clock, texts: list[str]) -> list[datetime | None]:
    """Read texts as an engine would, by the form alone."""
    form = clocks.FORMS[clock]
    text = f"'{UNTIL.year} ' || text" if form.yearless else "text"
    made = []
    if form.per_second:
        made.append(f"to_timestamp(try_cast(text AS DECIMAL(20, 6)) / {form.per_second})")
    if form.strptime:
        made.append(f"try_strptime({text}, {list(form.strptime)})::TIMESTAMPTZ")
    if form.casts:
        made.append("try_cast(text AS TIMESTAMPTZ)")
    rows = DATABASE.execute(
        f"SELECT coalesce({', '.join(made)}) FROM unnest(?) AS t(text)", [texts]
    ).fetchall()
    late = UNTIL + clocks.AHEAD
    return [
        time.replace(year=time.year - 1)
        if form.yearless and time and time > late
        else time and time.astimezone(UTC)
        for (time,) in rows
    ]


@pytest.mark.parametrize(
    ("texts", "clock", "certain"),
    [
        (["13/01/2026 10:00:00", "14/01/2026 10:00:00"], Clock.UK, True),
        (["01/13/2026 10:00:00", "01/14/2026 10:00:00"], Clock.US, True),
        (["01/10/2026 10:00", "01/11/2026 10:00", "02/01/2026 10:00"], Clock.US, True),
        (["10/01/2026 10:00", "11/01/2026 10:00", "01/02/2026 10:00"], Clock.UK, True),
        (["01/12/2026 10:00:00"], Clock.US, True),  # else it were yet to come
        (["02/03/2026 10:00:00"], Clock.UK, False),
        (["02/03/2026 10:00:00 AM"], Clock.US, False),
        (["01/02/2026 10:00", "01/02/2026 10:05"], Clock.UK, False),
        (["01/02/2026 10:00", "02/02/2026 10:05", "03/02/2026 9:00"], Clock.UK, True),
        (["02/01/2026 10:00", "02/02/2026 10:05", "02/03/2026 9:00"], Clock.US, True),
    ],
)
def test_day_or_month_first_is_decided_by_evidence_or_said(
    texts: list[str], clock: Clock, certain: bool
) -> None:
    found, doubt = naming.day_first(texts, until=UNTIL)
    assert (found, not doubt) == (clock, certain)


def test_an_offset_is_followed() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    moment = datetime(2026, 11, 20, 13, tzinfo=zone)
    assert clocks.read(Clock.ISO, moment.isoformat(), until=UNTIL) == moment
