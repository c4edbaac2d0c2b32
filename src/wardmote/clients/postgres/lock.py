"""Lets one keeper at a time run a cluster, and says who it is."""

import fcntl
import os
import re
import time
from pathlib import Path

from wardmote.clients.postgres import accounts, leftovers
from wardmote.rules import refusal

PATIENCE_SECONDS = 30
"""How long to wait for a PostgreSQL whose keeper was killed: it is stopping."""

DYING_SECONDS = 0.5
"""How long a keeper that was just killed may still look alive."""


def take(path: Path, account: accounts.Account) -> int:
    """Take the lock for this process, and give its file descriptor.

    Raises: Conflict where another living Wardmote runs this cluster.
    """
    handle = accounts.open_own(path, account, os.O_RDWR)
    begin = time.monotonic()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            keeper = holder(path)
            patience = DYING_SECONDS if leftovers.is_alive(keeper) else PATIENCE_SECONDS
            if time.monotonic() - begin > patience:
                os.close(handle)
                raise _taken(path, keeper) from None
            time.sleep(0.05)
    sign(handle, os.getpid())
    return handle


def sign(handle: int, keeper: int) -> None:
    """Write down which process the cluster depends on."""
    text = b"%d\n" % keeper
    os.pwrite(handle, text, 0)
    os.ftruncate(handle, len(text))


def holder(path: Path) -> int:
    """Read which process held the lock last; 0 where it does not say."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return 0
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


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


def _taken(path: Path, keeper: int) -> refusal.Conflict:
    return refusal.Conflict(
        f"The database in {path.parent} is already running (process {keeper}). Use that one, or "
        "stop it first: wardmote database stop."
    )
