"""JSON and YAML as a tree that knows its lines, and that a hostile file cannot blow up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from wardmote.rules.frameworks import readings
from wardmote.rules.refusal import Invalid

MOST_BYTES = 20_000_000
MOST_NODES = 200_000
MOST_DEPTH = 60

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)")


@dataclass(slots=True)
class Node:
    """One value and the line on which it starts.

    Shape: `size` counts the values below it, those reached by an alias each time anew.
    """

    line: int
    value: "str | list[Node] | dict[str, Node]"
    plain: bool = False
    size: int = 1

    @property
    def text(self) -> str:
        """Give a scalar on one line; empty for null and for anything else."""
        if not isinstance(self.value, str) or (self.plain and self.value in ("null", "~")):
            return ""
        return readings.clean(self.value)

    @property
    def items(self) -> "list[Node]":
        """Give the items of a list, or the values of a mapping, in order."""
        if isinstance(self.value, dict):
            return list(self.value.values())
        return self.value if isinstance(self.value, list) else []

    @property
    def pairs(self) -> "dict[str, Node]":
        """Give the keys and values of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def get(self, *path: str) -> "Node":
        """Follow keys down; an empty node on the last line known where there is none."""
        node = self
        for key in path:
            node = node.pairs.get(key) or Node(node.line, "")
        return node


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being read."""

    node: Node
    anchor: str | None
    key: Node | None = None


def read(data: bytes, source: str) -> Node:
    """Read JSON or YAML.

    Raises: Invalid, for a file that is malformed, over 20 MB, too deep, or grows by aliases.
    Cost: about 0.1 s for 150 kB.
    """
    try:
        return _Builder(source).build(yaml.parse(_text(data, source), Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        reason = error.problem or error.context or "it cannot be read"
        raise Invalid(
            f"This is not valid JSON or YAML: {reason}.", line=line, source=source
        ) from None
    except yaml.reader.ReaderError as error:
        raise Invalid(f"This is not valid JSON or YAML: {error.reason}.", source=source) from None


def _text(data: bytes, source: str) -> str:
    """Decode, and turn what only JSON allows into what YAML reads the same."""
    if len(data) > MOST_BYTES:
        raise Invalid(
            f"The file has {len(data) / 1e6:.0f} MB; the most that is read is 20 MB.", source=source
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("The file is not in UTF-8. Save it as UTF-8.", source=source) from None
    if text.lstrip()[:1] in ("{", "["):
        text = text.replace("\t", " ")
        if "\\u" in text:
            text = _SURROGATES.sub(_pair, text)
    return text


def _pair(match: re.Match[str]) -> str:
    """Join the two halves by which JSON writes a character beyond the first 65,536."""
    try:
        high, low = int(match[2], 16), int(match[3], 16)
    except ValueError:
        return match[0]
    return match[1] + f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


class _Builder:
    """Builds the tree from events, without recursion."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.count = 0

    def build(self, events: Iterator[Event]) -> Node:
        for event in events:
            if isinstance(event, NodeEvent):
                self._count(event)
            if isinstance(event, ScalarEvent):
                plain = bool(event.implicit[0]) and not event.style
                self._close(Node(self._line(event), event.value, plain), event.anchor)
            elif isinstance(event, SequenceStartEvent):
                self._open(Node(self._line(event), []), event.anchor)
            elif isinstance(event, MappingStartEvent):
                self._open(Node(self._line(event), {}), event.anchor)
            elif isinstance(event, CollectionEndEvent):
                done = self.stack.pop()
                self._close(done.node, done.anchor)
            elif isinstance(event, AliasEvent):
                self._close(self._alias(event), None)
        return self.root or Node(1, "")

    def _open(self, node: Node, anchor: str | None) -> None:
        self.stack.append(_Open(node, anchor))
        if len(self.stack) > MOST_DEPTH:
            self._refuse(f"It is nested more than {MOST_DEPTH} deep.", node.line)

    def _close(self, node: Node, anchor: str | None) -> None:
        """Hand a finished node to the list or mapping around it."""
        if anchor:
            self.anchors[anchor] = node
        if not self.stack:
            if self.root is not None:
                self._refuse("It holds more than one document.", node.line)
            self.root = node
            return
        above = self.stack[-1]
        above.node.size += node.size
        if above.node.size > MOST_NODES:
            self._refuse(f"It holds more than {MOST_NODES:,} values.", node.line)
        if isinstance(above.node.value, list):
            above.node.value.append(node)
        elif isinstance(above.node.value, dict):
            self._pair(above, node, above.node.value)

    def _pair(self, above: _Open, node: Node, pairs: dict[str, Node]) -> None:
        if above.key is None:
            if not isinstance(node.value, str):
                self._refuse("A key must be text.", node.line)
            above.key = node
            return
        key = str(above.key.value)
        if key in pairs:
            self._refuse(f"{key[:40]!r} is there twice.", above.key.line)
        pairs[key] = node
        above.key = None

    def _alias(self, event: AliasEvent) -> Node:
        name = event.anchor or ""
        node = self.anchors.get(name)
        if node is None:
            self._refuse(f"*{name[:40]} stands for nothing above it.", self._line(event))
        return node

    def _count(self, event: NodeEvent) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            self._refuse(f"It holds more than {MOST_NODES:,} values.", self._line(event))

    def _line(self, event: Event) -> int:
        return event.start_mark.line + 1 if event.start_mark else 0

    def _refuse(self, message: str, line: int) -> NoReturn:
        raise Invalid(message, line=line, source=self.source)
