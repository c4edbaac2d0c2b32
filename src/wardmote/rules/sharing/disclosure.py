"""What the hub may say of who saw an indicator, so that nobody learns which council it was.

A council tells the hub alone that it saw an indicator. Others see one object that the hub makes,
"6 to 10 councils saw this", and only as the following rules allow. They are made against the
worst reader: a member that controls up to k - 2 of the councils that report, or otherwise knows
all that these do, and reads after every single event.

1. Nothing is said before k councils have reported (k is 3, or more if the steward sets it), nor
   where so few could report that the figure would mean "all of them".
2. A figure is frozen once it is issued. It is issued anew only after at least k councils came or
   went, or after at least k of those in it have something else to say. Of these the worst reader
   knows at most k - 2, so at least two others stand behind each change that can be seen. One
   council that reports, corrects itself or withdraws changes nothing that anybody can read.
3. A withdrawal takes a council out at the next issue and not before. Where fewer than k are left
   the old figure stands; it ends with the indicator, on a date that was fixed before.
4. Councils and events are given in bands, times as weeks. A council's count of events is cut to
   what at least k councils reach, so that no large number gives away a large council.
5. No name, no id and no order of councils has any part in the result.
6. "Looked and did not find" is another question about other councils, under the same rules. A
   council that ever let itself be named on an indicator is never counted on it namelessly, nor is
   another of its team. What a council saw stands, until it takes that back: that it did not find
   it again another day answers no question. So it is never in both figures at once by what stands.

7. Councils that share one security team count as one, from the moment that this is known: who
   works there knows what all of them report. That it becomes known changes no figure.

What remains: who controls k - 1 reporting councils learns when one more appears, though not which.
Councils that stop sharing a team count each by itself again, and the next issue can tell that.
Release should be asked for at a fixed hour of the day and never when a report arrives, so that its
time says nothing either.

Source: Government Statistical Service, disclosure control for tables: threshold, dominance and
differencing; Sweeney 2002, k-anonymity; the simulation of a reader before and after one council
in the tests of this module.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

from wardmote.rules.refusal import Invalid

Key = TypeVar("Key")

FEWEST = 3
"""The smallest k that may be set, and the usual one."""

Teams = Mapping[str, str]
"""The security team of each council that shares one with others."""

ALONE: Teams = MappingProxyType({})
"""No council shares a team."""

EDGES = (6, 11, 26)
"""Where the bands of councils begin, above the first, which begins at k."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one council told the hub of one indicator; never shown to another.

    Shape: what one council reports twice is taken together.
    `count` is 0 where it looked and did not find. `is_named` where it is, or ever was, shown by
    name. Times are aware; their weeks are those of UTC when they are given in UTC.
    """

    organisation: str
    count: int
    first_seen: datetime
    last_seen: datetime
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A number that is only said roughly: from `low` to `high`, or more where that is None."""

    low: int
    high: int | None

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.low:,} or more" if self.high is None else f"{self.low:,} to {self.high:,}"


@dataclass(frozen=True, slots=True)
class Share:
    """What counts of one report: how large its count is, and in which weeks it lies.

    Units: `magnitude` is the number of digits, 0 for none. Weeks are given by their Monday.
    """

    magnitude: int
    first_week: date
    last_week: date


@dataclass(frozen=True, slots=True)
class Figures:
    """What others may read.

    Shape: `events` are those at one council, as many as at least k of them reach; None where
    they looked and did not find. Weeks are Mondays: the first and the last in which any of the
    councils counted saw or looked for it.
    """

    councils: Band
    events: Band | None
    first_week: date
    last_week: date


@dataclass(frozen=True, slots=True)
class Release:
    """An issue: what may be read, and what it was made of.

    `basis` is what the next issue is compared with. It names councils: it stays in the hub, where
    only the rule reads it. The figures of two releases may be equal though their basis is not;
    then nothing is published, since even a new date would say that something had changed.
    """

    figures: Figures
    basis: Mapping[str, Share]


def release(
    previous: Release | None,
    reports: Iterable[Report],
    *,
    k: int = FEWEST,
    population: int,
    teams: Teams = ALONE,
) -> Release | None:
    """Say what stands issued now: a new issue, or the previous one, or nothing yet.

    Shape: `reports` are all that stand now on one indicator, from `seen` or from `looked`;
    `population` is the number that could have reported, councils of one team as one.
    Raises: Invalid, where k is below the fewest.
    Source: the seven rules at the head of this module.
    """
    check_k(k)
    now = _shares(reports)
    may_issue = len(_counted(now, teams)) >= k and population >= 2 * k
    if previous is None:
        return _issued(now, k, population, teams) if may_issue else None
    before = _counted(previous.basis, teams)
    if may_issue and len(before.keys() ^ _counted(now, teams).keys()) >= k:
        return _issued(now, k, population, teams)
    refreshed = {each: now.get(each, share) for each, share in previous.basis.items()}
    after = _counted(refreshed, teams)
    if sum(after[each] != share for each, share in before.items()) >= k:
        return Release(_figures(after.values(), k, previous.figures.councils), refreshed)
    return previous


def seen(reports: Iterable[Report]) -> list[Report]:
    """Give the reports of councils that found the indicator and are nowhere named with it.

    Source: rule 6; STIX 2.1, section 5.2: count.
    """
    return [each for each in reports if each.count > 0 and not each.is_named]


def looked(reports: Iterable[Report]) -> list[Report]:
    """Give the reports of councils that looked, did not find it, and are nowhere named with it.

    Source: rule 6; STIX 2.1, section 5.2: a count of 0.
    """
    every = list(reports)
    saw = {each.organisation for each in every if each.count > 0}
    return [each for each in every if each.organisation not in saw and not each.is_named]


def band(councils: int, k: int = FEWEST) -> Band:
    """Say roughly how many councils: 3 to 5, 6 to 10, 11 to 25, 26 or more.

    With a larger k the first band begins there and is never narrower than three numbers.
    Raises: Invalid, below k.
    Source: rules 1 and 4.
    """
    if councils < k:
        raise Invalid(f"Nothing may be said of fewer than {k} councils.")
    edges = [k, *(edge for edge in EDGES if edge >= k + 3)]
    place = sum(councils >= edge for edge in edges)
    return Band(edges[place - 1], edges[place] - 1 if place < len(edges) else None)


def check_k(k: int) -> None:
    """Refuse a threshold that protects nobody.

    Raises: Invalid.
    Source: rule 1: with two, each of them knows of the other.
    """
    if k < FEWEST:
        raise Invalid(f"At least {FEWEST} councils must report before anything is shown.")


def _issued(basis: Mapping[str, Share], k: int, population: int, teams: Teams) -> Release:
    counted = _counted(basis, teams)
    sayable = min(len(counted), population - k)
    return Release(_figures(counted.values(), k, band(sayable, k)), basis)


def _figures(shares: Collection[Share], k: int, councils: Band) -> Figures:
    return Figures(
        councils,
        _events(sorted((share.magnitude for share in shares), reverse=True), k),
        min(share.first_week for share in shares),
        max(share.last_week for share in shares),
    )


def _events(magnitudes: list[int], k: int) -> Band | None:
    """Give the band of one council's events: the largest that at least k of them reach."""
    reached = magnitudes[k - 1]
    return Band(10 ** (reached - 1), 10**reached - 1) if reached else None


def _shares(reports: Iterable[Report]) -> dict[str, Share]:
    return _together((each.organisation, _share(each)) for each in reports)


def _counted(basis: Mapping[str, Share], teams: Teams) -> dict[tuple[bool, str], Share]:
    """Take councils of one team together; a team is never taken for a council of its name."""
    return _together(
        ((each in teams, teams.get(each, each)), share) for each, share in basis.items()
    )


def _together(shares: Iterable[tuple[Key, Share]]) -> dict[Key, Share]:
    found: dict[Key, Share] = {}
    for key, share in shares:
        other = found.get(key, share)
        found[key] = Share(
            max(share.magnitude, other.magnitude),
            min(share.first_week, other.first_week),
            max(share.last_week, other.last_week),
        )
    return found


def _share(report: Report) -> Share:
    magnitude = len(str(report.count)) if report.count else 0
    return Share(magnitude, _monday(report.first_seen), _monday(report.last_seen))


def _monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())
