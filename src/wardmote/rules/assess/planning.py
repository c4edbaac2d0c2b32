"""Puts together what two people changed in one plan at the same time.

Source: three-way merge by entry: an entry that one side changed takes that change; one that
both changed to different things is shown to a person.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True)
class Merged(Generic[Key, Value]):
    """What two sides come to.

    Shape: `entries` hold my side where both changed; `clashes` maps those to the other side,
    None where the other side took the entry out.
    """

    entries: Mapping[Key, Value]
    clashes: Mapping[Key, Value | None]


def merge(
    base: Mapping[Key, Value], mine: Mapping[Key, Value], theirs: Mapping[Key, Value]
) -> Merged[Key, Value]:
    """Merge two plans that both began from `base`; an absent entry is one that is not planned.

    Source: three-way merge by entry.
    """
    entries: dict[Key, Value] = {}
    clashes: dict[Key, Value | None] = {}
    for key in {**base, **theirs, **mine}:
        was, ours, other = base.get(key), mine.get(key), theirs.get(key)
        chosen = other if ours == was else ours
        if ours not in (was, other) and other != was:
            clashes[key] = other
        if chosen is not None:
            entries[key] = chosen
    return Merged(entries, clashes)


def changes(
    before: Mapping[Key, Value], after: Mapping[Key, Value]
) -> dict[Key, tuple[Value | None, Value | None]]:
    """Pair what was with what is, for each entry that differs; what went comes first.

    Source: Wardmote's own rule: an absent entry is None.
    """
    keys = [*(key for key in before if key not in after), *after]
    pairs = {key: (before.get(key), after.get(key)) for key in keys}
    return {key: (was, now) for key, (was, now) in pairs.items() if was != now}
