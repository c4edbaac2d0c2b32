"""Follows files that grow, are renamed, packed, or copied and cut: each byte once.

A file is known by its inode, by its first bytes and by those before the position that was
reached. So a copy of one that was cut goes on where that was, and what took its place begins anew.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from wardmote.formats.logs import packing
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place
from wardmote.rules.hunting.values import Reader
from wardmote.rules.refusal import Refusal

EDGE = 4_096
"""Bytes at the beginning, and before the position, by which a file is known."""
PIECE = 64_000_000
"""How much of a file is searched at a time. Units: bytes, unpacked."""
QUIET = timedelta(hours=1)
"""After this, a last line that has no end is taken as it is."""
FIELDS = b"#Fields:"
TEXT = (Reader.DELIMITED, Reader.JSON_LINES, Reader.PATTERN, Reader.PAIRS)


@dataclass(frozen=True, slots=True)
class Followed:
    """A file and how far it has been read.

    Shape: `position` is in the unpacked text; `size` is that of the file as it lies there;
    `fields` is the last line of the W3C format that named the columns; `waits` where the file
    begins as another does, so that it may be a copy that is being made.
    """

    device: int
    inode: int
    path: str
    head: str = ""
    tail: str = ""
    position: int = 0
    size: int = 0
    written: datetime | None = None
    fields: bytes = b""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole lines of a file, and the file as it is once they are read."""

    data: bytes
    after: Followed


@dataclass(frozen=True, slots=True)
class Located:
    """Where files are now, each with how far it was read; `gone` are places that were left."""

    files: tuple[tuple[Place, Followed], ...]
    gone: tuple[Followed, ...]


def located(places: Sequence[Place], known: Sequence[Followed]) -> Located:
    """Say of each file how far it has been read; one that must wait is told as waiting.

    What begins as a file that is still there may be its copy, just before that is cut. It waits
    for a round, and is then taken for a file of its own.
    """
    by_inode = {(each.device, each.inode): each for each in known}
    files: list[tuple[Place, Followed]] = []
    taken: set[Followed] = set()
    strange = []
    for place in places:
        identity = _identity(place.path)
        before = by_inode.get(identity)
        if before and not before.waits and is_start(place.path, before):
            taken.add(before)
            files.append((place, replace(before, path=place.name)))
        else:
            strange.append((place, identity, bool(before and before.waits)))
    intact = frozenset(taken)
    for place, (device, inode), has_waited in strange:
        begins = [each for each in known if each.position and is_start(place.path, each)]
        origin = max(begins, key=lambda each: (each not in taken, each.position), default=None)
        new = Followed(device, inode, place.name, size=place.size, written=place.written)
        if origin and origin not in taken:
            taken.add(origin)
            new = replace(origin, device=device, inode=inode, path=place.name)
        elif origin in intact and not has_waited:
            new = replace(new, waits=True)
        files.append((place, new))
    return Located(tuple(files), tuple(taken - intact))


def is_start(path: Path, before: Followed) -> bool:
    """Tell whether a file begins with what was read of another, or of itself before."""
    try:
        return edges(path, before.position) == (before.head, before.tail)
    except (OSError, EOFError, packing.Broken, Refusal):
        return False


def edges(path: Path, position: int) -> tuple[str, str]:
    """Digest the beginning of a file, and what lies before a position.

    Raises: EOFError, where the file is shorter.
    """
    with packing.opened(path) as stream:
        head = _exactly(stream, min(EDGE, position))
        _skip(stream, max(EDGE, position - EDGE) - EDGE)
        tail = _exactly(stream, max(0, min(EDGE, position - EDGE)))
    return hashlib.sha256(head).hexdigest(), hashlib.sha256(tail).hexdigest()


def is_followed(look: Look) -> bool:
    """Tell whether a log is read line by line; others are taken whole, once they rest."""
    dialect = look.dialect
    return (
        look.kind.reader in TEXT
        and dialect.array is None
        and dialect.compression != "zip"
        and not dialect.encoding.startswith("utf-16")
        and dialect.line_end != "\r"
    )


def has_news(place: Place, known: Followed, *, now: datetime) -> bool:
    """Tell whether a file has changed, or has a last line without an end that is now taken."""
    if not known.position or (known.size, known.written) != (place.size, place.written):
        return True
    with packing.opened(place.path) as stream:
        is_plain = stream.seekable()
    return is_plain and known.position < place.size and now - place.written > QUIET


def pieces(place: Place, known: Followed, look: Look, *, now: datetime) -> Iterator[Piece]:
    """Give what is new in a file: whole lines, but for the last of one that is packed or rests."""
    is_over = bool(look.dialect.compression) or now - place.written > QUIET
    with packing.opened(place.path) as stream:
        _skip(stream, known.position)
        rest = b""
        while True:
            read = stream.read(PIECE)
            rest += read
            end = rest.rfind(b"\n") + 1
            if not read and is_over:
                end = len(rest)
            elif not end and len(rest) > PIECE:
                end = len(rest)  # no log has such a line
            if end:
                known = _moved(place, known, rest[:end])
                yield Piece(rest[:end], known)
                rest = rest[end:]
            if not read:
                return


def header(place: Place, look: Look, known: Followed) -> bytes:
    """Give the lines that must stand before a piece, so that it is understood as the file is."""
    if not known.position:
        return b""
    if look.kind.name == "w3c":
        return known.fields
    with packing.opened(place.path) as stream:
        text = stream.read(EDGE * 16)
    return b"".join(text.splitlines(keepends=True)[: look.dialect.header_lines])


def ended(place: Place, known: Followed) -> Followed:
    """Give a file that was taken whole: it is known by its beginning alone."""
    with packing.opened(place.path) as stream:
        return _moved(place, known, stream.read(EDGE))


def _moved(place: Place, known: Followed, data: bytes) -> Followed:
    position = known.position + len(data)
    head, tail = edges(place.path, position)
    fields = known.fields
    at = data.rfind(FIELDS)
    if at == 0 or (at > 0 and data[at - 1 : at] == b"\n"):
        fields = data[at:].partition(b"\n")[0] + b"\n"
    return replace(
        known,
        head=head,
        tail=tail,
        position=position,
        size=place.size,
        written=place.written,
        fields=fields,
    )


def _skip(stream: BinaryIO, count: int) -> None:
    if stream.seekable():
        stream.seek(count, os.SEEK_CUR)
        return
    while count > 0:
        read = len(stream.read(min(count, 1 << 20)))
        if not read:
            raise EOFError
        count -= read


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = b""
    while len(data) < count:
        read = stream.read(count - len(data))
        if not read:
            raise EOFError
        data += read
    return data


def _identity(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return state.st_dev, state.st_ino
