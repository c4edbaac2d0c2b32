"""What a client asks for in the address: filters, and how much at once.

Source: TAXII 2.1, sections 3.4 (filtering) and 3.5 (pagination).
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wardmote.formats.taxii import times
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import versions

MOST = 1000
"""How many a page holds at most; who asks for more gets this many, which is no fault."""

MOST_VALUES = 1000
"""How many values one filter may have."""

PAGING = frozenset({"added_after", "limit", "next"})
OBJECTS = PAGING | {"match[id]", "match[type]", "match[version]", "match[spec_version]"}
"""What may be asked of objects and of a manifest."""

OBJECT = PAGING | {"match[version]", "match[spec_version]"}
"""What may be asked of one object."""

VERSIONS = PAGING | {"match[spec_version]"}
"""What may be asked of the versions of an object."""

DELETION = frozenset({"match[version]", "match[spec_version]"})
"""What may be asked of a deletion."""

_LIMIT = re.compile(r"[0-9]{1,18}", re.ASCII)
_TYPE = re.compile(r"[a-z0-9-]{1,250}", re.ASCII)
_SPEC_VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}", re.ASCII)


class Which(StrEnum):
    """Which versions of each object are wanted."""

    FIRST = "first"
    LAST = "last"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted: every filter must hold, of each filter's values one.

    Shape: `after` is the moment after which objects were added, strictly, from `added_after` or
    from `next`, whichever is later. `which` and `at` are alternatives: a version is wanted that
    is one of `which`, or whose instant, as `rules.sharing.versions.instant` writes it, is in
    `at`. An empty `ids`, `types` or `spec_versions` wants all; no `spec_versions` means the newest
    of each object.
    """

    after: datetime | None = None
    limit: int = MOST
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    which: tuple[Which, ...] = (Which.LAST,)
    at: tuple[str, ...] = ()
    spec_versions: tuple[str, ...] = ()


def read(
    pairs: Iterable[tuple[str, str]], known: Collection[str] = OBJECTS, most: int = MOST
) -> Filters:
    """Read the filters of an address.

    What this endpoint does not know is passed over, but not a filter that nobody knows: an answer
    that was not filtered would look like one that was.

    Shape: `pairs` are all parameters in their order, decoded; `known` is one of the sets above.
    Raises: Invalid, whose answer is 400.
    """
    given = _once(pairs, known)
    which, at = _versions(given)
    return Filters(
        after=_after(given),
        limit=min(_limit(given.get("limit", str(most))), most),
        ids=_values(given, "match[id]", versions.check_id),
        types=_values(given, "match[type]", _shape(_TYPE)),
        which=which,
        at=at,
        spec_versions=_values(given, "match[spec_version]", _shape(_SPEC_VERSION)),
    )


def _once(pairs: Iterable[tuple[str, str]], known: Collection[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise Invalid(f"Give {name[:60]} once; separate its values by commas.", field=name)
        if name.startswith("match[") and name not in OBJECTS:
            raise Invalid(f"There is no filter {name[:60]}.", field=name)
        if name in OBJECTS:
            given[name] = value
    return {name: value for name, value in given.items() if name in known}


def _after(given: dict[str, str]) -> datetime | None:
    moments = [times.read(given[name], name) for name in ("added_after", "next") if name in given]
    return max(moments, default=None)


def _limit(text: str) -> int:
    if not _LIMIT.fullmatch(text) or int(text) == 0:
        raise Invalid("limit must be a whole number above 0.", field="limit")
    return int(text)


def _versions(given: dict[str, str]) -> tuple[tuple[Which, ...], tuple[str, ...]]:
    if "match[version]" not in given:
        return (Which.LAST,), ()
    words = {each.value for each in Which}
    values = _values(given, "match[version]", lambda text: text in words or versions.instant(text))
    if Which.ALL in values and len(values) > 1:
        raise Invalid("match[version]=all stands alone.", field="match[version]")
    return (
        tuple(Which(value) for value in values if value in words),
        tuple(versions.instant(value) for value in values if value not in words),
    )


def _values(given: dict[str, str], name: str, check: Callable[[str], object]) -> tuple[str, ...]:
    """Give the values of a filter, each once, as they were sent."""
    if name not in given:
        return ()
    values = tuple(dict.fromkeys(given[name].split(",")))
    if len(values) > MOST_VALUES:
        raise Invalid(f"{name} may have at most {MOST_VALUES:,} values.", field=name)
    for value in values:
        try:
            check(value)
        except Invalid as error:
            raise Invalid(f"{name}: {error.message}", field=name) from None
    return values


def _shape(pattern: re.Pattern[str]) -> Callable[[str], object]:
    def check(value: str) -> None:
        if not pattern.fullmatch(value):
            raise Invalid("This is none of its values.")

    return check
