"""What differs between two states of an answer, told so that a person can follow it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from uuid import UUID

WORD = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 3_000
"""Above this many words and gaps, texts are compared line by line, so that cost stays small."""

SITTING = timedelta(minutes=30)
"""Saves of one person with no longer pause between them are one sitting in a history."""


class Kind(StrEnum):
    """What became of a passage."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that was kept, added or taken out."""

    kind: Kind
    text: str


def passages(before: str, after: str) -> tuple[Passage, ...]:
    """Lay out what was kept, taken out and added from one text to another, in reading order.

    Shape: the kept and removed passages together are `before`, the kept and added ones `after`.
    Source: difflib's matching blocks, on words; house rule that each change can be read.
    """
    old, new = _pieces(before, after)
    found: list[Passage] = []
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > MOST_WORDS)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            found.append(Passage(Kind.SAME, "".join(old[start:end])))
            continue
        if start < end:
            found.append(Passage(Kind.REMOVED, "".join(old[start:end])))
        if new_start < new_end:
            found.append(Passage(Kind.ADDED, "".join(new[new_start:new_end])))
    return tuple(found)


def _pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return before.splitlines(keepends=True), after.splitlines(keepends=True)
    return old, new


@dataclass(frozen=True, slots=True)
class Save:
    """One save: which version, by whom and when."""

    version: int
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """Consecutive saves of one person; `before` is the version that they began from."""

    before: int
    version: int
    by: UUID | None
    began_at: datetime
    ended_at: datetime

    @property
    def saves(self) -> int:
        """Count the saves."""
        return self.version - self.before


def sittings(saves: Iterable[Save]) -> tuple[Sitting, ...]:
    """Put saves together that one person made in one go, newest first.

    Shape: `saves` may come in any order; versions have no gaps.
    Source: a page that saves as one goes makes many versions that are one change to a reader.
    """
    found: list[Sitting] = []
    for save in sorted(saves, key=lambda each: each.version):
        last = found[-1] if found else None
        if last and last.by == save.by and save.at - last.ended_at <= SITTING:
            found[-1] = Sitting(last.before, save.version, last.by, last.began_at, save.at)
        else:
            found.append(Sitting(save.version - 1, save.version, save.by, save.at, save.at))
    return tuple(reversed(found))
