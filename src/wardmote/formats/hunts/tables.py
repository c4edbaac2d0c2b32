"""The finds of a hunt as rows: for CSV, and for the table in a terminal."""

from wardmote.formats.hunts import records
from wardmote.formats.tables import cells
from wardmote.rules.hunting.results import Hunt, Sought
from wardmote.rules.hunting.values import Find

HEADINGS = ("Indicator", "Kind", "Value", "Name", "First seen", "Last seen", "Events")


def rows(hunt: Hunt) -> list[tuple[str, ...]]:
    """Give one row a find, most events first. Units: times in UTC."""
    return [row(find, hunt.found[find.indicator]) for find in hunt.finds]


def row(find: Find, what: Sought) -> tuple[str, ...]:
    """Give one find as text."""
    return (
        find.indicator,
        what.kind.replace("_", " "),
        what.value,
        what.name,
        records.moment(find.first_seen),
        records.moment(find.last_seen),
        str(find.count),
    )


def csv_bytes(hunt: Hunt) -> bytes:
    """Write the finds as CSV with a header."""
    return cells.csv_bytes([HEADINGS, *rows(hunt)])
