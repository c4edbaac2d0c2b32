"""Puts conditions of SQL together, each with texts of which one must be there where it holds.

Source: Sigma specification 2.1: a field that is missing is equal to nothing, so that NOT of a
comparison with it is true.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHORTEST_NEEDLE = 4
"""Shorter texts stand nearly everywhere, and are no help in finding an event."""

_WIDEST = 32
"""Operands that stand side by side, so that long lists do not make deep trees."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A text in small letters, and the number of the column in which it must stand."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition.

    Shape: where it holds, one of the needles stands in its column; None where none is known.
    `same` is the column and the constant of a plain comparison, for lists of IN.
    """

    sql: str
    needles: frozenset[Needle] | None = None
    same: tuple[str, str] | None = None


def all_of(parts: Sequence[Predicate]) -> Predicate:
    """Join with AND; the needles are those that promise the fewest events."""
    known = [part.needles for part in parts if part.needles is not None]
    return Predicate(
        _joined("AND", [part.sql for part in parts]), max(known, key=_promise, default=None)
    )


def any_of(parts: Sequence[Predicate]) -> Predicate:
    """Join with OR; there are needles only where every part has some."""
    lists: dict[str, list[str]] = {}
    for part in parts:
        if part.same:
            lists.setdefault(part.same[0], []).append(part.same[1])
    sqls = [part.sql for part in parts if not part.same]
    sqls += (f"({column} IN ({', '.join(wanted)}))" for column, wanted in lists.items())
    needles: frozenset[Needle] | None = frozenset()
    for part in parts:
        needles = None if needles is None or part.needles is None else needles | part.needles
    return Predicate(_joined("OR", sqls), needles)


def none_of(part: Predicate) -> Predicate:
    """Turn round: true where the condition is false or cannot be told."""
    return Predicate(f"({part.sql} IS NOT TRUE)")


def needles_of(column: int, pieces: Iterable[str]) -> frozenset[Needle] | None:
    """Choose the longest text among those that must all be in a column."""
    runs = [run for piece in pieces for run in _ascii_runs(piece)]
    longest = max(runs, key=len, default="")
    if len(longest) < SHORTEST_NEEDLE:
        return None
    return frozenset({Needle(column, longest.lower())})


def _promise(needles: frozenset[Needle]) -> tuple[int, int]:
    return min(min((len(each.text) for each in needles), default=99), 12), -len(needles)


def _joined(word: str, sqls: Sequence[str]) -> str:
    if not sqls:
        return "true" if word == "AND" else "false"
    while len(sqls) > _WIDEST:
        groups = (sqls[at : at + _WIDEST] for at in range(0, len(sqls), _WIDEST))
        sqls = [f"({f' {word} '.join(group)})" for group in groups]
    return sqls[0] if len(sqls) == 1 else f"({f' {word} '.join(sqls)})"


def _ascii_runs(piece: str) -> list[str]:
    """Split where small letters are not the same everywhere."""
    return "".join(each if each.isascii() else "\0" for each in piece).split("\0")
