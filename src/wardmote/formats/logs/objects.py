"""JSON: one object a line, or an array, or objects one after another; flattened to cells.

Source: RFC 8259; JSON Lines; Microsoft Graph, which puts an array under `value`.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from wardmote.formats.logs import packing, texts
from wardmote.formats.logs.texts import Line, Unread

LONGEST_WORD = 16
"""What is wrong this near to the end of a piece may only be cut, as `tru` of `true`."""

LARGEST = 16 * texts.LONGEST_LINE
DEEPEST = 40
ARRAYS = ("value", "Records", "records", "Events", "events", "data", "items", "results")
"""Keys under which makers put an array of events."""

_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False)
_NEXT = re.compile(r"\}\s*,?\s*(?=\{)")
_GAP = re.compile(r"[\s,\[\]]*")
_START = re.compile(r'\s*\{\s*(?:"@odata[^"]*"\s*:\s*"[^"]*"\s*,\s*)*"(\w+)"\s*:\s*\[')


def flat(value: Mapping[str, Any], several: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give what an object holds by path, as text; a list is written with its sign between.

    A key with dots and a key in a key are one path. `#text`, as tools write the text of an XML
    element, adds nothing to the path.
    """
    found: dict[str, list[str]] = {}
    _walk(value, "", found, 0)
    signs = several or {}
    return {path: (signs.get(path) or ",").join(values) for path, values in found.items()}


def _walk(value: object, path: str, found: dict[str, list[str]], depth: int) -> None:
    if isinstance(value, dict) and depth < DEEPEST:
        for key, inner in value.items():
            below = path if key == "#text" else f"{path}.{key}" if path else key
            _walk(inner, below, found, depth + 1)
    elif isinstance(value, list) and depth < DEEPEST:
        for inner in value:
            _walk(inner, path, found, depth + 1)
    elif isinstance(value, bool):
        found.setdefault(path, []).append("true" if value else "false")
    elif value is not None:
        text = value if isinstance(value, str) else json.dumps(value)
        found.setdefault(path, []).append(_encodable(text))


def _encodable(text: str) -> str:
    """Give a text without halves of characters, which JSON may hold and no encoding can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def parsed(text: str) -> dict[str, Any] | None:
    """Read one object; None where the text is none. Numbers stay as they are written."""
    try:
        value, end = _DECODER.raw_decode(text.strip())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and end == len(text.strip()) else None


def in_lines(
    found: Iterable[Line | Unread], *, wrapped: bool = False
) -> Iterator[tuple[int, dict[str, Any]] | Unread]:
    """Read one object a line; `wrapped` where something else, such as syslog, stands before."""
    for line in found:
        if isinstance(line, Unread):
            yield line
            continue
        start = line.text.find("{") if wrapped else 0
        value = parsed(line.text[start:]) if start >= 0 else None
        if value is not None:
            yield line.number, value
        elif line.text.strip() not in "[]{},":
            reason = "it is no JSON object" if line.whole else "the last line is not finished"
            yield Unread(line.number, reason)


def array_key(head: str) -> str | None:
    """Say under which key an array of events begins; empty for none; None where it is no JSON."""
    start = head.lstrip()[:1]
    if start not in ("{", "["):
        return None
    found = _START.match(head)
    return found[1] if found and found[1] in ARRAYS else ""


def in_array(
    stream: BinaryIO, encoding: str, key: str = ""
) -> Iterator[tuple[int, dict[str, Any]] | Unread]:
    """Read the objects of an array, or objects one after another, however they are laid out.

    Cost: memory for the largest object, and a quarter of a megabyte.
    """
    reader = _Objects(stream, encoding)
    if key:
        reader.skip_to_array()
    while True:
        at = reader.beginning()
        if not at:
            break
        value = reader.next_object()
        if value is not None:
            yield at, value
        else:
            finished = reader.more
            yield Unread(at, "it is no JSON object" if finished else "the file ends within it")
            if not reader.skip_broken():
                break
    if reader.broken:
        yield Unread(reader.line, reader.broken)


class _Objects:
    """A text that is read piece by piece, object by object."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.stream = stream
        name = "cp1252" if encoding == "windows-1252" else encoding
        self.decoder = codecs.getincrementaldecoder(name)(errors="replace")
        self.text, self.place, self.line, self.more, self.broken = "", 0, 1, True, ""

    def _read(self) -> bool:
        if not self.more:
            return False
        try:
            piece = self.stream.read(packing.PIECE)
        except packing.Broken as trouble:
            piece, self.broken = b"", str(trouble)
        self.text = self.text[self.place :] + self.decoder.decode(piece, final=not piece)
        self.place = 0
        self.more = bool(piece)
        return self.more

    def _go(self, place: int) -> None:
        self.line += self.text.count("\n", self.place, place)
        self.place = place

    def skip_to_array(self) -> None:
        self._read()
        found = _START.match(self.text)
        self._go(found.end() if found else 0)

    def beginning(self) -> int:
        """Go to the next object and give its line; 0 where there is none."""
        while True:
            gap = _GAP.match(self.text, self.place)
            self._go(gap.end() if gap else self.place)
            if self.text.startswith("\ufeff", self.place):
                self._go(self.place + 1)
                continue
            if self.place < len(self.text):
                # What closes the object around an array is the end.
                return 0 if self.text[self.place] == "}" else self.line
            if not self._read():
                return 0

    def next_object(self) -> dict[str, Any] | None:
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.place)
            except RecursionError:
                return None
            except ValueError as trouble:
                wrong = isinstance(trouble, json.JSONDecodeError) and (
                    trouble.pos < len(self.text) - LONGEST_WORD
                    and not trouble.msg.startswith("Unterminated")
                )
                if wrong or len(self.text) - self.place > LARGEST or not self._read():
                    return None
                continue
            self._go(end)
            return value if isinstance(value, dict) else None

    def skip_broken(self) -> bool:
        """Go on behind the next object that ends before another begins."""
        while not (found := _NEXT.search(self.text, self.place)):
            self._go(max(self.place, len(self.text) - 1))
            if not self._read():
                return False
        self._go(found.end())
        return True
