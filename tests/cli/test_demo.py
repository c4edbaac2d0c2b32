"""`wardmote demo` and `wardmote serve` with real processes: started, refused, stopped and killed.

On the register of England, which loads fastest; what is loaded makes no difference here.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from wardmote.clients.postgres import cluster
from wardmote.clients.postgres import lock as keeping

SECONDS = 180
KEY = "only-for-tests-" * 4


class Demo:
    """A demonstration in a folder of its own, and what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder.with_name(f"{time.monotonic_ns()}.out")
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                command("demo", "--register", "england", "--folder", str(folder)),
                stdout=out,
                stderr=out,
                env=plain(),
                start_new_session=True,
            )

    def said(self) -> str:
        return self.out.read_text(encoding="utf-8")

    def address(self) -> str:
        """Wait until it is ready."""
        limit = time.monotonic() + SECONDS
        while "Ready: " not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < limit, self.said()
            time.sleep(0.05)
        last = self.said().splitlines()[-1]
        assert last.startswith("Ready: http://127.0.0.1:"), self.said()
        return last.removeprefix("Ready: ")

    def is_gone(self, seconds: float = 15) -> bool:
        """Wait until nothing of it is left: service, worker, database."""
        limit = time.monotonic() + seconds
        while left(self.folder) or keeping.is_held(home(self.folder) / "lock"):
            if time.monotonic() > limit:
                return False
            time.sleep(0.05)
        return True


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Demo]]:
    """Start a demonstration in the test's folder, as often as one likes; end all at the end."""
    started = []

    def one() -> Demo:
        started.append(Demo(tmp_path / "home"))
        return started[-1]

    yield one
    for demo in started:
        demo.process.kill()
        demo.process.wait()
    assert all(demo.is_gone(30) for demo in started)


def test_a_demonstration_starts_is_refused_twice_is_killed_and_starts_again(
    start: Callable[[], Demo],
) -> None:
    first = start()
    folder = first.folder
    address = first.address()
    assert answer(f"{address}/healthz") == "ok"

    second = subprocess.run(
        command("demo", "--register", "england", "--folder", str(folder)),
        capture_output=True,
        text=True,
        env=plain(),
        check=False,
    )
    assert (second.returncode, second.stdout, second.stderr) == (
        2,
        "",
        f"wardmote: A demonstration runs already, at {address}. "
        "Use it, or stop it by Ctrl-C first.\n",
    )

    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    again = start()  # at once, while what was left is still going
    assert answer(f"{again.address()}/healthz") == "ok"
    refuse_by_role(folder)

    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(30) == 0
    assert again.is_gone(), left(folder)

    third = start()
    assert answer(f"{third.address()}/healthz") == "ok"
    third.process.send_signal(signal.SIGKILL)
    third.process.wait()
    assert third.is_gone(), left(folder)


def refuse_by_role(folder: Path) -> None:
    """The service does not start as a role that sees around row security, or on old tables."""
    postgres = cluster.Cluster(folder / "postgres")
    for role in (cluster.SUPERUSER, "wm_owner"):
        code, said = serve(postgres.url("wardmote", role))
        assert code == 2
        assert said == (
            f"wardmote: The service may not run as {role!r}: row-level security would not bind it. "
            "Let WARDMOTE_DATABASE_URL sign in as wm_app (see: wardmote database sql).\n"
        )
    with psycopg.connect(postgres.url("wardmote", cluster.SUPERUSER)) as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'audit'")
        owner.commit()
        code, said = serve(postgres.url("wardmote", "wm_app"))
        assert (code, said) == (
            2,
            "wardmote: The database is not in step with this version. Run: wardmote migrate\n",
        )
        owner.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " SELECT 'audit', unnest(%s::text[]), now()",
            [migrations("audit")],
        )


def test_sigterm_while_it_starts_stops_all(start: Callable[[], Demo]) -> None:
    demo = start()
    limit = time.monotonic() + SECONDS
    while "Preparing" not in demo.said():
        assert time.monotonic() < limit, demo.said()
        time.sleep(0.05)
    demo.process.terminate()
    assert demo.process.wait(30) == 0
    assert "Ready" not in demo.said()
    assert demo.is_gone(), left(demo.folder)


@pytest.mark.parametrize(
    ("given", "cure"),
    [
        ({}, "WARDMOTE_DATABASE_URL is not set. Give the application's database URL."),
        (
            {"WARDMOTE_DATABASE_URL": "postgresql://wm_app@/none", "WARDMOTE_DEMO": "perhaps"},
            "WARDMOTE_DEMO must be yes or no.",
        ),
    ],
)
def test_wrong_settings_are_refused_before_anything_starts(
    given: dict[str, str], cure: str
) -> None:
    ended = subprocess.run(
        command("serve"),
        capture_output=True,
        text=True,
        env=plain() | {"WARDMOTE_SECRET_KEY": KEY} | given,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        2,
        "",
        f"wardmote: The settings do not work together:\n- {cure}\n",
    )


@pytest.mark.parametrize("name", ["serve", "worker", "migrate"])
def test_a_database_that_does_not_answer_is_said(name: str, tmp_path: Path) -> None:
    nowhere = f"postgresql://wm_app@/none?host={tmp_path}"
    ended = subprocess.run(
        command(name),
        capture_output=True,
        text=True,
        env=plain()
        | {"WARDMOTE_DATABASE_URL": nowhere, "WARDMOTE_OWNER_DATABASE_URL": nowhere}
        | {"WARDMOTE_SECRET_KEY": KEY},
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(
        "wardmote: The database does not answer. Check that it runs, and WARDMOTE_DATABASE_URL "
        "and WARDMOTE_OWNER_DATABASE_URL. It said: "
    )


def test_an_address_that_cannot_be_listened_on_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for bind in (f"127.0.0.1:{taken.getsockname()[1]}", "127.0.0.1:99999", "127.0.0.1:http"):
            code, said = serve("postgresql://wm_app@/none", bind)
            assert code == 2
            assert said.startswith(f"wardmote: The service cannot listen on {bind}: "), said
            assert said.endswith(". Give another address by --bind.\n")


def serve(url: str, bind: str = "127.0.0.1:0") -> tuple[int, str]:
    """Try to serve on a database; give the exit code and what was said."""
    ended = subprocess.run(
        command("serve", "--bind", bind),
        capture_output=True,
        text=True,
        env=plain() | {"WARDMOTE_DATABASE_URL": url, "WARDMOTE_SECRET_KEY": KEY},
        check=False,
        timeout=SECONDS,
    )
    return ended.returncode, ended.stderr


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "wardmote.cli", *words]


def plain() -> dict[str, str]:
    """Give an environment without settings of ours."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WARDMOTE_", "DJANGO_", "COV_"))
    }


def answer(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        return str(response.read().decode())


def home(folder: Path) -> Path:
    return cluster.Cluster(folder / "postgres").place.home


def left(folder: Path) -> list[str]:
    """List living processes whose settings or words name the folder's database (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        marks = (str(folder), str(home(folder)), str(home(folder)).replace("/", "%2F"))
        if int(process.name) != os.getpid() and any(os.fsencode(mark) in words for mark in marks):
            found.append(words.replace(b"\0", b" ").decode(errors="replace")[:200])
    return found


def migrations(room: str) -> list[str]:
    folder = Path(__file__).parents[2] / "src/wardmote/server" / room / "migrations"
    return sorted(path.stem for path in folder.glob("0*.py"))
