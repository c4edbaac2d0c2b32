"""Loads an invented sector: for demonstrations and for measuring, never beside real results."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import connection, transaction

from wardmote.engines.sample import sector, values
from wardmote.rules.refusal import Conflict
from wardmote.server.frameworks import queries as frameworks
from wardmote.server.register import queries as register
from wardmote.server.sector.actions import sample_rows, sample_sharing
from wardmote.server.shell import row_security

BATCH = 200
"""Organisations that are copied together. Units: organisations."""
PROFILES = {"caf-3.2": "caf-3.2:baseline", "caf-4.0": "caf-4.0:baseline"}


def wish(today: date, **other: int | bool) -> sector.Wish:
    """Say which sector the demonstration wants: CAF 4.0 now, CAF 3.2 before."""
    return sector.Wish(
        current=frameworks.framework("caf-4.0"),
        previous=frameworks.framework("caf-3.2"),
        today=today,
        profiles=PROFILES,
        **other,  # type: ignore[arg-type]
    )


def load_sample(
    *,
    now: datetime,
    members: Iterable[values.Member] | None = None,
    with_history: bool = True,
    tell: Callable[[int], None] = lambda done: None,
) -> int:
    """Copy an invented sector into an empty register, as the database's owner.

    Shape: `tell` is called with the number of organisations loaded so far. Gives that number.
    Raises: Conflict where the register holds anything: invented must never stand beside real.
    The whole sector also shares invented attacks; a part of it, given as `members`, does not.
    Cost: 317 councils in a few seconds. All of it is there afterwards, or nothing.
    """
    if register.count():
        raise Conflict("The register is not empty. Invented councils are loaded into an empty one.")
    chosen = sector.sector(wish(now.date())) if members is None else members
    writer = sample_rows.Writer(now, with_history)
    done = 0
    with transaction.atomic():
        with row_security.unforced():
            for done, member in enumerate(chosen, start=1):
                writer.member(member)
                if done % BATCH == 0:
                    _copy(writer.take())
                    tell(done)
            _copy(writer.take())
        if members is None:
            sample_sharing.share(writer.first_people, now)
    tell(done)
    return done


def _copy(rows: sample_rows.Rows) -> None:
    with connection.cursor() as cursor:
        for table, found in sample_rows.in_order(rows):
            columns = ", ".join(sample_rows.COLUMNS[table].split())
            with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in found:
                    copy.write_row(row)
