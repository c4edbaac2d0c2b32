"""What looking at a file finds: its kind, and the dialect in which it is written."""

from dataclasses import dataclass
from enum import StrEnum

from wardmote.rules.hunting.values import Column, LogKind


class Hurdle(StrEnum):
    """What a faster reader must master beside plain text, to read a file as `reading` does.

    `SEVERAL` and `REWRITTEN` lie in single columns, `JSON_LISTS` in columns of JSON; all others
    in the file as a whole.
    """

    ARRAY = "array"
    CHANGING_COLUMNS = "changing_columns"
    ENCODING = "encoding"
    INSIDE = "inside"
    JSON_LISTS = "json_lists"
    LINE_ENDS = "line_ends"
    PAIRS = "pairs"
    RECORDS = "records"
    REWRITTEN = "rewritten"
    SEVERAL = "several"
    WRAPPED = "wrapped"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How this very file is written.

    Shape: `encoding` is `utf-8`, `utf-8-sig`, `utf-16-le`, `utf-16-be` or `windows-1252`;
    `compression` is empty, `gzip`, `zstd` or `zip`; `line_end` is that of the first lines, or
    `mixed`. For text with columns `header_lines` go before the first record, `names` are the
    columns from left to right, and `quote` may be empty. For JSON `array` is None for one object
    a line, else the key of the array or empty, and `wrapped` says that a syslog header or the like
    stands before each object.
    """

    encoding: str = "utf-8"
    compression: str = ""
    line_end: str = "\n"
    delimiter: str = ""
    quote: str = ""
    header_lines: int = 0
    names: tuple[str, ...] = ()
    array: str | None = None
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is.

    Shape: `kind` has the columns and the clocks as they are in this very file; `confidence` is
    from 0 to 1; `why` is a sentence; `runner_up` names the kind it could be as well, if any.
    """

    kind: LogKind
    confidence: float
    dialect: Dialect
    why: str
    runner_up: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Give the columns that were found, and those that the kind may have besides."""
        return self.kind.columns


@dataclass(frozen=True, slots=True)
class Unknown:
    """That a file is no log that can be read, and why; safe to show."""

    reason: str
