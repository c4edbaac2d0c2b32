"""Reads what an indicator's score depends on, as far as the object itself says it.

Source: OASIS STIX 2.1, sections 3.2 (confidence, revoked) and 4.7 (valid_from, valid_until).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wardmote.formats.stix import telling
from wardmote.rules.indicators.values import Kind
from wardmote.rules.sharing import decay, grading

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def score(content: Mapping[str, Any], now: datetime) -> int | None:
    """Say what an indicator is worth, from 0 to 100; None for an object of another type."""
    if content.get("type") != "indicator":
        return None
    return decay.score(facts(content), now)


def facts(content: Mapping[str, Any]) -> decay.Facts:
    """Give what an indicator itself says; sightings are not in it."""
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
