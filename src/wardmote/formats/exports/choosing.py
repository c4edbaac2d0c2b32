"""Chooses what of shared objects goes onto a list for a firewall or a sensor.

Source: STIX 2.1, section 4.7: valid_from, valid_until.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from wardmote.formats.lists import suffixes
from wardmote.formats.stix import telling, worth
from wardmote.rules.indicators import guarding
from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.patterns import reading, simple
from wardmote.rules.refusal import Invalid

SCORES_HOLD = timedelta(hours=1)
"""How long a choice by score counts as unchanged: scores fade all the time."""

Shared = tuple[str, Sequence[str]]
"""The body of an object, with those of the hub's own objects about it."""


class Chooser:
    """Lets through what holds now, and notes until when the choice stays as it is.

    Shape: no `kinds` means every kind; `until` is None where time changes nothing.
    """

    def __init__(
        self, *, now: datetime, kinds: Collection[Kind] = (), least_score: int = 0
    ) -> None:
        self._now = now
        self._kinds = frozenset(kinds)
        self._least_score = least_score
        self.until: datetime | None = now + SCORES_HOLD if least_score else None

    def indicators(self, objects: Iterable[Shared]) -> Iterator[Indicator]:
        """Give the values of indicators whose pattern says no more than that they are bad.

        A value that would stop harmless traffic, such as a public suffix, is never given.
        """
        for body, told in objects:
            content = msgspec.json.decode(body)
            if content.get("type") == "indicator" and self.holds(content, told):
                yield from self._looked_for(content)

    def whole(self, objects: Iterable[Shared]) -> Iterator[bytes]:
        """Give objects as they were sent; indicators among them only while they hold."""
        for body, told in objects:
            if self.holds(msgspec.json.decode(body), told):
                yield body.encode()

    def holds(self, content: dict[str, Any], told: Sequence[str] = ()) -> bool:
        """Tell whether an object holds now and is worth enough, by what the hub told of it too."""
        if content.get("type") != "indicator":
            return True
        since = telling.moment(content, "valid_from")
        until = telling.moment(content, "valid_until")
        for moment in (since, until):
            if moment is not None and moment > self._now:
                self.until = moment if self.until is None else min(self.until, moment)
        if (since and since > self._now) or (until and until <= self._now):
            return False
        if not self._least_score:
            return True
        score = worth.score(content, self._now, map(msgspec.json.decode, told))
        return score is None or score >= self._least_score

    def _looked_for(self, content: dict[str, Any]) -> Iterator[Indicator]:
        if content.get("pattern_type") != "stix":
            return
        ref, name = str(content["id"]), str(content.get("name", ""))
        try:
            parsed = reading.parse(str(content.get("pattern", "")))
            found = simple.indicators(parsed, ref, name) or ()
        except (Invalid, RecursionError):
            return
        since, until = (telling.moment(content, each) for each in ("valid_from", "valid_until"))
        for each in found:
            if self._kinds and each.kind not in self._kinds:
                continue
            if not guarding.never(
                each.kind, each.value, is_public_suffix=suffixes.is_public_suffix
            ):
                yield replace(each, valid_from=since, valid_until=until)
