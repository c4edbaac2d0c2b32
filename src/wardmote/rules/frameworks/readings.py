"""What a file says of a framework, and what is wrong with it.

Source: the formats in which the NCSC Cyber Assessment Framework is passed around: each is a list
of statements by outcome, column and position.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wardmote.rules.frameworks.values import Framework, Level


class Fault(StrEnum):
    """What is wrong with a statement of a file."""

    MISSING = "missing"
    SURPLUS = "surplus"
    DUPLICATE = "duplicate"
    MISPLACED = "misplaced"
    UNKNOWN = "unknown"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TWO_TEXTS = "two_texts"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Row:
    """One statement in one column, as a file has it.

    Shape: `position` is 0 where the file does not number its statements; then order counts.
    """

    outcome: str
    level: str
    position: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and the line of the file to look at."""

    fault: Fault
    message: str
    line: int
    outcome: str = ""
    statement: str = ""


@dataclass(frozen=True)
class Reading:
    """What a file says, whatever its format.

    Shape: `ref` is empty where the file does not say which framework it holds; `framework` is
    there where the format holds a whole framework; `note` says what the format cannot hold.
    """

    format: str
    ref: str
    title: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    framework: Framework | None = None
    note: str = ""


@dataclass(frozen=True)
class Report:
    """How a file compares with the known shape of one framework.

    Shape: `matched` of `expected` places in columns are filled; `published` of them hold the
    published text word for word and `differing` name those that do not, where there is a
    published text to compare with; `texts` maps statement codes to the file's texts; `known` is
    False where there are no counts to compare with, and only the form was checked.
    """

    framework: str
    format: str
    known: bool
    expected: int
    matched: int
    published: int
    differing: tuple[str, ...]
    problems: tuple[Problem, ...]
    note: str = ""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def complete(self) -> bool:
        """Say whether the file may be loaded: each place filled once, and nothing else."""
        return not self.problems and self.matched == self.expected


def clean(text: str) -> str:
    """Put a text on one line, without characters that do not print.

    Those could hide words from a reader or command a terminal.
    """
    shown = "".join(each for each in text if each.isprintable() or each.isspace())
    return " ".join(shown.split())


def plain(name: str) -> str:
    """Write a name so that case and signs between its words do not matter."""
    return "_".join(re.findall(r"[a-z0-9]+", name.casefold()))


def levels(framework: Framework) -> dict[str, Level]:
    """Find levels by their codes, titles and short names, each in its plain form."""
    return {
        plain(name): level
        for level in framework.levels
        for name in (level.code, level.title, level.short)
    }


def level_names(framework: Framework) -> str:
    """List the levels as a file may name them."""
    return ", ".join(f"{level.short} ({level.title})" for level in framework.levels)
