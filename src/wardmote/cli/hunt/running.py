"""`wardmote hunt run`: search logs for all that a pack holds."""

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import rich_click as click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from wardmote.cli import printing
from wardmote.cli.hunt import showing
from wardmote.clients.cluster import searching
from wardmote.engines.hunting import hunts, lines, prepared, searches
from wardmote.engines.hunting.hunts import Asked
from wardmote.engines.hunting.searches import Part
from wardmote.formats.hunts import records, report, tables
from wardmote.formats.logs import finding
from wardmote.rules.hunting import results
from wardmote.rules.hunting.results import Hunt
from wardmote.rules.refusal import Invalid

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}
LEAST_BYTES, MOST_BYTES = 10**8, 10**12
AGO = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def home() -> Path:
    """Give the folder in which hunts keep packs that are ready, and what is done so far."""
    return Path(os.environ.get("WARDMOTE_HOME") or Path.home() / ".wardmote") / "hunt"


class Moment(click.ParamType[datetime]):
    """A time such as 2026-11-20, 2026-11-20T09:00Z or 7d, which is seven days ago."""

    name = "TIME"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read it; a time without a zone is UTC."""
        text = str(value).strip()
        ago = re.fullmatch(r"(\d{1,5})([mhdw])", text)
        if ago:
            return datetime.now(UTC) - timedelta(**{AGO[ago[2]]: int(ago[1])})
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.fail("Give a time such as 2026-11-20, 2026-11-20T09:00Z or 7d.", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


class Size(click.ParamType[int]):
    """A size of memory such as 600M or 2G."""

    name = "SIZE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read it; less than 100 MB is too little. Units: bytes."""
        found = re.fullmatch(r"(\d{1,12})([kmg]?)b?", str(value).strip().lower())
        size = int(found[1]) * UNITS[found[2]] if found else 0
        if not LEAST_BYTES <= size <= MOST_BYTES:
            self.fail("Give a size from 100M to 1000G, such as 600M or 2G.", param, ctx)
        return size


@click.command()
@click.option("--pack", "pack_path", type=click.Path(path_type=Path), required=True,
              metavar="PACK", help="A file or a folder of what to look for.")  # fmt: skip
@click.option("--logs", multiple=True, metavar="PATH", help="A file, folder, pattern, or - .")
@click.argument("more", nargs=-1, metavar="[PATH]...")
@click.option("--kind", default="", help="The kind of every log: see `wardmote hunt kinds`.")
@click.option("--since", type=Moment(), help="Only events from then on, such as 7d.")
@click.option("--until", type=Moment(), help="Only events before then.")
@click.option("--memory", type=Size(), default="1G", show_default=True,
              help="How much memory the search may take.")  # fmt: skip
@click.option("--threads", type=click.IntRange(1, 256), help="Default: as many as there are cores.")
@click.option("--temp", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="The folder for what exceeds the memory.")  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with a hunt that was stopped.")
@click.option(
    "--on", "cluster", default="", metavar="dask://HOST:PORT", help="Search on a cluster."
)
@click.option("--with-ordinary", is_flag=True, help="Look for what is on lists of ordinary values.")
@click.option("--lines", "most_lines", type=click.IntRange(0, 100), default=3, show_default=True,
              help="Lines of your logs to show for each find. They stay here.")  # fmt: skip
@click.option("--save", type=click.Path(path_type=Path), help="Write the result, to share it.")
@click.option("--csv", "csv_path", type=click.Path(path_type=Path), help="Write a table.")
@click.option("--html", "html_path", type=click.Path(path_type=Path), help="Write a page.")
@printing.JSON
@click.pass_context
def run(context: click.RichContext, /, **given: object) -> None:
    """Search logs for all that a pack holds. Nothing leaves this machine.

    Ends with 0 where nothing was found and all was read, 1 where something was found, 3 where
    nothing was found in what could be read, 130 where it was stopped, and 2 where it cannot run.
    """
    options = msgspec.convert(given, Options)
    names = (*options.logs, *options.more)
    if not names:
        raise Invalid("Name the logs to search: --logs PATH, or - for standard input.")
    for path in filter(None, (options.save, options.csv_path, options.html_path)):
        _check_place(path)
    if options.cluster:
        searching.check(options.cluster)
    try:
        hunt, shown = _found(options, names)
    except KeyboardInterrupt:
        click.echo("Stopped before a log was searched.", err=True)
        context.exit(results.Outcome.STOPPED)
    _write(options, hunt, shown)
    if options.as_json:
        also = {"lines": lines.as_json(shown)} if shown else {}
        printing.as_json({**records.as_json(hunt), **also})
    else:
        showing.show(hunt, shown)
    context.exit(results.outcome(hunt))


class Options(msgspec.Struct):
    """What was given on the command line."""

    pack_path: Path
    logs: tuple[str, ...]
    more: tuple[str, ...]
    kind: str
    since: datetime | None
    until: datetime | None
    memory: int
    threads: int | None
    temp: Path | None
    resume: bool
    with_ordinary: bool
    most_lines: int
    cluster: str
    save: Path | None
    csv_path: Path | None
    html_path: Path | None
    as_json: bool


def _found(
    options: Options, names: tuple[str, ...]
) -> tuple[Hunt, dict[str, tuple[report.Line, ...]]]:
    with _places(names) as found:
        if not found.places:
            for each in found.skipped:
                click.echo(f"Not searched: {each.name}: {each.reason}.", err=True)
            raise Invalid("There is no log to search. See the reasons above.")
        looks = hunts.look(found, options.kind)
        hunt = _hunt(options, looks)
        return hunt, lines.of(hunt, looks.logs, options.most_lines, _tell_lost)


def _tell_lost(place: finding.Place) -> None:
    click.echo(f"Lines of {place.name} are not shown: it cannot be read any more.", err=True)


@contextlib.contextmanager
def _places(names: tuple[str, ...]) -> Iterator[finding.Found]:
    """Find the logs; what comes in on standard input is kept until the hunt is over."""
    if finding.STANDARD_INPUT not in names:
        yield finding.find(names)
        return
    with TemporaryDirectory(prefix="hunt-") as folder:
        kept = finding.kept(sys.stdin.buffer, Path(folder), now=datetime.now(UTC))
        yield finding.find(names, standard_input=kept)


def _hunt(options: Options, looks: hunts.Looks) -> Hunt:
    with Console(stderr=True).status("Reading the pack ..."):
        pack = prepared.ready(
            options.pack_path, home() / "packs", with_ordinary=options.with_ordinary
        )
    if not pack.sought_counts:
        why = "; ".join(list(pack.left_out_counts)[:3])
        said = f"This pack holds nothing to look for. {why}".strip()
        raise Invalid(said, source=options.pack_path.name)
    whole = sum(place.size for place, _ in looks.logs)
    asked = Asked(
        pack,
        looks,
        options.since,
        options.until,
        options.memory,
        options.threads or (1 if options.cluster else os.cpu_count() or 1),
        options.temp,
        searching.batch_bytes(whole) if options.cluster else searches.MOST_BYTES,
        searching.split_bytes(whole) if options.cluster else 0,
    )
    parts = home() / "parts"
    known = dict(_known(parts)) if options.resume else {}
    kept: list[Path] = []

    def keep(part: Part) -> None:
        kept.append(_keep(parts, part))

    with _searching(options.cluster) as search, _bar() as bar:
        task = bar.add_task("Searching", total=None)

        def progress(done: int, whole: int, what: str) -> None:
            bar.update(task, completed=done, total=whole, description=what[-40:])

        hunt = hunts.run(asked, progress=progress, known=known, keep=keep, search=search)
    if hunt.is_complete:
        for path in (*kept, *(parts / f"{key}.json" for key in known)):
            path.unlink(missing_ok=True)
    return hunt


@contextlib.contextmanager
def _searching(cluster: str) -> Iterator[searches.Through]:
    if not cluster:
        yield searches.in_turn
        return
    with searching.connected(cluster) as search:
        yield search


def _bar() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _keep(folder: Path, part: Part) -> Path:
    """Keep what one search found, so that a hunt that is stopped goes on behind it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{part.key}.json"
    written = path.with_suffix(".part")
    written.write_bytes(msgspec.json.encode(part))
    written.replace(path)
    return path


def _known(folder: Path) -> Iterator[tuple[str, Part]]:
    for path in folder.glob("*.json"):
        with contextlib.suppress(msgspec.MsgspecError, OSError):
            yield path.stem, msgspec.json.decode(path.read_bytes(), type=Part)


def _write(options: Options, hunt: Hunt, shown: dict[str, tuple[report.Line, ...]]) -> None:
    if options.save:
        records.write(options.save, hunt)
    if options.csv_path:
        _put(options.csv_path, tables.csv_bytes(hunt))
    if options.html_path:
        _put(options.html_path, report.html(hunt, shown).encode())


def _check_place(path: Path) -> None:
    """Refuse before the hunt, which may take hours, what cannot be written after it."""
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise Invalid("It cannot be written there. Name a file in a folder that is there.",
                      source=str(path))  # fmt: skip


def _put(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Invalid(f"The file cannot be written: {error.strerror}.", source=path.name) from None
