"""Deals with what a killed PostgreSQL left behind, and harms no foreign process."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from wardmote.rules import refusal

NOBODY = 2_147_483_646
"""A process number that no system gives out."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a PostgreSQL wrote down about itself when it started."""

    process: int = 0
    port: int = 0
    state: str = ""


def status(data: Path) -> Status:
    """Read `postmaster.pid`; its state is "ready" when PostgreSQL takes connections.

    Source: PostgreSQL, src/include/utils/pidfile.h: lines 1, 4 and 8.
    """
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        state = lines[7].strip() if len(lines) > 7 else ""
        return Status(int(lines[0]), int(lines[3]), state)
    except (FileNotFoundError, IndexError, ValueError):
        return Status()


def is_ours(process: int, data: Path) -> bool:
    """Say whether a living process is the PostgreSQL of this data folder."""
    if process <= 0:
        return False
    if Path("/proc/self/cmdline").exists():
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return words[1:3] == [b"-D", os.fsencode(data)]
    answer = subprocess.run(
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(process)], capture_output=True, check=False
    )
    return b"-D " + os.fsencode(data) + b" " in answer.stdout


def is_alive(process: int) -> bool:
    """Say whether a process runs: one that has ended and waits to be noticed does not."""
    if process <= 0:
        return False
    try:
        said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return exists(process)
    return said.rpartition(")")[2].split()[0] not in "ZX"


def exists(process: int) -> bool:
    """Say whether a process has this number, even one that has ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end(data: Path) -> None:
    """Stop a PostgreSQL that runs on this data folder without a guard.

    Raises: Conflict where it does not stop.
    """
    process = status(data).process
    for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10)):
        if not is_ours(process, data):
            return
        os.kill(process, number)
        limit = time.monotonic() + seconds
        while is_ours(process, data) and time.monotonic() < limit:
            time.sleep(0.02)
    if is_ours(process, data):
        raise refusal.Conflict(
            f"An older PostgreSQL (process {process}) holds {data} and does not stop. "
            "End it, then start again."
        )


def disown(*files: Path) -> None:
    """Clear a foreign process's number from lock files that a killed PostgreSQL left.

    PostgreSQL does not start while that process lives. The file itself stays: by its other lines
    PostgreSQL makes sure that no old process still uses its memory.
    """
    for file in files:
        try:
            handle = os.open(file, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        with os.fdopen(handle, "r+b") as opened:
            process, _, rest = opened.read(10_000).partition(b"\n")
            if process.strip().isdigit() and exists(int(process)):
                opened.seek(0)
                opened.write(b"%d\n%s" % (NOBODY, rest))
                opened.truncate()
