"""Says whether a pattern matches what was observed: the clear answer, that faster ones follow.

Source: STIX 2.1, sections 9.3 and 9.4: each expression in square brackets takes an observation of
its own, and one that was seen several times can be taken as often.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmote.rules.patterns import comparing, testing, values
from wardmote.rules.patterns.values import Join
from wardmote.rules.refusal import Invalid

MOST_WORK = 250_000
"""How many sets of observations are tried before giving up, weighed by their size."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Observations that stand for an expression, with the times that qualifiers ask about.

    Shape: `taken` are places of observations, each with which of its times it is. The times of
    observations can be chosen between their first and last: `latest_first` is the latest of the
    firsts, `earliest_last` the earliest of the lasts.
    """

    taken: frozenset[tuple[int, int]]
    latest_first: datetime
    earliest_last: datetime


def matches(
    pattern: values.Pattern, observations: Sequence[values.Observation], *, regex: comparing.Regex
) -> bool:
    """Say whether observations can be found that a pattern describes.

    Raises: Invalid where that takes more than MOST_WORK.
    """
    search = _Search(observations, regex, most=size(pattern.expression))
    return next(search.bindings(pattern.expression), None) is not None


def sightings(
    pattern: values.Pattern, observations: Sequence[values.Observation], *, regex: comparing.Regex
) -> tuple[tuple[datetime, datetime], ...]:
    """Give when a pattern was seen, from when to when, once for each time.

    Observations are read in order. As soon as what was read since the last sighting matches, that
    is a sighting; it begins as late as it can. So no observation counts twice.
    """
    seen = []
    start = 0
    for end in range(1, len(observations) + 1):
        length = shortest(pattern, observations[start:end], regex=regex)
        if length:
            seen.append((observations[end - length].first, observations[end - 1].last))
            start = end
    return tuple(seen)


def shortest(
    pattern: values.Pattern, observations: Sequence[values.Observation], *, regex: comparing.Regex
) -> int:
    """Count how many observations, from the last backwards, match; 0 where not even all do."""
    if not matches(pattern, observations, regex=regex):
        return 0
    lengths = range(1, len(observations) + 1)
    return next(
        length for length in lengths if matches(pattern, observations[-length:], regex=regex)
    )


def size(expression: values.Expression) -> int:
    """Count the observations that a match may take. Source: as the module."""
    if isinstance(expression, values.Seen):
        return 1
    if isinstance(expression, values.Combined):
        return sum(map(size, expression.parts))
    count = size(expression.expression)
    for qualifier in expression.qualifiers:
        if isinstance(qualifier, values.Repeats):
            count = min(count * qualifier.times, MOST_WORK)
    return count


class _Search:
    def __init__(
        self, observations: Sequence[values.Observation], regex: comparing.Regex, *, most: int
    ) -> None:
        self._observations = observations
        self._regex = regex
        self._most = most
        self._work = 0

    def bindings(self, expression: values.Expression) -> Iterator[Binding]:
        """Give every way in which an expression can be met."""
        if isinstance(expression, values.Seen):
            yield from self._seen(expression.test)
        elif isinstance(expression, values.Qualified):
            found = self.bindings(expression.expression)
            for qualifier in expression.qualifiers:
                found = self._qualified(qualifier, found)
            yield from found
        elif expression.join == Join.OR:
            for part in expression.parts:
                yield from self.bindings(part)
        else:
            yield from self._joined(expression)

    def _seen(self, test: values.Test) -> Iterator[Binding]:
        for place, seen in enumerate(self._observations):
            if testing.passing(test, seen.objects, self._regex):
                for time in range(min(seen.count, self._most)):
                    yield Binding(frozenset({(place, time)}), seen.first, seen.last)

    def _joined(self, expression: values.Combined) -> Iterator[Binding]:
        in_order = expression.join == Join.FOLLOWEDBY
        found = self.bindings(expression.parts[0])
        for part in expression.parts[1:]:
            found = self._pairs(found, list(self.bindings(part)), in_order)
        yield from found

    def _pairs(
        self, left: Iterable[Binding], right: list[Binding], in_order: bool
    ) -> Iterator[Binding]:
        for one in left:
            for other in right:
                together = self._together(one, other)
                if together and not (in_order and one.latest_first > other.earliest_last):
                    yield together

    def _together(self, one: Binding, other: Binding) -> Binding | None:
        self._work += len(one.taken)
        if self._work > MOST_WORK:
            raise Invalid("This pattern is too much work here. Ask for less time or fewer times.")
        if one.taken & other.taken:
            return None
        return Binding(
            one.taken | other.taken,
            max(one.latest_first, other.latest_first),
            min(one.earliest_last, other.earliest_last),
        )

    def _qualified(
        self, qualifier: values.Qualifier, found: Iterator[Binding]
    ) -> Iterator[Binding]:
        if isinstance(qualifier, values.Repeats):
            return self._repeated(list(found), qualifier.times)
        return filter(_bounds(qualifier), found)

    def _repeated(self, found: list[Binding], times: int) -> Iterator[Binding]:
        """Give every choice of so many that share no observation."""
        open_: list[tuple[int, int, Binding | None]] = [(0, times, None)]
        while open_:
            place, missing, chosen = open_.pop()
            if missing == 0 and chosen:
                yield chosen
            elif missing <= len(found) - place:
                open_.append((place + 1, missing, chosen))
                more = self._together(chosen, found[place]) if chosen else found[place]
                if more:
                    open_.append((place + 1, missing - 1, more))


def _bounds(qualifier: values.Within | values.Between) -> Callable[[Binding], bool]:
    if isinstance(qualifier, values.Within):
        return lambda each: (
            (each.latest_first - each.earliest_last).total_seconds() <= qualifier.seconds
        )
    start, stop = qualifier.start, qualifier.stop
    return lambda each: start < stop and each.latest_first < stop and each.earliest_last >= start
