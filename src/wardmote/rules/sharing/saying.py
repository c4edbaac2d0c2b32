"""What a council says of an indicator: that it saw it, or that it looked and did not find it.

Source: STIX 2.1, section 5.2: first_seen, last_seen, and a count that is 0 for "looked, not seen".
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing.quality import MOST_SEEN

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Whoever says that it was seen before that has mistyped the year."""

SOON = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Word:
    """What one council says of one indicator.

    Shape: `count` is 0 where it looked and did not find. `is_named` lets others read whose word
    it is. Times are aware.
    """

    count: int
    first_seen: datetime
    last_seen: datetime
    is_named: bool = False

    @property
    def is_seen(self) -> bool:
        """Tell whether the indicator was seen."""
        return self.count > 0


def check(word: Word, now: datetime) -> None:
    """Refuse what cannot be so.

    Raises: Invalid.
    Source: nobody has seen what is still to come; STIX 2.1, section 5.2: last_seen is not before
    first_seen, and count is at most 999,999,999.
    """
    if not 0 <= word.count <= MOST_SEEN:
        raise Invalid(
            f"How many times must be a whole number from 1 to {MOST_SEEN:,}.", field="count"
        )
    for field, message in wrong_days(word.first_seen, word.last_seen, now).items():
        raise Invalid(message, field=field)


def wrong_days(first: datetime | None, last: datetime | None, now: datetime) -> dict[str, str]:
    """Say what cannot be so of the days, by their field; None is a day that is not known.

    Source: as `check`.
    """
    found = {}
    for field, said, at in (("first_seen", "first", first), ("last_seen", "last", last)):
        if at is not None and at > now:
            found[field] = f"The {said} day must be today or in the past."
        elif at is not None and at < EARLIEST:
            found[field] = f"The {said} day must be in 2000 or later. Check the year."
    if not found and first is not None and last is not None and last < first:
        found["last_seen"] = "The last day must be the same as or after the first."
    return found


def is_alike(one: Word, other: Word) -> bool:
    """Tell whether two words are one that was sent twice: a day that is today ends when it is said.

    Source: a form sent twice is sent within seconds; `SOON` is ample.
    """
    apart = abs(one.last_seen - other.last_seen)
    return replace(one, last_seen=other.last_seen) == other and apart < SOON


def said(count: int) -> str:
    """Say in words how often.

    Source: STIX 2.1, section 5.2: count.
    """
    if not count:
        return "Looked and did not find it"
    return "Saw it once" if count == 1 else f"Saw it {count:,} times"
