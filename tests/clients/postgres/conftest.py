"""A room that PostgreSQL's user can reach, and processes that keep a cluster."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

import wardmote
from wardmote.clients.postgres import accounts, binaries, cluster, places
from wardmote.rules import refusal

KEEP = """
import sys, time
from pathlib import Path
from wardmote.clients.postgres import cluster
from wardmote.rules import refusal
try:
    with cluster.Cluster(Path(sys.argv[1]), durable=False):
        print("ready", flush=True)
        time.sleep(60)
except refusal.Refusal as error:
    print(error.kind, flush=True)
    sys.exit(2)
"""

SOURCE = Path(wardmote.__file__).parents[1]


def _base() -> str:
    """Memory where there is plenty: hundreds of files are copied and removed."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return "/tmp"
    return str(memory) if shutil.disk_usage(memory).free > 2_000_000_000 else "/tmp"


BASE = _base()
AS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="session", autouse=True)
def _programs() -> None:
    try:
        binaries.find()
    except refusal.Missing as error:
        pytest.skip(str(error))


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder in which another user may go about."""
    folder = Path(tempfile.mkdtemp(prefix="wardmote-test-", dir=BASE))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for found in [cluster.Cluster(lock.parent) for lock in folder.rglob("lock")]:
            found.stop()
            short = places.socket_folder(found.place, cluster.DEFAULT_PORT)
            if not short.is_relative_to(folder):
                shutil.rmtree(short, ignore_errors=True)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _template() -> Iterator[Path]:
    """A cluster that was made once, to be copied."""
    with tempfile.TemporaryDirectory(prefix="wardmote-test-", dir=BASE) as folder:
        Path(folder).chmod(0o755)
        with cluster.Cluster(Path(folder) / "pg", durable=False):
            pass
        yield Path(folder) / "pg"


@pytest.fixture
def made(room: Path, _template: Path) -> Path:
    """A folder with a cluster that does not run."""
    subprocess.run(["cp", "-a", _template, room], check=True)
    return room / "pg"


def _hear_ctrl_c() -> None:
    """Hear Ctrl-C, also where the tests themselves run in the background and were told not to."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


Keep = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def keep() -> Iterator[Keep]:
    """Start processes that keep a cluster in a folder; what is left of them is killed."""
    kept: list[subprocess.Popen[str]] = []

    def start(folder: Path, account: accounts.Account | None = None) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [python_for(account), "-c", KEEP, str(folder)],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_ctrl_c,
            **(account.options() if account else {}),
        )
        kept.append(process)
        return process

    yield start
    for process in kept:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def python_for(account: accounts.Account | None) -> str:
    """Find a Python that a user can run: one's own may be private."""
    if account is None or account.may("-x", Path(sys.executable)):
        return sys.executable
    shared = Path(f"/usr/bin/python3.{sys.version_info.minor}")
    if account.may("-x", shared) and account.may("-r", SOURCE):
        return str(shared)
    pytest.skip(f"{account.name} can reach no Python")


def first_line(process: "subprocess.Popen[str]") -> str:
    """Wait for what a keeper says first."""
    assert process.stdout
    return process.stdout.readline().strip()


def wait_until(done: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait for something to be so."""
    limit = time.monotonic() + seconds
    while not done():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def ask(found: cluster.Cluster, query: str, **place: str) -> object:
    """Give the first value of a query."""
    url = found.url(place.get("database", "postgres"), place.get("user", cluster.SUPERUSER))
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None
