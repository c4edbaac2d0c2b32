"""What a watch keeps: how far each file was read, what was found, and the values of each day.

All that one piece of a log came to is kept in one step, so that a stop loses and doubles nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
import msgspec

from wardmote.engines.hunting import packs
from wardmote.engines.hunting.watching.following import Followed
from wardmote.rules.hunting.results import Looked, Sought
from wardmote.rules.hunting.values import Find, Holds
from wardmote.rules.refusal import Conflict

FILE = "watch.duckdb"
TABLES = (
    "CREATE TABLE IF NOT EXISTS about (name VARCHAR PRIMARY KEY, value VARCHAR)",
    "CREATE TABLE IF NOT EXISTS files (device UBIGINT, inode UBIGINT, path VARCHAR, head VARCHAR,"
    " tail VARCHAR, position UBIGINT, size UBIGINT, written TIMESTAMPTZ, fields BLOB,"
    " waits BOOLEAN)",
    "CREATE TABLE IF NOT EXISTS finds (ref VARCHAR, first_seen TIMESTAMPTZ, last_seen TIMESTAMPTZ,"
    " count UBIGINT, kind VARCHAR, value VARCHAR, name VARCHAR)",
    "CREATE TABLE IF NOT EXISTS sightings (ref VARCHAR, first_seen TIMESTAMPTZ,"
    " last_seen TIMESTAMPTZ, count UBIGINT)",
    "CREATE TABLE IF NOT EXISTS looked (kind VARCHAR, title VARCHAR, confidence DOUBLE,"
    " rows_read UBIGINT, unread UBIGINT, first_at TIMESTAMPTZ, last_at TIMESTAMPTZ)",
    "CREATE TABLE IF NOT EXISTS holds (holds VARCHAR)",
    "CREATE TABLE IF NOT EXISTS ran (ref VARCHAR)",
    "CREATE TABLE IF NOT EXISTS cells (day DATE, holds VARCHAR, raw VARCHAR,"
    " first_seen TIMESTAMPTZ, last_seen TIMESTAMPTZ, count UBIGINT)",
    "CREATE TABLE IF NOT EXISTS known (kind VARCHAR, value VARCHAR)",
    "CREATE SEQUENCE IF NOT EXISTS numbers",
    "CREATE TABLE IF NOT EXISTS news (number BIGINT, told VARCHAR)",
)


class Cell(NamedTuple):
    """A different value of a day: when it was first and last there, and how often."""

    day: date
    holds: Holds
    raw: str
    first_seen: datetime | None
    last_seen: datetime | None
    events: int


class News(msgspec.Struct, frozen=True):
    """A find that is to be told; one that was told just before a kill is told again.

    Shape: `number` is another for each; `looked_back` where the indicator is new and was seen in
    what was kept: then the count is the least that it can be.
    """

    number: int
    indicator: str
    kind: str
    value: str
    name: str
    first_seen: datetime | None
    last_seen: datetime | None
    count: int
    looked_back: bool


class State:
    """What one watch keeps, open."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self.database = database

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep all that is done within, or nothing."""
        self.database.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")

    def about(self, name: str) -> str:
        """Read a note of our own; empty where there is none."""
        rows = self.database.execute("SELECT value FROM about WHERE name = $1", [name]).fetchall()
        return str(rows[0][0]) if rows else ""

    def note(self, name: str, value: str) -> None:
        """Write a note of our own."""
        self.database.execute("INSERT OR REPLACE INTO about VALUES ($1, $2)", [name, value])

    def files(self) -> list[Followed]:
        """Give all files that are known."""
        return [Followed(*row) for row in self.database.execute("FROM files").fetchall()]

    def keep_files(self, files: Sequence[Followed], gone: Sequence[Followed]) -> None:
        """Write where files are now, in place of where they were."""
        with self.together():
            for each in (*gone, *files):
                self._forget(each)
            for each in files:
                self.keep_file(each)

    def keep_file(self, new: Followed) -> None:
        """Write how far a file was read."""
        self._forget(new)
        values = [getattr(new, name) for name in Followed.__dataclass_fields__]
        self.database.execute(f"INSERT INTO files VALUES ({_marks(values)})", values)

    def _forget(self, each: Followed) -> None:
        self.database.execute(
            "DELETE FROM files WHERE device = $1 AND inode = $2", [each.device, each.inode]
        )

    def keep_finds(
        self,
        finds: Iterable[Find],
        told: Mapping[str, Sought],
        shared: Collection[str],
        *,
        looked_back: bool = False,
    ) -> None:
        """Add finds to those there are and to the news, and to what is to be told to a hub.

        Shape: `shared` are the refs that a hub knows; what becomes of the pack later changes
        nothing.
        """
        for find in finds:
            what = told[find.indicator]
            seen = [find.indicator, find.first_seen, find.last_seen, find.count]
            if find.indicator in shared:
                self.database.execute("INSERT INTO sightings VALUES ($1, $2, $3, $4)", seen)
            self.database.execute(
                "INSERT INTO finds VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [*seen, what.kind, what.value, what.name],
            )
            number = self.database.execute("SELECT nextval('numbers')").fetchall()[0][0]
            news = News(
                number=number,
                indicator=find.indicator,
                kind=what.kind,
                value=what.value,
                name=what.name,
                first_seen=find.first_seen,
                last_seen=find.last_seen,
                count=find.count,
                looked_back=looked_back,
            )
            text = msgspec.json.encode(news).decode()
            self.database.execute("INSERT INTO news VALUES ($1, $2)", [number, text])

    def unshared(self) -> list[Find]:
        """Give what a hub knows, was found and is not in a shipment yet, in parts."""
        return [Find(*row) for row in self.database.execute("FROM sightings").fetchall()]

    def ship(self, shipment: str, now: datetime) -> None:
        """Keep a shipment of all that is not shared yet, in its place, until it is `shipped`."""
        with self.together():
            self.note("shipment", shipment)
            self.note("shared_until", now.isoformat())
            self.database.execute("DELETE FROM sightings")

    def shipped(self) -> None:
        """Forget a shipment that has arrived."""
        self.note("shipment", "")

    def keep_looked(self, looked: Looked, holds: Iterable[str], ran: Iterable[str]) -> None:
        """Add what was searched."""
        values: list[object] = [looked.kind, looked.title, looked.confidence, looked.row_count]
        values += [looked.unread_count, looked.first_at, looked.last_at]
        self.database.execute(f"INSERT INTO looked VALUES ({_marks(values)})", values)
        for table, texts in (("holds", holds), ("ran", ran)):
            self.database.execute(
                f"INSERT INTO {table} SELECT unnest($1::VARCHAR[]) EXCEPT FROM {table}",
                [[str(each) for each in texts]],
            )

    def keep_cells(self, cells: Sequence[Cell]) -> None:
        """Add the different values of some events."""
        if cells:
            kinds = ("DATE", "VARCHAR", "VARCHAR", "TIMESTAMPTZ", "TIMESTAMPTZ", "UBIGINT")
            lists = ", ".join(f"unnest(${at + 1}::{kind}[])" for at, kind in enumerate(kinds))
            columns = [list(column) for column in zip(*cells, strict=True)]
            self.database.execute(f"INSERT INTO cells SELECT {lists}", columns)

    def cells(self) -> Iterator[Cell]:
        """Give the different values of each day."""
        found = self.database.cursor().execute(
            "SELECT day, holds, raw, min(first_seen), max(last_seen), sum(count)::UBIGINT"
            " FROM cells GROUP BY ALL"
        )
        while rows := found.fetchmany(10_000):
            for row in rows:
                yield Cell(row[0], Holds(row[1]), *row[2:])

    def tidy(self, before: datetime) -> None:
        """Forget values and files from before a time, and put together what was kept in parts."""
        with self.together():
            self.database.execute("DELETE FROM cells WHERE day < $1", [before.date()])
            self.database.execute("DELETE FROM files WHERE written < $1", [before])
            self.database.execute(
                "CREATE TEMP TABLE whole AS SELECT day, holds, raw, min(first_seen) AS a,"
                " max(last_seen) AS b, sum(count) AS c FROM cells GROUP BY ALL"
            )
            self.database.execute("DELETE FROM cells")
            self.database.execute("INSERT INTO cells FROM whole")
            self.database.execute("DROP TABLE whole")

    def news(self) -> list[News]:
        """Give what is to be told."""
        rows = self.database.execute("SELECT told FROM news ORDER BY number").fetchall()
        return [msgspec.json.decode(text, type=News) for (text,) in rows]

    def told(self, news: Sequence[News]) -> None:
        """Forget what was told."""
        numbers = [each.number for each in news]
        self.database.execute(
            "DELETE FROM news WHERE number IN (SELECT unnest($1::BIGINT[]))", [numbers]
        )


@contextmanager
def opened(folder: Path) -> Iterator[State]:
    """Open what a watch keeps in a folder.

    Raises: Conflict, where another watch has it open, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        database = duckdb.connect(str(folder / FILE), config=packs.OFFLINE)
    except (OSError, duckdb.Error) as trouble:
        if "lock" in str(trouble):
            raise Conflict(
                f"{folder} is in use by another watch. Give each its own --state."
            ) from None
        raise Conflict(f"{folder} cannot hold the state. Name another folder.") from None
    with database:
        database.execute("SET TimeZone = 'UTC'")
        for statement in TABLES:
            database.execute(statement)
        state = State(database)
        if not state.about("began"):
            state.note("began", datetime.now(UTC).isoformat())
        yield state


def _marks(values: Sequence[object]) -> str:
    return ", ".join(f"${at + 1}" for at in range(len(values)))
