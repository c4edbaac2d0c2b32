"""One round of a watch: what is new in the logs is searched, and kept piece by piece."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from wardmote.engines.hunting import hunting, packs, prepared, quoting, reading, searches, staging
from wardmote.engines.hunting.prepared import Ready
from wardmote.engines.hunting.searches import Part
from wardmote.engines.hunting.watching import following
from wardmote.engines.hunting.watching.following import Followed, Located, Piece
from wardmote.engines.hunting.watching.state import Cell, State
from wardmote.formats.logs import finding, looking, packing
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place
from wardmote.rules.hunting.results import Skipped
from wardmote.rules.hunting.values import Holds
from wardmote.rules.refusal import Refusal

MEMORY_BYTES = 500_000_000
NOT_KEPT = (Holds.TIME, Holds.OTHER)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched, and for what. Shape: `keep` is how long values are kept."""

    pack: Ready
    logs: tuple[str, ...]
    state: State
    folder: Path
    keep: timedelta
    threads: int = 1
    memory_bytes: int = MEMORY_BYTES


@dataclass(frozen=True, slots=True)
class Planned:
    """One file that has something new. Shape: `rests` where it did not change since a round."""

    place: Place
    old: Followed
    look: Look
    rests: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round is to do: which files are searched, which wait, which cannot be read."""

    located: Located
    planned: tuple[Planned, ...]
    waiting: tuple[Followed, ...]
    skipped: tuple[Skipped, ...]


def plan(watch: Watch, *, now: datetime) -> Plan:
    """Say what is new."""
    found = finding.find(watch.logs)
    skipped = [Skipped(each.name, each.reason) for each in found.skipped if each.reason != "empty"]
    skipped += [
        Skipped(each.name, "within a zip: unpack it first") for each in found.places if each.member
    ]
    known = watch.state.files()
    located = following.located([each for each in found.places if not each.member], known)
    planned = []
    for place, old in located.files:
        if old.waits or not following.has_news(place, old, now=now):
            continue
        look = looking.look(place)
        if isinstance(look, Look):
            rests = any(
                (each.device, each.inode, each.size, each.written)
                == (old.device, old.inode, place.size, place.written)
                for each in known
            )
            planned.append(Planned(place, old, look, rests))
        else:
            skipped.append(Skipped(place.name, look.reason))
    waiting = tuple(old for _, old in located.files if old.waits)
    return Plan(located, tuple(planned), waiting, tuple(skipped))


def run(watch: Watch, *, now: datetime) -> list[Skipped]:
    """Search what is new, and keep what it came to piece by piece; give what cannot be read."""
    made = plan(watch, now=now)
    watch.state.keep_files([old for _, old in made.located.files], made.located.gone)
    skipped = list(made.skipped)
    for each in made.planned:
        try:
            skipped += _followed(watch, each, now)
        except (OSError, EOFError, packing.Broken, Refusal) as trouble:
            why = trouble.message if isinstance(trouble, Refusal) else "reading it ended"
            skipped.append(Skipped(each.place.name, why))
    watch.state.tidy(now - watch.keep)
    return skipped


def _followed(watch: Watch, planned: Planned, now: datetime) -> Iterable[Skipped]:
    place, old, look = planned.place, planned.old, planned.look
    if not following.is_followed(look):
        return _taken_whole(watch, planned)
    for piece in following.pieces(place, old, look, now=now):
        part, cells = _searched(watch, place, old, look, piece)
        if part.skipped:
            return [Skipped(place.name, part.skipped[0].why)]
        _keep(watch, piece.after, part, cells)
        old = piece.after
    return []


def _taken_whole(watch: Watch, planned: Planned) -> Iterable[Skipped]:
    """Search a file that has no lines once, as soon as it did not change from round to round."""
    place, old = planned.place, planned.old
    if old.position:
        return [Skipped(place.name, "it has changed after it was searched: only text is followed")]
    if not planned.rests:
        return [Skipped(place.name, "it waits until it does not change: only text is followed")]
    part, cells = _made(watch, place, planned.look)
    if part.skipped:
        return part.skipped
    new = following.ended(place, old)
    _keep(watch, new, part, cells)
    return []


def _searched(
    watch: Watch, place: Place, old: Followed, look: Look, piece: Piece
) -> tuple[Part, list[Cell]]:
    """Search some lines as a file of their own, below the head of the file that they are from."""
    with TemporaryDirectory(dir=watch.folder, prefix="piece-") as folder:
        path = Path(folder, "piece")
        head = following.header(place, look, old)
        path.write_bytes(head + piece.data)
        alone = Place(place.name, path, len(head) + len(piece.data), place.written)
        plain = replace(look, dialect=replace(look.dialect, compression=""))
        if look.kind.name == "w3c" and head:
            again = looking.look(alone)
            plain = again if isinstance(again, Look) else plain
        return _made(watch, alone, plain)


def _made(watch: Watch, place: Place, look: Look) -> tuple[Part, list[Cell]]:
    search = searches.made(
        [(place, look)],
        watch.pack,
        since=None,
        until=None,
        memory_bytes=watch.memory_bytes,
        threads=watch.threads,
        folder=watch.folder,
    )
    part = searches.run(search)
    return part, [] if part.skipped else _cells(watch, place, look)


def _cells(watch: Watch, place: Place, look: Look) -> list[Cell]:
    """Give the different values of a log, day by day."""
    try:
        return _values(watch, place, look, by_rows=False)
    except reading.GIVEN_UP:
        return _values(watch, place, look, by_rows=True)


def _values(watch: Watch, place: Place, look: Look, *, by_rows: bool) -> list[Cell]:
    log = reading.log([place], look, lambda place, unread: None, by_rows=by_rows)
    columns = [each for each in look.kind.columns if each.holds not in NOT_KEPT]
    with (
        TemporaryDirectory(dir=watch.folder, prefix="hunt-") as spilling,
        hunting.connected(Path(spilling), watch.memory_bytes, watch.threads) as database,
    ):
        names = [each.name for each in columns]
        staging.stage(database, log, names, written=place.written, since=None, until=None)
        selects = " UNION ALL ".join(
            f"SELECT time, '{each.holds}' AS holds, {quoting.name(each.name)} AS raw"
            f" FROM {staging.VIEW}"
            for each in columns
        )
        if not selects:
            return []
        rows = database.execute(
            "SELECT coalesce(time, $1)::DATE, holds, raw, min(time), max(time), count(*)"
            f" FROM ({selects}) WHERE raw IS NOT NULL GROUP BY ALL",
            [place.written],
        ).fetchall()
    return [Cell(row[0], Holds(row[1]), *row[2:]) for row in rows]


def _keep(watch: Watch, new: Followed, part: Part, cells: Sequence[Cell]) -> None:
    refs = [find.indicator for find in part.finds]
    told = prepared.sought(watch.pack, part.rules, refs)
    shared = {*packs.shared(watch.pack.typed, refs), *part.ran}
    with watch.state.together():
        watch.state.keep_file(new)
        watch.state.keep_finds(part.finds, told, shared)
        watch.state.keep_cells(cells)
        for looked in part.looked:
            watch.state.keep_looked(looked, part.holds, part.ran)


def sweep(folder: Path) -> None:
    """Remove what a watch that was killed has left."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(("piece-", "hunt-")):
            shutil.rmtree(path, ignore_errors=True)
