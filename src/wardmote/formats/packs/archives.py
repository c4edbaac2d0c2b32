"""Gives the files of a folder or a zip, within bounds."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from wardmote.formats.packs.gathering import Gathering
from wardmote.rules.refusal import Invalid

MOST_BYTES = 300_000_000
MOST_UNPACKED_BYTES = 1_000_000_000
MOST_FILES = 20_000
STATE = "state.json"
"""What a fetch notes about itself beside its pages."""
PART = ".part"
"""A page that was not yet whole when the fetch was stopped."""

TOO_BIG = f"The file has more than {MOST_BYTES / 1e6:.0f} MB, which is too big to read."


def contents(path: Path) -> bytes:
    """Give what a file holds.

    Raises: Invalid.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Invalid(f"The file cannot be read: {error.strerror}.", source=path.name) from None
    if len(data) > MOST_BYTES:
        raise Invalid(TOO_BIG, source=path.name)
    return data


def parts(path: Path, gathering: Gathering) -> Iterator[tuple[str, bytes]] | None:
    """Give the files of a folder or a zip in the order of their names; None for a single file.

    A file that cannot be read is left out, and said.
    Raises: Invalid, where there are too many, or they unpack to too much.
    """
    if path.is_dir():
        return _folder(path, gathering)
    try:
        with path.open("rb") as file:
            packed = file.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise Invalid(f"The file cannot be read: {error.strerror}.", source=path.name) from None
    return _archive(path, gathering) if packed else None


def _folder(folder: Path, gathering: Gathering) -> Iterator[tuple[str, bytes]]:
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and path.name != STATE
        and path.suffix != PART
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if len(files) > MOST_FILES:
        raise Invalid(f"The folder has more than {MOST_FILES:,} files.", source=folder.name)
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            yield name, contents(path)
        except Invalid as refused:
            gathering.source = name
            gathering.leave(refused.message)


def _archive(path: Path, gathering: Gathering) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            unpacked = sum(each.file_size for each in members)
            if len(members) > MOST_FILES or unpacked > MOST_UNPACKED_BYTES:
                raise Invalid(
                    f"The archive unpacks to {unpacked / 1e6:,.0f} MB in {len(members):,} files, "
                    "which is too much to read.",
                    source=path.name,
                )
            for member in sorted(members, key=lambda each: each.filename):
                data = _member(archive, member, gathering)
                if data is not None:
                    yield member.filename, data
    except zipfile.BadZipFile:
        raise Invalid("The archive is broken. Pack it again.", source=path.name) from None


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, gathering: Gathering
) -> bytes | None:
    gathering.source = member.filename
    if member.flag_bits & 1:
        gathering.leave("It is locked with a password. Unpack the archive first.")
        return None
    try:
        with archive.open(member) as file:
            data = file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        gathering.leave(f"It cannot be unpacked: {error}.")
        return None
    except Exception:  # what unpackers raise for broken data is their own
        gathering.leave("It cannot be unpacked: its data is broken.")
        return None
    if len(data) > MOST_BYTES:
        gathering.leave(TOO_BIG)
    elif data[:4] == b"PK\x03\x04":
        gathering.leave("It is an archive within an archive. Unpack it first.")
    else:
        return data
    return None
