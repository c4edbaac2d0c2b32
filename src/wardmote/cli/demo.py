"""`wardmote demo`: everything at once, in a private folder, on invented data."""

import contextlib
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import rich_click as click

from wardmote.cli import server_side
from wardmote.rules.refusal import Conflict

START_SECONDS = 60


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Default: one that is free.")
@click.option(
    "--register",
    type=click.Choice(["invented", "england"]),
    default="invented",
    show_default=True,
    help="Invented councils with assessments, or the real register without any.",
)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where it lives.")
@click.option("--fill", is_flag=True, hidden=True, help="Load the data and end; for our own use.")
def command(port: int | None, register: str, folder: Path | None, fill: bool) -> None:
    """Try Wardmote: a database, a sample sector, the service and its jobs. Ctrl-C stops it."""
    if fill:
        _fill(register)
        return
    home = folder or Path(os.environ.get("WARDMOTE_HOME") or ".wardmote") / f"demo-{register}"
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: done.set())
    with _alone(home) as address:
        _run_all(home, port or _free_port(), register, done, address)


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[IO[str]]:
    """Hold the folder, so that one demonstration runs in it; the file says where it is reached.

    The hold ends with this process, even by kill -9.
    Raises: Conflict.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "address").open("a+", encoding="utf-8") as address:
        try:
            fcntl.flock(address, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address.seek(0)
            where = address.read().strip() or "an address that it will print when it is ready"
            raise Conflict(
                f"A demonstration runs already, at {where}. Use it, or stop it by Ctrl-C first."
            ) from None
        address.truncate(0)
        yield address
        address.truncate(0)


def _run_all(home: Path, port: int, register: str, done: threading.Event, address: IO[str]) -> None:
    from wardmote.clients.postgres import cluster, provision

    _say("Starting the database")
    with cluster.Cluster(home / "postgres") as postgres:
        provision.ensure(postgres.url("postgres", cluster.SUPERUSER), "wardmote")
        environment = os.environ | {
            **_kind(home, register),
            "WARDMOTE_BASE_URL": f"http://127.0.0.1:{port}",
            "WARDMOTE_DATABASE_URL": postgres.url("wardmote", provision.APP),
            "WARDMOTE_OWNER_DATABASE_URL": postgres.url("wardmote", provision.OWNER),
            "WARDMOTE_LOG_LEVEL": os.environ.get("WARDMOTE_LOG_LEVEL", "WARNING"),
        }
        _say("Preparing the tables and the sample")
        if not _filled(register, environment, done):
            return
        if register == "england":
            _invite(home, environment)
        _say("Starting the service")
        children: list[subprocess.Popen[bytes]] = []
        try:
            bind = f"127.0.0.1:{port}"
            children.append(_start(["serve", "--bind", bind, "--tethered"], environment))
            children.append(_start(["worker", "--tethered"], environment))
            if _is_well(port, children, done):
                address.write(f"http://127.0.0.1:{port}")
                address.flush()
                click.echo(f"Ready: http://127.0.0.1:{port}")
            while not done.wait(0.5):
                _check_alive(children)
        finally:
            _say("Stopping")
            _stop(children)


def _kind(home: Path, register: str) -> dict[str, str]:
    """Say that all is invented, or keep a key: beside real names nobody gets in with one click."""
    if register == "invented":
        return {"WARDMOTE_DEMO": "yes"}
    key = home / "key"
    if not key.exists():
        key.touch(0o600)
        key.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return {"WARDMOTE_DEMO": "no", "WARDMOTE_SECRET_KEY": key.read_text(encoding="utf-8")}


def _invite(home: Path, environment: dict[str, str]) -> None:
    """Print the link by which a first steward gets in, once."""
    invited = home / "invited"
    if not invited.exists():
        click.echo("The first steward gets in by this link, once:", err=True)
        who = ["people", "add-steward", "steward@wardmote.example", "--name", "First steward"]
        subprocess.run([sys.executable, "-m", "wardmote.cli", *who], env=environment, check=False)
        invited.touch()


def _fill(register: str) -> None:
    from datetime import UTC, datetime

    server_side.load("config.running", as_owner=True).migrate(verbosity=0)
    actions = server_side.load("sector.actions.demo", as_owner=True)
    actions.fill(england=register == "england", now=datetime.now(UTC))


def _say(what: str) -> None:
    click.echo(f"{what} ...", err=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _filled(register: str, environment: dict[str, str], done: threading.Event) -> bool:
    """Load the data in a child; say no where it is to stop before that is done."""
    child = _start(["demo", "--fill", "--register", register], environment)
    try:
        while child.poll() is None and not done.wait(0.05):
            pass
    finally:
        _stop([child])
    if child.returncode and not done.is_set():
        raise Conflict("The database could not be prepared. The lines above say why.")
    return not done.is_set()


def _start(arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a child that ends with us: it watches its standard input, which closes when we go."""
    return subprocess.Popen(
        [sys.executable, "-m", "wardmote.cli", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _is_well(port: int, children: list["subprocess.Popen[bytes]"], done: threading.Event) -> bool:
    """Wait until the service answers; say no where it is to stop before that."""
    limit = time.monotonic() + START_SECONDS
    while not done.wait(0.05):
        _check_alive(children)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return True
        except OSError:
            if time.monotonic() > limit:
                raise Conflict("The service did not start within a minute.") from None
    return False


def _check_alive(children: list["subprocess.Popen[bytes]"]) -> None:
    if any(child.poll() is not None for child in children):
        raise Conflict("The service ended by itself. The lines above say why.")


def _stop(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
