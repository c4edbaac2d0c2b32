"""Finds logs: files, folders, patterns of names and standard input, to a list of places."""

import glob
import os
import shutil
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from wardmote.formats.logs import packing
from wardmote.rules.hunting.printing import printable
from wardmote.rules.refusal import Invalid, Refusal

STANDARD_INPUT = "-"
HEAD = 4096
MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a log is.

    Shape: `name` is what a person calls it; `member` is a file within a zip; `written` is when
    it was last written, in UTC. Units: `size` in bytes, as it lies there, packed or not.
    """

    name: str
    path: Path
    size: int
    written: datetime
    member: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was asked for and cannot be searched, with the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where logs are, in the order asked for, and what was left out."""

    places: tuple[Place, ...]
    skipped: tuple[Skipped, ...]


def find(names: Iterable[str], *, standard_input: Place | None = None) -> Found:
    """List the logs that these names lead to; a folder is searched to its bottom.

    Shape: `-` stands for `standard_input`, which `kept` makes.
    """
    places: list[Place] = []
    skipped: list[Skipped] = []
    seen: set[str] = set()
    for name in names:
        for path, called in _paths(name, standard_input, skipped):
            real = os.path.realpath(path)
            if real in seen:
                skipped.append(Skipped(called, "named before"))
                continue
            seen.add(real)
            for each in _places(path, called):
                (places if isinstance(each, Place) else skipped).append(each)  # type: ignore[arg-type]
    return Found(
        tuple(replace(each, name=printable(each.name)) for each in places),
        tuple(replace(each, name=printable(each.name)) for each in skipped),
    )


def kept(stream: BinaryIO, folder: Path, *, now: datetime) -> Place:
    """Keep what comes in on standard input in a folder, so that it can be read twice.

    Raises: Invalid, where the folder has no room.
    """
    path = folder / "standard-input"
    try:
        path.touch(mode=0o600)
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file)
    except OSError as trouble:
        raise Invalid(f"Standard input cannot be kept: {trouble.strerror}.") from trouble
    return Place("standard input", path, path.stat().st_size, now)


def _paths(
    name: str, standard_input: Place | None, skipped: list[Skipped]
) -> Iterator[tuple[Path, str]]:
    if name == STANDARD_INPUT:
        if standard_input:
            yield standard_input.path, standard_input.name
        else:
            skipped.append(Skipped(name, "standard input is not open"))
        return
    path = Path(name)
    try:
        exists = path.exists()
    except PermissionError:
        skipped.append(Skipped(name, "you may not read it"))
        return
    except (OSError, ValueError):
        exists = False
    if exists and path.is_dir():
        yield from ((each, str(each)) for each in _below(path, skipped))
    elif exists or path.is_symlink():
        yield path, name
    else:
        matching = _matching(name)
        if not matching:
            skipped.append(Skipped(name, "there is no such file"))
        for each in matching:
            yield from _paths(each, None, skipped)


def _matching(name: str) -> list[str]:
    # Path.glob knows no patterns that begin at the root.
    return sorted(glob.glob(name, recursive=True)) if "\0" not in name else []  # noqa: PTH207


def _below(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    def trouble(error: OSError) -> None:
        skipped.append(Skipped(str(error.filename), _why(error)))

    for place, folders, files in os.walk(folder, onerror=trouble):
        folders.sort()
        linked = [Path(place) / name for name in folders if (Path(place) / name).is_symlink()]
        skipped += [
            Skipped(str(each), "a link to a folder: name it to search it") for each in linked
        ]
        yield from (Path(place) / name for name in sorted(files))


def _places(path: Path, name: str) -> Iterator[Place | Skipped]:
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            yield Skipped(name, f"{_sort(state.st_mode)}, no file")
            return
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as trouble:
        yield Skipped(name, _why(trouble))
        return
    written = datetime.fromtimestamp(state.st_mtime, UTC)
    why_not = packing.binary(head) if head else "empty"
    if why_not:
        yield Skipped(name, why_not)
    elif packing.packing(head) == "zip":
        yield from _members(path, name, written)
    else:
        yield Place(name, path, state.st_size, written)


def _members(path: Path, name: str, written: datetime) -> Iterator[Place | Skipped]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as trouble:
        yield Skipped(name, f"a damaged zip ({trouble})")
        return
    if any(each.filename == "[Content_Types].xml" for each in members):
        yield Skipped(name, "an Office file: save it as CSV")
        return
    if len(members) > MOST_MEMBERS:
        yield Skipped(name, f"a zip of more than {MOST_MEMBERS:,} files: unpack it first")
        return
    for each in members:
        called = f"{name}/{each.filename}"
        reason = _refused(path, each)
        if reason:
            yield Skipped(called, reason)
        else:
            yield Place(called, path, each.compress_size, written, each.filename)


def _refused(path: Path, member: zipfile.ZipInfo) -> str:
    if member.flag_bits & 1:
        return "locked with a password: unpack it first"
    if not member.file_size:
        return "empty"
    most = max(packing.FREE_BYTES, member.compress_size * packing.MOST_TIMES)
    if member.file_size > most:
        return "it grows beyond measure when unpacked"
    try:
        with packing.opened(path, member.filename) as content:
            head = content.read(HEAD)
    except Refusal as refusal:
        return refusal.message
    except packing.Broken as broken:
        return str(broken)
    if packing.packing(head):
        return "packed within a zip: unpack it first"
    if head.startswith((packing.EVTX, packing.PARQUET)):
        return "within a zip: unpack it first"
    return packing.binary(head)


def _sort(mode: int) -> str:
    if stat.S_ISSOCK(mode):
        return "a socket"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a device"


def _why(trouble: OSError | ValueError) -> str:
    if isinstance(trouble, PermissionError):
        return "you may not read it"
    if isinstance(trouble, OSError) and trouble.strerror:
        return trouble.strerror[:1].lower() + trouble.strerror[1:]
    return "it cannot be read"
