"""Finds when an expression over several events is met, reading them once in the order of time.

The twin of `rules.patterns.matching.sightings`, for events that each have one moment. Of all
ways in which a part is met by now, only the one that begins last matters: whatever is asked of
order and time, a shorter span passes wherever a longer one does. So each part keeps the last
beginning for each end. That leaves out that each event counts once; where one event can stand
for two parts, the clear search looks again.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import combinations, count, product
from typing import TypeAlias

from wardmote.rules.patterns import matching, values
from wardmote.rules.patterns.values import Join, Operator
from wardmote.rules.refusal import Invalid

MOST_KEPT = 300
"""Events that the clear search looks at together before it gives up."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Event: TypeAlias = tuple[int, Sequence[bool]]
"""When an event was, in microseconds since 1970, and which leaves of the expression it meets."""


def sightings(expression: values.Expression, events: Sequence[Event]) -> list[tuple[int, int]]:
    """Give when an expression was met, from when to when; events come in the order of time.

    Raises: Invalid, where one event stands for two parts and too many have to be tried.
    """
    clashes = list(_clashes(expression))
    exact = not _repeats_many(expression) and not any(
        seen[one] and seen[other] for _, seen in events for one, other in clashes
    )
    found = []
    root, kept, met = _part(expression, count()), list[Event](), False
    for at, seen in events:
        begin = root.feed(at, seen)
        met = met or begin is not None
        if not exact:
            kept = _still_near(expression, kept, at)
            kept.append((at, seen))
            begin = _looked_again(expression, kept) if met else None
        if begin is not None:
            found.append((begin, at))
            root, kept, met = _part(expression, count()), [], False
    return found


def leaves(expression: values.Expression) -> Iterator[values.Test]:
    """Give what stands in square brackets, in the order in which events say of it."""
    if isinstance(expression, values.Seen):
        yield expression.test
    elif isinstance(expression, values.Qualified):
        yield from leaves(expression.expression)
    else:
        for part in expression.parts:
            yield from leaves(part)


def moment(micros: int) -> datetime:
    """Give a time from its microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=micros)


def _is_single(expression: values.Expression) -> bool:
    """Say whether one event is always enough to meet an expression."""
    if isinstance(expression, values.Seen):
        return True
    if isinstance(expression, values.Combined):
        return expression.join == Join.OR and all(map(_is_single, expression.parts))
    once = not any(
        isinstance(each, values.Repeats) and each.times > 1 for each in expression.qualifiers
    )
    return once and _is_single(expression.expression)


def _part(expression: values.Expression, numbers: Iterator[int]) -> "Part":
    if isinstance(expression, values.Seen):
        return Leaf(next(numbers))
    if isinstance(expression, values.Combined):
        parts = [_part(each, numbers) for each in expression.parts]
        if expression.join == Join.FOLLOWEDBY:
            return reduce(Then, parts)
        return Either(parts) if expression.join == Join.OR else Both(parts)
    part = _part(expression.expression, numbers)
    single = _is_single(expression.expression)
    for qualifier in expression.qualifiers:
        if not isinstance(qualifier, values.Repeats):
            part = Bounded(part, qualifier)
        elif single and qualifier.times > 1:
            part, single = Often(part, qualifier.times), False
    return part


def _repeats_many(expression: values.Expression) -> bool:
    """Say whether what takes several events must be met several times."""
    if isinstance(expression, values.Seen):
        return False
    if isinstance(expression, values.Combined):
        return any(map(_repeats_many, expression.parts))
    repeats = [each for each in expression.qualifiers if isinstance(each, values.Repeats)]
    most = 1 if _is_single(expression.expression) else 0
    many = sum(each.times > 1 for each in repeats) > most
    return many or _repeats_many(expression.expression)


def _clashes(expression: values.Expression) -> Iterator[tuple[int, int]]:
    """Give the pairs of leaves that may not both take the same event."""

    def within(part: values.Expression, first: int) -> Iterator[tuple[int, int]]:
        if isinstance(part, values.Qualified):
            yield from within(part.expression, first)
        elif isinstance(part, values.Combined):
            groups = []
            for each in part.parts:
                yield from within(each, first)
                groups.append(range(first, first + sum(1 for _ in leaves(each))))
                first = groups[-1].stop
            if part.join != Join.OR:
                for one, other in combinations(groups, 2):
                    yield from product(one, other)

    return within(expression, 0)


def _still_near(expression: values.Expression, kept: list[Event], at: int) -> list[Event]:
    """Leave out events that are too long ago for an expression that says how long it may take."""
    limits = expression.qualifiers if isinstance(expression, values.Qualified) else ()
    spans = [each.seconds for each in limits if isinstance(each, values.Within)]
    if spans:
        kept = [each for each in kept if (at - each[0]) / 1_000_000 <= min(spans)]
    if len(kept) >= MOST_KEPT:
        raise Invalid(
            "In this log one event stands for two parts of this pattern too often. Make the "
            "parts differ, or let it take less time."
        )
    return kept


def _looked_again(expression: values.Expression, kept: list[Event]) -> int | None:
    """Ask the clear search where the shortest span begins that ends with the last event."""
    observations = [
        values.Observation(
            moment(at), moment(at), {"0": {"type": "event", "leaf": list(map(bool, seen))}}
        )
        for at, seen in kept
    ]
    pattern = values.Pattern(_numbered(expression, count()))
    length = matching.shortest(pattern, observations, regex=lambda _, __: False)
    return kept[-length][0] if length else None


def _numbered(expression: values.Expression, numbers: Iterator[int]) -> values.Expression:
    """Ask of each leaf whether the event says that it meets it."""
    if isinstance(expression, values.Seen):
        path = values.Path("event", ("leaf", next(numbers)))
        return values.Seen(values.Comparison(path, Operator.EQUAL, True))
    if isinstance(expression, values.Qualified):
        return replace(expression, expression=_numbered(expression.expression, numbers))
    return replace(expression, parts=tuple(_numbered(each, numbers) for each in expression.parts))


class Part:
    """A part of an expression, with the spans in which it was met: ends, and last beginnings."""

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.begins: list[int] = []

    def feed(self, at: int, seen: Sequence[bool]) -> int | None:
        """Read one event, and give the beginning of a span that ends with it, if that is news."""
        begin = self.met(at, seen)
        if begin is None or (self.begins and self.begins[-1] >= begin):
            return None
        self.ends.append(at)
        self.begins.append(begin)
        return begin

    def met(self, at: int, seen: Sequence[bool]) -> int | None:
        """Give the last beginning of a span that ends with this event."""
        raise NotImplementedError

    def once(self, at: int, seen: Sequence[bool]) -> bool:
        """Say whether this event alone meets the part."""
        raise NotImplementedError

    def before(self, moment: int) -> int | None:
        """Give the last beginning of a span that ended by a moment."""
        place = bisect_right(self.ends, moment)
        return self.begins[place - 1] if place else None


class Leaf(Part):
    """One event."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def met(self, at: int, seen: Sequence[bool]) -> int | None:
        """Give the moment of the event."""
        return at if seen[self.number] else None

    def once(self, at: int, seen: Sequence[bool]) -> bool:
        """Say whether the event is this one."""
        return seen[self.number]


class Either(Part):
    """Any of several parts."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self.parts = parts

    def met(self, at: int, seen: Sequence[bool]) -> int | None:
        """Give the last beginning of any part."""
        begins = [part.feed(at, seen) for part in self.parts]
        return max((begin for begin in begins if begin is not None), default=None)

    def once(self, at: int, seen: Sequence[bool]) -> bool:
        """Say whether any part is met."""
        return any(part.once(at, seen) for part in self.parts)


class Both(Part):
    """All of several parts, in any order."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self.parts = parts

    def met(self, at: int, seen: Sequence[bool]) -> int | None:
        """Give the earliest of the parts' last beginnings, once all are met."""
        news = [part.feed(at, seen) for part in self.parts]
        if all(new is None for new in news) or not all(part.begins for part in self.parts):
            return None
        return min(part.begins[-1] for part in self.parts)


class Then(Part):
    """A part that is followed by another."""

    def __init__(self, first: Part, second: Part) -> None:
        super().__init__()
        self.first = first
        self.second = second

    def met(self, at: int, seen: Sequence[bool]) -> int | None:
        """Join the second with the last first that ended before it."""
        first, second = self.first.feed(at, seen), self.second.feed(at, seen)
        found = None if second is None else self.first.before(second)
        at_once = first if self.second.begins[-1:] == [at] else None
        return max((each for each in (found, at_once) if each is not None), default=None)


class Often(Part):
    """A part that one event meets, so many times."""

    def __init__(self, part: Part, times: int) -> None:
        super().__init__()
        self.part = part
        self.last: deque[int] = deque(maxlen=times)

    def met(self, at: int, seen: Sequence[bool]) -> int | None:
        """Count what is met; the span begins with the first of the last so many."""
        if not self.part.once(at, seen):
            return None
        self.last.append(at)
        return self.last[0] if len(self.last) == self.last.maxlen else None


class Bounded(Part):
    """A part whose span must not be too long, or must lie between two moments."""

    def __init__(self, part: Part, limit: values.Within | values.Between) -> None:
        super().__init__()
        self.part = part
        self.limit = limit

    def met(self, at: int, seen: Sequence[bool]) -> int | None:
        """Let a span through that keeps to the limit."""
        begin = self.part.feed(at, seen)
        return begin if begin is not None and self._keeps(begin, at) else None

    def once(self, at: int, seen: Sequence[bool]) -> bool:
        """Say whether the event meets the part and keeps to the limit."""
        return self.part.once(at, seen) and self._keeps(at, at)

    def _keeps(self, begin: int, end: int) -> bool:
        if isinstance(self.limit, values.Within):
            return (end - begin) / 1_000_000 <= self.limit.seconds
        return self.limit.start <= moment(begin) and moment(end) < self.limit.stop
