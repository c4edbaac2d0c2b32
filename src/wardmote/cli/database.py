"""`wardmote database`: the embedded PostgreSQL, started, stopped and looked at by hand."""

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

import rich_click as click

from wardmote.cli import printing
from wardmote.clients.postgres import binaries, cluster, initial, leftovers
from wardmote.rules import refusal

ROLES = ("wm_app", "wm_owner")

FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the database lives. Default: postgres in WARDMOTE_HOME, else in .wardmote.",
)
NAME = click.option("--name", default="wardmote", show_default=True, help="Name of the database.")
ROLE = click.option(
    "--role",
    type=click.Choice([*ROLES, cluster.SUPERUSER]),
    default="wm_app",
    show_default=True,
    help="Who connects: the application, the owner who migrates, or the superuser.",
)


@click.group()
def command() -> None:
    """Run the embedded PostgreSQL, or prepare one of your own."""


@command.command()
@FOLDER
@NAME
@click.option("--port", type=click.IntRange(1, 65535), help="Listen on 127.0.0.1 too.")
@click.option("--background", is_flag=True, help="Leave it running, until `database stop`.")
@click.option("--fast", is_flag=True, help="For tests: a power cut may lose everything.")
def start(folder: Path | None, name: str, port: int | None, background: bool, fast: bool) -> None:
    """Start the database and prepare it; Ctrl-C stops it."""
    from wardmote.clients.postgres import provision

    found = cluster.Cluster(_folder(folder), port, durable=not fast)
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: done.set())
    found.start(tethered=not background)
    with contextlib.ExitStack() as stack:
        stack.callback(found.stop)
        passwords = {role: found.password(role) for role in ROLES} if port else None
        provision.ensure(found.url("postgres", cluster.SUPERUSER), name, passwords)
        signal.signal(signal.SIGINT, lambda *_: done.set())
        click.echo(f"Ready: {cluster.Cluster(found.folder).url(name, provision.APP)}")
        if background:
            stack.pop_all()
            return
        while not done.wait(1) and found.is_running():
            pass


@command.command()
@FOLDER
def stop(folder: Path | None) -> None:
    """Stop the database, whoever started it."""
    found = cluster.Cluster(_folder(folder))
    was = found.is_running()
    found.stop()
    click.echo("Stopped." if was else "It was not running.")


@command.command()
@FOLDER
@NAME
@printing.JSON
def status(folder: Path | None, name: str, as_json: bool) -> None:
    """Say whether the database runs, where, and which version; exit 1 if it does not."""
    found = cluster.Cluster(_folder(folder))
    running = found.is_running()
    made_by = initial.major(found.data)
    facts = {
        "running": running,
        "folder": str(found.place.home),
        "user": found.place.account.name,
        "process": leftovers.status(found.data).process if running else None,
        "made_by": f"PostgreSQL {made_by}" if made_by else None,
        "log": str(found.log),
        "url": found.url(name, "wm_app"),
    }
    if as_json:
        printing.as_json(facts)
    else:
        for key, value in facts.items():
            shown = ("yes" if value else "no") if isinstance(value, bool) else value or "-"
            click.echo(f"{key.replace('_', ' '):8} {shown}")
    sys.exit(0 if running else 1)


@command.command()
@FOLDER
@NAME
@ROLE
@click.option("--port", type=click.IntRange(1, 65535), help="By 127.0.0.1, with the password.")
def url(folder: Path | None, name: str, role: str, port: int | None) -> None:
    """Print the database's address, as WARDMOTE_DATABASE_URL takes it."""
    click.echo(cluster.Cluster(_folder(folder), port).url(name, role))


@command.command(name="sql")
@NAME
def statements(name: str) -> None:
    """Print the SQL that prepares a PostgreSQL of your own, for psql."""
    from wardmote.clients.postgres import provision

    click.echo(provision.text(name), nl=False)


@command.command(context_settings={"ignore_unknown_options": True})
@FOLDER
@NAME
@ROLE
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(folder: Path | None, name: str, role: str, arguments: tuple[str, ...]) -> None:
    """Open psql on the running database; what stands after -- goes to psql."""
    found = cluster.Cluster(_folder(folder))
    if not found.is_running():
        raise refusal.Conflict("The database is not running. Start it: wardmote database start.")
    programs = binaries.find(initial.major(found.data))
    program = programs.folder / "psql"
    if not program.exists():
        raise refusal.Missing(
            f"There is no psql in {programs.folder}. Install PostgreSQL's client."
        )
    os.execv(program, [str(program), found.url(name, role), *arguments])  # noqa: S606


def _folder(folder: Path | None) -> Path:
    if folder:
        return folder
    return Path(os.environ.get("WARDMOTE_HOME") or ".wardmote") / "postgres"
