"""Makes a cluster's data folder, and says in plain words why one does not start."""

import os
import shutil
import subprocess
from pathlib import Path

from wardmote.clients.postgres import accounts, binaries, places
from wardmote.rules import refusal

SETTINGS = {
    "shared_buffers": "128MB",
    "jit": "off",  # costs more than it saves on pages' short queries
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "password_encryption": "scram-sha-256",
}
"""PostgreSQL's settings for one small machine; all others keep PostgreSQL's defaults."""

CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings for tests: fast, and a power cut loses everything."""

LOG_BYTES = 10_000_000
"""A log longer than this is put aside at the next start; one old log is kept."""

CURES = (
    ("No space left on device", "The disk is full: free some space, then start again."),
    ("Address already in use", "Another program uses that port: choose another."),
    ("Permission denied", "PostgreSQL may not read or write a file of its own: see the log."),
    ("could not create shared memory", "The machine has too little memory for PostgreSQL."),
    ("does not exist", "The data folder is damaged: restore it from a backup."),
    ("PANIC", "The data folder is damaged: restore it from a backup."),
    ("is not a database cluster", "The data folder is damaged: restore it from a backup."),
    ("could not open file", "The data folder is damaged: restore it from a backup."),
    ("could not read", "The data folder is damaged: restore it from a backup."),
)


def major(data: Path) -> int | None:
    """Read which PostgreSQL made a data folder; None where there is no data folder yet.

    Raises: Conflict where the folder is damaged.
    """
    if not data.exists():
        return None
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except (OSError, ValueError):
        raise refusal.Conflict(
            f"{data} is damaged: it does not say which PostgreSQL made it. Restore it from a "
            f"backup, or remove {data} to begin with an empty database."
        ) from None


def make(found: binaries.Binaries, place: places.Place, lock: int, *, durable: bool) -> None:
    """Make an empty data folder, whole or not at all.

    Sorting goes by code point, so that it is the same on every machine and in every version.
    initdb holds the lock too: if we are killed, the next start waits until it has ended.

    Raises: Conflict where initdb fails, with what it said.
    """
    fresh = place.home / "data.new"
    if fresh.exists():
        shutil.rmtree(fresh)  # a start that was killed half-way
    command = [
        str(found.folder / "initdb"),
        f"--pgdata={fresh}",
        "--username=postgres",
        "--auth-local=trust",  # behind a folder that only its user may enter
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        "--text-search-config=english",
        *_locale(found),
        *([] if durable else ["--no-sync"]),
    ]
    answer = subprocess.run(
        command,
        check=False,
        cwd="/",
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(lock,),
        start_new_session=True,  # Ctrl-C reaches us, and we tidy up
        **place.account.options(),
    )
    if answer.returncode:
        words = answer.stdout.decode(errors="replace")
        raise refusal.Conflict(f"The database could not be made. {_cure(words)}\n{_tail(words)}")
    fresh.rename(place.home / "data")


def environment() -> dict[str, str]:
    """Give PostgreSQL's programs an environment without the caller's PG... settings."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def open_log(log: Path, account: accounts.Account) -> int:
    """Open the log to be written at its end, and give its file descriptor."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.rename(log.with_name(f"{log.name}.1"))
    return accounts.open_own(log, account, os.O_WRONLY | os.O_APPEND)


def words_since(log: Path, begin: int) -> str:
    """Read what was logged after a place in the log. Units: begin in bytes."""
    with log.open("rb") as file:
        file.seek(begin)
        return file.read(1_000_000).decode(errors="replace")


def failure(log: Path, words: str) -> refusal.Conflict:
    """Say why PostgreSQL did not start, with a cure where one is known and its last words."""
    return refusal.Conflict(
        f"The database did not start. {_cure(words)}\nThe last lines of {log}:\n{_tail(words)}"
    )


def _cure(words: str) -> str:
    return next((cure for sign, cure in CURES if sign in words), "").strip()


def _tail(words: str) -> str:
    lines = [line for line in words.splitlines() if line.strip()]
    return "\n".join(f"  {line[:500]}" for line in lines[-8:])


def _locale(found: binaries.Binaries) -> list[str]:
    if found.major >= 17:  # the first with locales of its own
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C", f"--lc-ctype={_letters()}"]


def _letters() -> str:
    """Name a locale of this machine that knows all letters, for upper and lower case."""
    try:
        answer = subprocess.run(["locale", "-a"], check=False, capture_output=True, text=True)  # noqa: S607
        known = set(answer.stdout.split())
    except OSError:  # musl has no such program and takes any name
        known = set()
    wanted = ("C.UTF-8", "C.utf8", "en_GB.UTF-8", "en_GB.utf8", "en_US.UTF-8", "en_US.utf8")
    return next((name for name in wanted if name in known), "C.UTF-8")
