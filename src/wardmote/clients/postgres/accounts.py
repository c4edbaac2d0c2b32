"""Decides as which user PostgreSQL runs: it refuses to run as root."""

import errno
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wardmote.rules import refusal

FALLBACKS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The user that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int

    @property
    def dropped(self) -> bool:
        """Whether this is another user than the one that runs Wardmote."""
        return self.uid != os.geteuid()

    def options(self) -> dict[str, Any]:
        """Give the options of subprocess that run a program as this user."""
        if not self.dropped:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, test: str, path: Path) -> bool:
        """Try `test -x path` (or -r, -w) as this user, so that every kind of permission counts."""
        command = ["/bin/sh", "-c", 'test "$0" "$1"', test, str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.options()).returncode == 0


def choose(folder: Path) -> Account:
    """Choose the user for a folder: oneself, or, as root, its owner, `postgres` or `nobody`.

    Raises: Missing where root finds no unprivileged user.
    """
    if os.geteuid() != 0:
        return _account(os.geteuid()) or Account(str(os.geteuid()), os.geteuid(), os.getegid())
    owner = _account(nearest(folder).stat().st_uid)
    if owner and owner.uid != 0:
        return owner
    for name in FALLBACKS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise refusal.Missing(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor a user "
        "nobody. Create one (useradd --system postgres), or run Wardmote as an ordinary user."
    )


def open_own(path: Path, account: Account, flags: int) -> int:
    """Open or make a private file of the account's, and give its file descriptor.

    As root in another user's folder: a link laid there must not lead to a file of root's.

    Raises: Conflict where the path is a link or no ordinary file.
    """
    try:
        handle = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _odd(path) from None
        raise
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        os.close(handle)
        raise _odd(path)
    if account.dropped:
        os.fchown(handle, account.uid, account.gid)
    return handle


def nearest(folder: Path) -> Path:
    """Give the folder itself or the nearest folder above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _odd(path: Path) -> refusal.Conflict:
    return refusal.Conflict(f"{path} is not the database's own file. Remove it, then start again.")


def _account(uid: int) -> Account | None:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
