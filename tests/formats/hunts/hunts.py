"""A hunt for the tests of what is written of it."""

from datetime import UTC, datetime, timedelta

from wardmote.rules.hunting.results import CannotShow, Hunt, Looked, Skipped, Sought
from wardmote.rules.hunting.values import Find

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SEEN = "indicator--11111111-1111-4111-8111-111111111111"
NOT_SEEN = "indicator--22222222-2222-4222-8222-222222222222"
OWN = "indicator--33333333-3333-5333-8333-333333333333"
NAME = '<script>alert(1)</script> =HYPERLINK("x")'
HUNT = Hunt(
    pack="Sector, 20 November",
    began_at=AT,
    ended_at=AT + timedelta(seconds=42, microseconds=123_456),
    is_complete=True,
    since=None,
    until=AT,
    sought_counts={"domain": 2, "file_name": 1},
    left_out_counts={"it has expired": 3},
    looked=(
        Looked(
            *("logs/proxy <1>.csv", "csv", "CSV with a header", 0.93, 1_234_567, 2),
            *({"it has 7 cells and not 9": 2}, AT - timedelta(days=3), AT),
        ),
    ),
    skipped=(Skipped("logs/locked.log", "you may not read it"),),
    cannot_show=(CannotShow("file_name", 1, ("CSV with a header",), "no column holds a path"),),
    finds=(
        Find(SEEN, AT - timedelta(days=2), AT - timedelta(days=1), 1_500),
        Find(OWN, None, None, 1),
    ),
    found={
        SEEN: Sought(SEEN, "domain", "evil.example", NAME),
        OWN: Sought(OWN, "domain", "own.example"),
    },
    hunted=(SEEN, NOT_SEEN),
)
