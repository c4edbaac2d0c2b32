"""What a STIX pattern says, as a tree.

Source: STIX 2.1, section 9.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Literal: TypeAlias = str | int | float | bool | bytes | datetime


class Every(StrEnum):
    """The step `[*]`: any element of a list."""

    ELEMENT = "*"


Step: TypeAlias = str | int | Every


class Operator(StrEnum):
    """How a value of an object is compared with what a pattern gives."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    IN = "IN"
    LIKE = "LIKE"
    MATCHES = "MATCHES"
    ISSUBSET = "ISSUBSET"
    ISSUPERSET = "ISSUPERSET"


ORDER = frozenset({Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST})
TEXTUAL = frozenset({Operator.LIKE, Operator.MATCHES, Operator.ISSUBSET, Operator.ISSUPERSET})


class Join(StrEnum):
    """How parts of a pattern go together; the last joins observations alone."""

    AND = "AND"
    OR = "OR"
    FOLLOWEDBY = "FOLLOWEDBY"


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands: the type of an object, then keys, indices and `[*]`."""

    type: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One test of the values at a path. Shape: a tuple of literals for IN, else one literal."""

    path: Path
    operator: Operator
    literal: Literal | tuple[Literal, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Exists:
    """That an object has, or with `negated` lacks, a value at a path."""

    path: Path
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Two or more tests of one object, joined by AND or by OR."""

    join: Join
    parts: tuple["Test", ...]


Test: TypeAlias = Comparison | Exists | Joined


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands between square brackets: one observation for which the test holds."""

    test: Test


@dataclass(frozen=True, slots=True)
class Within:
    """That all observations lie in a span. Units: seconds."""

    seconds: int | float


@dataclass(frozen=True, slots=True)
class Repeats:
    """That something is seen so many times, in different observations."""

    times: int


@dataclass(frozen=True, slots=True)
class Between:
    """That all observations lie from a start until before a stop."""

    start: datetime
    stop: datetime


Qualifier: TypeAlias = Within | Repeats | Between


@dataclass(frozen=True, slots=True)
class Qualified:
    """An expression with what must hold of its observations, in the order of writing."""

    expression: "Expression"
    qualifiers: tuple[Qualifier, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """Two or more expressions over different observations."""

    join: Join
    parts: tuple["Expression", ...]


Expression: TypeAlias = Seen | Qualified | Combined


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as a whole."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen together: from when to when, how often, and the objects by their ids."""

    first: datetime
    last: datetime
    objects: Mapping[str, Mapping[str, object]]
    count: int = 1
