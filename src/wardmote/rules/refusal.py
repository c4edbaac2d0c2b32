"""The one way in which Wardmote says no.

A refusal is safe to show to anyone and says what to do. Anything else that is raised is a
fault: it is logged once and never shown.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Why something was refused; each door translates a kind once."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    CONFLICT = "conflict"


class Refusal(Exception):
    """A request that is turned down, with a message that says what to do."""

    kind = Kind.INVALID

    def __init__(self, message: str, *, field: str = "", line: int = 0, source: str = "") -> None:
        self.message = message
        self.field = field
        self.line = line
        self.source = source
        super().__init__(str(self))

    def __str__(self) -> str:
        """Give the message, led by `source:line: ` where the trouble lies in a file."""
        place = ":".join(str(part) for part in (self.source, self.line) if part)
        return f"{place}: {self.message}" if place else self.message


class Invalid(Refusal):
    """The input is wrong; the message says how to mend it."""


class Forbidden(Refusal):
    """The person is known here, but may not do this."""

    kind = Kind.FORBIDDEN


class Missing(Refusal):
    """There is no such thing, or none that this person may know of."""

    kind = Kind.MISSING


class Conflict(Refusal):
    """The thing has moved on since it was read, or is in a state that does not allow this."""

    kind = Kind.CONFLICT
