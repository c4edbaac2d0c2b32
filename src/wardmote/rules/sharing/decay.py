"""How much an indicator is worth today, from 0 to 100.

It begins with the grade and the confidence that were given, rises when councils see it, falls
when they report false hits, and fades with time.

Source: Mokaddem and others 2018, the decaying models of MISP: score = base x (1 - (age /
lifetime) ^ (1 / speed)); the lifetimes are this project's choice and stand in `LIFETIME_DAYS`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from wardmote.rules.indicators.values import Kind
from wardmote.rules.sharing import grading
from wardmote.rules.sharing.disclosure import Figures
from wardmote.rules.sharing.figures import Question
from wardmote.rules.sharing.grading import Grade

LIFETIME_DAYS: Mapping[Kind, int] = MappingProxyType(
    {
        Kind.DOMAIN: 180,
        Kind.IP: 60,
        Kind.CIDR: 90,
        Kind.URL: 60,
        Kind.URL_PREFIX: 90,
        Kind.HASH: 730,
        Kind.EMAIL: 180,
        Kind.FILE_NAME: 365,
        Kind.USER_AGENT: 365,
        Kind.JA3: 365,
        Kind.JA4: 365,
    }
)
"""How long an indicator is worth anything that nobody sees again.

Addresses change hands within weeks, names are kept longer, and a file's hash never means another.
"""

OTHER_LIFETIME_DAYS = 365
"""For what has no kind, such as a Sigma rule or a pattern of several values."""

SPEED = 0.3
"""Below 1 it holds its worth long and then falls; above, it falls at once."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an indicator, as far as its score depends on it.

    Shape: sightings and false hits are figures that have been released, never what stands
    reported now: else the score would tell what `disclosure` keeps to itself. `confidence` is
    STIX's, from 0 to 100.
    """

    kind: Kind | None
    valid_from: datetime
    grade: Grade = grading.UNGRADED
    confidence: int | None = None
    sightings: Figures | None = None
    false_hits: Figures | None = None
    valid_until: datetime | None = None
    revoked: bool = False


def completed(facts: Facts, grade: Grade | None, figures: Mapping[Question, Figures]) -> Facts:
    """Add to what an indicator says of itself what the hub says of it."""
    return replace(
        facts,
        grade=grade or facts.grade,
        sightings=figures.get(Question.SEEN),
        false_hits=figures.get(Question.WRONG),
    )


def score(facts: Facts, now: datetime) -> int:
    """Say what an indicator is worth at a moment, from 0 to 100.

    Source: the head of this module; STIX 2.1, sections 4.7 and 3.2: valid_from, valid_until and
    revoked.
    """
    if facts.revoked or now < facts.valid_from:
        return 0
    if facts.valid_until is not None and now >= facts.valid_until:
        return 0
    return int(_base(facts) * _left(facts, now))


def expires_at(facts: Facts) -> datetime:
    """Say when an indicator is worth nothing any more, unless it is seen again.

    Source: STIX 2.1, section 4.7, valid_until, or else its lifetime.
    """
    try:
        ends = _last_heard(facts) + _lifetime(facts)
    except OverflowError:  # it begins in the last year that there is
        ends = datetime.max.replace(tzinfo=UTC)
    return ends if facts.valid_until is None else min(ends, facts.valid_until)


def _base(facts: Facts) -> float:
    """Raise by half of what is missing for 5 councils that see it; lower likewise."""
    base = float(grading.worth(facts.grade))
    if facts.confidence is not None:
        base = (base + facts.confidence) / 2
    seen = facts.sightings.councils.low if facts.sightings else 0
    wrong = facts.false_hits.councils.low if facts.false_hits else 0
    return (base + (100 - base) * seen / (seen + 5)) * 5 / (wrong + 5)


def _left(facts: Facts, now: datetime) -> float:
    age = max(timedelta(0), now - _last_heard(facts)) / _lifetime(facts)
    return 1 - math.pow(min(1.0, age), 1 / SPEED)


def _lifetime(facts: Facts) -> timedelta:
    known = facts.kind and LIFETIME_DAYS[facts.kind]
    return timedelta(days=known or OTHER_LIFETIME_DAYS)


def _last_heard(facts: Facts) -> datetime:
    if facts.sightings is None:
        return facts.valid_from
    return max(facts.valid_from, _begin(facts.sightings.last_week))


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
