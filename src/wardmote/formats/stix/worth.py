"""Reads what an indicator's score depends on, from itself and from what the hub says of it.

Source: OASIS STIX 2.1, sections 3.2 (confidence, revoked) and 4.7 (valid_from, valid_until).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from wardmote.formats.stix import releases, telling
from wardmote.rules.indicators.values import Kind
from wardmote.rules.sharing import decay, grading
from wardmote.rules.sharing.disclosure import Figures
from wardmote.rules.sharing.figures import Question
from wardmote.rules.sharing.grading import Grade

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def score(
    content: Mapping[str, Any], now: datetime, told: Iterable[Mapping[str, Any]] = ()
) -> int | None:
    """Say what an indicator is worth, from 0 to 100; None for an object of another type.

    Shape: `told` are the hub's own objects about it, the oldest first.
    """
    if content.get("type") != "indicator":
        return None
    grade: Grade | None = None
    figures: dict[Question, Figures] = {}
    for each in told:
        if found := releases.read(each):
            figures[found[0]] = found[1]
        else:
            grade = telling.grade(each) or grade
    return decay.score(decay.completed(facts(content), grade, figures), now)


def facts(content: Mapping[str, Any]) -> decay.Facts:
    """Give what an indicator itself says."""
    held = telling.looked_for(content)
    confidence = telling.number(content, "confidence")
    return decay.Facts(
        kind=Kind(held[0][0]) if held else None,
        valid_from=telling.moment(content, "valid_from") or _LONG_AGO,
        grade=telling.grade(content) or grading.UNGRADED,
        confidence=None if confidence is None else max(0, min(100, confidence)),
        valid_until=telling.moment(content, "valid_until"),
        revoked=content.get("revoked") is True,
    )
