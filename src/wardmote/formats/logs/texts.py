"""Text out of bytes: its encoding, and its lines, however long, torn or mixed they are.

Source: Unicode 16, 23.8 (byte order marks); WHATWG Encoding, windows-1252.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from wardmote.formats.logs import packing

LONGEST_LINE = 1024 * 1024
"""A longer line is not read. Units: bytes of UTF-8."""

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
NOTHING = "\ufeff\0 \t\r\n\x0c\x1a"


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a log that could not be read: from which line, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line, without its end. Shape: `whole` is false for a last line that has no end."""

    number: int
    text: str
    whole: bool = True


def encoding(head: bytes) -> str:
    """Name the encoding of a text by its mark or, without one, by what its bytes can be."""
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    sample = head[:4096]
    if sample[1::2].count(0) > 0.4 * len(sample) / 2 and sample[::2].count(0) < len(sample) / 40:
        return "utf-16-le"
    if sample[::2].count(0) > 0.4 * len(sample) / 2 and sample[1::2].count(0) < len(sample) / 40:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return "windows-1252" if _is_windows(head) else "utf-8"
    return "utf-8"


def decoded(head: bytes, name: str) -> str:
    """Decode the beginning of a file; a character that is cut at its end is left out."""
    made = codecs.getincrementaldecoder(_python(name))(errors="replace").decode(head)
    return made.removeprefix("\ufeff")


def lines(stream: BinaryIO, name: str, line_end: str = "\n") -> Iterator[Line | Unread]:
    """Give the lines of a text, numbered from 1, without those that hold nothing.

    Bytes that are not of the encoding become U+FFFD, and the line is given all the same.

    Cost: memory for the longest line that is read.
    """
    pieces = _in_utf8(_pieces(stream), name, line_end)
    number, rest, dropping = 0, b"", False
    broken = ""
    while True:
        try:
            piece = next(pieces)
        except StopIteration:
            break
        except packing.Broken as trouble:
            broken = str(trouble)
            break
        *full, rest = (rest + piece).split(b"\n") if not dropping else piece.split(b"\n")
        for one in full:
            number += 1
            if dropping or len(one) > LONGEST_LINE:
                dropping = False
                yield _too_long(number)
            elif line := _line(number, one):
                yield line
        if len(rest) > LONGEST_LINE:
            rest, dropping = b"", True
    if dropping:
        yield _too_long(number + 1)
    elif line := _line(number + 1, rest, whole=False):
        yield line
    if broken:
        yield Unread(number + 1, broken)


def _line(number: int, content: bytes, *, whole: bool = True) -> Line | Unread | None:
    text = content.decode("utf-8", "replace").removesuffix("\r")
    if number == 1:
        text = text.removeprefix("\ufeff")
    bare = text.strip(NOTHING)
    if not bare:
        return Unread(number, "it holds NUL bytes alone") if "\0" in text else None
    return Line(number, text.replace("\0", "").strip("\x1a"), whole)


def _too_long(number: int) -> Unread:
    return Unread(number, f"the line is longer than {LONGEST_LINE // 1024 // 1024} MB")


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(packing.PIECE):
        yield piece


def _in_utf8(pieces: Iterable[bytes], name: str, line_end: str) -> Iterator[bytes]:
    if name in ("utf-8", "utf-8-sig") and line_end != "\r":
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(_python(name))(errors="replace")
    for piece in pieces:
        text = decoder.decode(piece)
        yield (text.replace("\r", "\n") if line_end == "\r" else text).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _python(name: str) -> str:
    return "cp1252" if name == "windows-1252" else name


def _is_windows(head: bytes) -> bool:
    """Say whether bytes above 127 look like letters of Western Europe, not like torn UTF-8."""
    if re.search(rb"[\x81\x8d\x8f\x90\x9d]", head):
        return False
    valid = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", head))
    lone = len(re.findall(rb"[\x80-\xff]", re.sub(rb"[\xc2-\xf4][\x80-\xbf]+", b"", head)))
    return lone > valid
