"""Starts and stops a PostgreSQL of one's own in a private folder."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from wardmote.clients.postgres import accounts, binaries, guard, initial, leftovers, lock, places
from wardmote.rules import refusal

SUPERUSER = "postgres"
"""The cluster's first role; it can sign in over the private socket alone."""

DEFAULT_PORT = 5432
"""Names the socket too: one folder holds one cluster's socket, so the number need not differ."""

START_SECONDS = 120
"""How long PostgreSQL may take to be ready, recovery after a crash included."""

STOP_SECONDS = guard.FAST_SECONDS + 15


class Cluster:
    """One PostgreSQL in a private folder; nobody but its user and root can reach it.

    It listens on a socket in the folder. With a `port` it listens on 127.0.0.1 too, for roles
    with a password. Not `durable`: for tests, a power cut may lose everything. `programs` are
    found where none are given.
    """

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        *,
        durable: bool = True,
        programs: binaries.Binaries | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.port = port
        self.durable = durable
        self.programs = programs
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> places.Place:
        """Where the cluster lives and whose it is."""
        return places.find(self.folder)

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.place.home / "data"

    @property
    def log(self) -> Path:
        """What PostgreSQL says."""
        return self.place.home / "postgres.log"

    def url(self, database: str, user: str) -> str:
        """Give the address of a database for a role, for psycopg, Django and psql."""
        if self.port and user != SUPERUSER:
            secret = quote(self.password(user), safe="")
            return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{quote(database)}"
        folder = places.socket_folder(self.place, self._number)
        host = quote(str(folder), safe="")
        return f"postgresql://{user}@/{quote(database)}?host={host}&port={self._number}"

    def password(self, user: str) -> str:
        """Give a role's password, made at random when it is first asked for."""
        path = self.place.home / "passwords.json"
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if user not in known:
            known[user] = secrets.token_urlsafe(24)
            flags = os.O_WRONLY | os.O_TRUNC
            with os.fdopen(accounts.open_own(path, self.place.account, flags), "w") as file:
                json.dump(known, file)
        return str(known[user])

    def is_running(self) -> bool:
        """Say whether PostgreSQL runs here and takes connections, whoever started it."""
        found = leftovers.status(self.data)
        return found.state == "ready" and leftovers.is_ours(found.process, self.data)

    def start(self, *, tethered: bool = True) -> None:
        """Make the cluster where there is none, start it and wait until it takes connections.

        Tethered, it stops when this process ends, even by kill -9.

        Raises: Missing without PostgreSQL; Conflict where another runs it or it does not start;
        Forbidden where the folder is another user's.
        """
        place = places.settle(self.folder)
        handle = lock.take(place.home / "lock", place.account)
        try:
            self._start(place, handle, tethered)
        except BaseException:
            self._release()
            raise
        finally:
            os.close(handle)

    def stop(self) -> None:
        """Stop PostgreSQL, whoever started it, and wait until it is gone.

        Raises: Conflict where it does not stop.
        """
        if self._guard:
            self._release()
            return
        limit = time.monotonic() + STOP_SECONDS
        leftovers.end(self.data)
        while lock.is_held(self.place.home / "lock"):
            if time.monotonic() > limit:
                raise refusal.Conflict(
                    f"The database in {self.folder} does not stop. See {self.log}."
                )
            time.sleep(0.02)
            leftovers.end(self.data)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _number(self) -> int:
        return self.port or leftovers.status(self.data).port or DEFAULT_PORT

    def _start(self, place: places.Place, handle: int, tethered: bool) -> None:
        data = self.data
        leftovers.end(data)
        found = places.reachable(self.programs or binaries.find(initial.major(data)), place.account)
        if not data.exists():
            initial.make(found, place, handle, durable=self.durable)
        port = self.port or DEFAULT_PORT
        socket = places.make_socket_folder(place, port)
        leftovers.disown(data / "postmaster.pid", socket / f".s.PGSQL.{port}.lock")
        program = str(found.folder / "postgres")
        order = {
            "command": [program, "-D", str(data), *self._settings(socket, port)],
            "options": {"env": initial.environment(), **place.account.options()},
            "tethered": tethered,
        }
        limit = time.monotonic() + START_SECONDS
        while not self._try(order, place, handle, limit):
            time.sleep(0.1)
        if self._guard and not tethered:
            lock.sign(handle, self._guard.pid)

    def _try(
        self, order: dict[str, object], place: places.Place, handle: int, limit: float
    ) -> bool:
        said = initial.open_log(self.log, place.account)
        try:
            begin = os.fstat(said).st_size
            self._guard = subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__, json.dumps(order)],
                stdin=subprocess.PIPE if order["tethered"] else subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                pass_fds=(handle,),
                start_new_session=True,
                cwd="/",
            )
        finally:
            os.close(said)
        while not self.is_running():
            if self._guard.poll() is not None:
                self._release()
                words = initial.words_since(self.log, begin)
                if "still in use" in words and time.monotonic() < limit:
                    return False  # the old server's last processes are leaving
                raise initial.failure(self.log, words)
            if time.monotonic() > limit:
                raise initial.failure(self.log, initial.words_since(self.log, begin))
            time.sleep(0.01)
        return True

    def _release(self) -> None:
        if self._guard is None:
            return
        if self._guard.stdin:
            self._guard.stdin.close()
        if self._guard.poll() is None:
            self._guard.send_signal(signal.SIGTERM)
        self._guard.wait(STOP_SECONDS)
        self._guard = None

    def _settings(self, socket: Path, port: int) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1" if self.port else "",
            "port": str(port),
            "unix_socket_directories": str(socket),
            "unix_socket_permissions": "0700",
            **initial.SETTINGS,
            **({} if self.durable else initial.CARELESS),
        }
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
