"""Which kinds of log the beginning of a file could be, and how far each is to be trusted.

Source: each kind in `data/logs` says by which signs it is known.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, cast

from wardmote.formats.logs import delimited, kinds, objects, sentences, texts
from wardmote.formats.logs.delimited import Record
from wardmote.formats.logs.dialects import Dialect
from wardmote.formats.logs.texts import Line, Unread
from wardmote.rules.hunting.values import LogKind, Reader

MOST_ROWS = 400
"""How many lines are looked at."""

LEAST = 0.1
"""Less than this share of lines of a kind, and it is not that kind."""

GENERAL = {
    "pairs": 0.6,
    "zeek-any": 0.9,
    "zeek-any-json": 0.9,
    "ecs": 0.9,
    "windows-flat": 0.95,
    "json": 0.5,
    "table": 0.7,
}
"""Kinds that fit what others fit too, and how far they are trusted against those."""

HEADLESS = 0.45
"""How far a text with columns and no header is trusted."""

WRAPPINGS = ("", "_source", "_raw")
"""Keys under which collectors put the event."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file: unpacked, and in lines that are whole."""

    head: bytes
    text: str
    lines: tuple[Line, ...]
    dialect: Dialect
    until: datetime

    def stream(self) -> BinaryIO:
        """Open the beginning, to be read as a file is."""
        return cast(BinaryIO, io.BytesIO(self.head))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kind that a file could be. Shape: `confidence` is from 0 to 1; `why` is a sentence."""

    kind: LogKind
    dialect: Dialect
    confidence: float
    why: str


def sample(head: bytes, *, until: datetime, compression: str = "") -> Sample:
    """Take the beginning of a file apart into lines, and find its encoding and line ends."""
    encoding = texts.encoding(head)
    text = texts.decoded(head, encoding)
    feeds, both = text.count("\n"), text.count("\r\n")
    line_end = "\n" if not both else "\r\n" if both == feeds else "mixed"
    if "\r" in text and not feeds:
        line_end = "\r"
    stream = cast(BinaryIO, io.BytesIO(head))
    found = texts.lines(stream, encoding, line_end)
    lines = [line for line in found if isinstance(line, Line)]
    if len(lines) > 1 and not lines[-1].whole:
        lines.pop()
    dialect = Dialect(encoding=encoding, compression=compression, line_end=line_end)
    return Sample(head, text, tuple(lines[:MOST_ROWS]), dialect, until)


def candidates(sample: Sample) -> Iterator[Candidate]:
    """Name the kinds that a file could be, in no order."""
    found = list(_json(sample))
    yield from found
    if not found:
        yield from _by_pattern(sample)
        yield from _delimited(sample)


def _json(sample: Sample) -> Iterator[Candidate]:
    values, share, dialect = _objects(sample)
    if not values:
        return
    for inside in WRAPPINGS:
        inner = [value.get(inside) for value in values] if inside else values
        flats = [objects.flat(each) for each in inner if isinstance(each, dict)]
        for kind in kinds.kinds():
            if kind.reader is Reader.JSON_LINES and kind.signs:
                fits = sum(all(sign in each for sign in kind.signs) for each in flats)
                yield from _enough(replace(kind, inside=inside), dialect, share, fits / len(values))
    inside = "_source" if isinstance(values[0].get("_source"), dict) else ""
    general = replace(kinds.OBJECTS, inside=inside)
    why = "It is JSON of no kind that is known by name."
    yield Candidate(general, dialect, share * GENERAL[general.name], why)


def _objects(sample: Sample) -> tuple[list[dict[str, Any]], float, Dialect]:
    """Give the objects of JSON, with the share of lines that hold one, and how they are laid."""
    lines, dialect = [line.text for line in sample.lines], sample.dialect
    whole = [value for text in lines if (value := objects.parsed(text))]
    key = objects.array_key(sample.text)
    if len(whole) >= len(lines) / 2 and not key:
        return whole, len(whole) / len(lines), dialect
    if key is not None:
        read = objects.in_array(sample.stream(), dialect.encoding, key)
        found = [each[1] for each in read if not isinstance(each, Unread)]
        return found[:MOST_ROWS], 1.0, replace(dialect, array=key)
    after = [value for text in lines if (value := objects.parsed(text[text.find("{") :]))]
    if len(after) > len(lines) / 2:
        return after, len(after) / len(lines), replace(dialect, wrapped=True)
    return [], 0.0, dialect


def _by_pattern(sample: Sample) -> Iterator[Candidate]:
    for kind in kinds.kinds():
        if kind.reader not in (Reader.PATTERN, Reader.PAIRS):
            continue
        lines, dialect = sample.lines, sample.dialect
        take = sentences.taker(kind)
        if kind.reader is Reader.PATTERN and any(sign in lines[0].text for sign in kind.signs):
            first = next((line.number for line in lines if take(line.text)), 1)
            dialect = replace(dialect, header_lines=first - 1)
            lines = tuple(line for line in lines if line.number >= first)
        fits = sum(bool(take(line.text)) for line in lines)
        yield from _enough(kind, dialect, 1.0, fits / len(lines))


def _delimited(sample: Sample) -> Iterator[Candidate]:
    within = [each for line in sample.lines if (each := delimited.fields(line.text))]
    if within:
        yield from _with_fields(sample, within[0])
        return
    lines = list(sample.lines)
    if lines[0].text.lower().startswith("sep=") and len(lines[0].text) == 5:
        lines = lines[1:]
    sign, share = delimited.delimiter(lines)
    if not sign:
        return
    rows = [each for each in delimited.records(lines, sign) if isinstance(each, Record)]
    at = delimited.header(rows)
    usual = max(len(row.cells) for row in rows)
    names = delimited.named(rows[at].cells if at is not None else [""] * usual)
    header_lines = 0 if at is None else rows[at].line
    dialect = replace(
        sample.dialect, delimiter=sign, quote='"', names=names, header_lines=header_lines
    )
    for kind in kinds.kinds():
        headed = kind.reader is Reader.DELIMITED and kind.signs and not kind.comment
        if headed and set(kind.signs) <= set(names):
            why = "Its header has the columns of this kind."
            yield Candidate(replace(kind, delimiter=sign), dialect, share, why)
    why = "Its header names columns." if names and at is not None else "It has no header."
    table = replace(kinds.TABLE, delimiter=sign)
    trust = GENERAL[table.name] if at is not None else HEADLESS
    yield Candidate(table, dialect, share * trust, why)


def _with_fields(sample: Sample, names: tuple[str, ...]) -> Iterator[Candidate]:
    zeek = any(line.text.startswith("#fields") for line in sample.lines)
    for kind in kinds.kinds():
        if kind.reader is not Reader.DELIMITED or not kind.comment:
            continue
        if (kind.delimiter == "\t") is not zeek:
            continue
        share = sum(sign in names for sign in kind.signs) / len(kind.signs)
        if share < 1 and kind.name not in ("w3c", "zeek-any"):
            continue
        dialect = replace(
            sample.dialect,
            delimiter=kind.delimiter,
            quote="" if zeek else '"',
            names=names,
            header_lines=_comments(sample, kind.comment),
        )
        confidence = max(share, 0.5) * GENERAL.get(kind.name, 1.0)
        yield Candidate(kind, dialect, confidence, "A line of it names its fields.")


def _comments(sample: Sample, comment: str) -> int:
    count = 0
    for line in sample.lines:
        if not line.text.startswith(comment):
            break
        count = line.number
    return count


def _enough(kind: LogKind, dialect: Dialect, parsed: float, share: float) -> Iterator[Candidate]:
    if share >= LEAST:
        why = f"{share:.0%} of its first lines are of this kind."
        confidence = parsed * share * GENERAL.get(kind.name, 1.0)
        yield Candidate(kind, dialect, confidence, why)
