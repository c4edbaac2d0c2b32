"""Lets one keeper at a time run a cluster, and says who it is."""

import fcntl
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from wardmote.clients.postgres import accounts, leftovers
from wardmote.rules import refusal

PATIENCE_SECONDS = 30
"""How long to wait for a PostgreSQL whose keeper was killed: it is stopping."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs the cluster: the guard, and the process that it is tied to (0: none)."""

    guard: int = 0
    keeper: int = 0


def take(path: Path, account: accounts.Account) -> int:
    """Take the lock for this process, and give its file descriptor.

    Raises: Conflict where another living Wardmote runs this cluster.
    """
    handle = accounts.open_own(path, account, os.O_RDWR)
    limit = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            found = holder(path)
            alive = leftovers.is_alive(found.keeper or found.guard) if found != Holder() else False
            if alive or time.monotonic() > limit:
                os.close(handle)
                raise _taken(path, found) from None
            time.sleep(0.05)
    sign(handle, Holder(0, os.getpid()))
    return handle


def sign(handle: int, found: Holder) -> None:
    """Write down who holds the lock."""
    text = json.dumps({"guard": found.guard, "keeper": found.keeper}).encode()
    os.pwrite(handle, text, 0)
    os.ftruncate(handle, len(text))


def holder(path: Path) -> Holder:
    """Read who held the lock last."""
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return Holder()


def is_held(path: Path) -> bool:
    """Say whether anybody holds the lock."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _taken(path: Path, found: Holder) -> refusal.Conflict:
    who = f"process {found.keeper or found.guard}"
    return refusal.Conflict(
        f"The database in {path.parent} is already running ({who}). Use that one, or stop it "
        "first: wardmote database stop."
    )
