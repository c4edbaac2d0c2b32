"""What a hunt is given: things to look for, from whatever file they came in."""

from dataclasses import dataclass, replace
from datetime import datetime

from wardmote.rules.indicators import guarding
from wardmote.rules.indicators.values import Indicator


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing of a file that is not looked for, and why.

    Shape: `ref` is the id that it has in the file, or else its value as written there, cut short;
    `line` counts from 1 and is 0 where a file has no lines; `source` is the file's name.
    """

    reason: str
    ref: str = ""
    line: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class StixPattern:
    """A STIX pattern that is more than a list of values, as text."""

    ref: str
    text: str
    name: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SigmaRule:
    """A Sigma rule as the YAML text that it came in."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """All that a file, a folder or an archive holds to look for.

    Shape: `source` is its name; `made_at` is when its maker says it was made, where it says so.
    """

    indicators: tuple[Indicator, ...] = ()
    patterns: tuple[StixPattern, ...] = ()
    sigma: tuple[SigmaRule, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    source: str = ""
    made_at: datetime | None = None


def guarded(
    pack: Pack, *, is_public_suffix: guarding.IsSuffix, which: guarding.Which | None = None
) -> Pack:
    """Leave out what must not be looked for, and what lists of ordinary values hold.

    Source: `rules.indicators.guarding`.
    """
    kept, left = [], []
    for each in pack.indicators:
        reason = guarding.never(each.kind, each.value, is_public_suffix=is_public_suffix)
        if not reason and which:
            lists = which(each.kind, each.value)
            reason = f"It is on a list of ordinary values: {lists[0]}." if lists else ""
        if reason:
            left.append(LeftOut(reason, each.value, source=pack.source))
        else:
            kept.append(each)
    return replace(pack, indicators=tuple(kept), left_out=(*pack.left_out, *left))
