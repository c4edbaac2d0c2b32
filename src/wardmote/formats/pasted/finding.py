"""Finds every indicator in a text: an email with defanged values, a report, a table, a list."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from wardmote.formats.pasted import clearing, telling
from wardmote.rules.hunting.packs import LeftOut
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind
from wardmote.rules.refusal import Invalid

MOST_CHARACTERS = 10_000_000
LONGEST_SHOWN = 200

_WORD = re.compile(r"""[^\s<>"'`|\x00-\x1f\u201c\u201d\u2018\u2019\u00ab\u00bb]+""")
_SCHEME_BACKWARDS = re.compile(r"[a-z0-9+.-]{1,12}\Z", re.I)
_NEXT_PAGE = re.compile(r"[,;](?=[a-z]{3,5}://)", re.I)
_SEPARATORS = re.compile(r"[,;]|\]\(")
_ADDRESS_6 = re.compile(r"\[[0-9a-f:.]{2,45}\]", re.I)
_LEADING = "([{*~#-\u2022=:,;.!?"
_TRAILING = "([{)]}.,;:!?*~\u2026"


@dataclass(frozen=True, slots=True)
class Seen:
    """An indicator where it was found first.

    Shape: `value` is as `rules.indicators.writing` writes it, `stood` as the text has it; line
    and column count from 1. `defanged` says that its writer made it safe to pass on, which is
    a sign that it is meant as an indicator and not as a source.
    """

    kind: Kind
    value: str
    stood: str
    line: int
    column: int
    defanged: bool


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found, in the order of the text, each value once; and what was not taken."""

    indicators: tuple[Seen, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Text:
    """A text while it is read, and what was found so far."""

    stood: str
    clear: str
    commas_part: bool
    breaks: list[int]
    seen: dict[tuple[Kind, str], Seen] = field(default_factory=dict)
    doubtful: dict[str, tuple[Seen, str]] = field(default_factory=dict)
    doubtful_alone: set[str] = field(default_factory=set)
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    sure_alone: int = 0


def found(text: str) -> Found:
    """Find all indicators in a text.

    A name that may be a file's as well, such as `run.sh`, is taken where it is defanged, called a
    domain, or stands alone on its line among lines of which at least as many are surely domains.
    Raises: Invalid, for a text of more than ten million characters.
    Cost: about a second for each million words.
    """
    if len(text) > MOST_CHARACTERS:
        raise Invalid(f"The text has more than {MOST_CHARACTERS:,} characters. Send it in parts.")
    clear = clearing.cleared(text)
    breaks = [each.start() for each in re.finditer("\n", text)]
    reading = _Text(text, clear, _is_table(clear), breaks)
    for word in _WORD.finditer(clear):
        if len(word[0]) >= 32 or "." in word[0] or ":" in word[0]:
            for start, end in _pieces(clear, word.start(), word.end(), reading.commas_part):
                _take(reading, start, end)
    _settle(reading)
    in_order = sorted(reading.seen.values(), key=lambda each: (each.line, each.column))
    return Found(tuple(in_order), tuple(reading.left_out.values()))


def _pieces(text: str, start: int, end: int, commas_part: bool) -> Iterator[tuple[int, int]]:
    """Part a word at commas and the like; a comma belongs to a page's address but in a table."""
    while start < end:
        at = text.find("://", start, end)
        if at < 0:
            yield from _parted(text, start, end)
            return
        scheme = _SCHEME_BACKWARDS.search(text[max(start, at - 12) : at])
        first = at - len(scheme[0]) if scheme else at
        yield from _parted(text, start, first)
        stop = _SEPARATORS if commas_part else _NEXT_PAGE
        last = stop.search(text, at, end)
        yield first, last.start() if last else end
        start = last.end() if last else end


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for part in _SEPARATORS.finditer(text, start, end):
        yield start, part.start()
        start = part.end()
    yield start, end


def _take(reading: _Text, start: int, end: int) -> None:
    start, end = _trimmed(reading.clear, start, end)
    if end - start < 4:
        return
    plain = reading.clear[start:end]
    if not plain.isascii():
        plain = writing.refanged(plain)
    stood = reading.stood[start:end]
    defanged = clearing.was_defanged(stood)
    told = telling.tell(plain, _before(reading, start), defanged)
    if told is None:
        return
    if told.label and len(plain) == len(stood):
        start, stood = start + told.label, stood[told.label :]
    shown = stood if len(stood) <= LONGEST_SHOWN else stood[: LONGEST_SHOWN - 3] + "..."
    line, column = _place(reading, start)
    if told.kind is None:
        reading.left_out.setdefault(shown, LeftOut(told.doubt, shown, line))
        return
    seen = Seen(told.kind, told.value, shown, line, column, defanged)
    alone = told.kind is Kind.DOMAIN and _is_alone(reading, start, end)
    if told.doubt:
        reading.doubtful.setdefault(seen.value, (seen, told.doubt))
        if alone:
            reading.doubtful_alone.add(seen.value)
    elif (seen.kind, seen.value) not in reading.seen:
        reading.sure_alone += alone
        reading.seen[seen.kind, seen.value] = seen


def _settle(reading: _Text) -> None:
    """Decide on what may be a file's name: in a list of domains it is a domain."""
    likely = reading.sure_alone >= max(1, len(reading.doubtful_alone))
    for value, (seen, doubt) in reading.doubtful.items():
        if likely and value in reading.doubtful_alone:
            reading.seen.setdefault((seen.kind, value), seen)
        elif (seen.kind, value) not in reading.seen:
            reading.left_out.setdefault(seen.stood, LeftOut(doubt, seen.stood, seen.line))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the marks around a value; a bracket that was opened within it stays."""
    while start < end and _is_around(text[start], _LEADING):
        if text.startswith(("*.", "::"), start) or _ADDRESS_6.match(text, start):
            break
        start += 1
    closed = text.count(")", start, end) - text.count("(", start, end)
    while start < end and _is_around(text[end - 1], _TRAILING):
        if text[end - 1] == ")":
            if closed <= 0:
                break
            closed -= 1
        end -= 1
    return start, end


def _is_around(mark: str, marks: str) -> bool:
    return mark in marks or bool(writing.ZERO_WIDTH.match(mark))


def _before(reading: _Text, start: int) -> str:
    """Give what stands before a place on its line, as far as labels reach."""
    near = reading.clear[max(0, start - 24) : start]
    return near[near.rfind("\n") + 1 :].lower()


def _is_alone(reading: _Text, start: int, end: int) -> bool:
    clear = reading.clear
    line = bisect_right(reading.breaks, start)
    first = reading.breaks[line - 1] + 1 if line else 0
    last = reading.breaks[line] if line < len(reading.breaks) else len(clear)
    if last - first > end - start + 10:
        return False
    around = clear[first:start] + clear[end:last]
    return not around.strip(" \t\r-*\u2022,;.\"'<>" + clearing.FILLER)


def _place(reading: _Text, start: int) -> tuple[int, int]:
    line = bisect_right(reading.breaks, start - 1) if start else 0
    first = reading.breaks[line - 1] + 1 if line else 0
    return line + 1, start - first + 1


def _is_table(text: str) -> bool:
    """Say whether the first lines have the same number of commas, or of semicolons."""
    lines = [line for line in text[:20_000].split("\n")[:50] if line.strip()]
    return len(lines) > 1 and any(
        len({line.count(mark) for line in lines}) == 1 and mark in lines[0] for mark in ",;"
    )
