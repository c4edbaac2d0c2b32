"""Counts what a tool cannot hold, so that the file says so."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Indicator, Kind

NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62}\.)+[a-z0-9-]{1,63}")
"""A domain that no tool can read as anything more."""

_WRITERS = {
    Kind.IP: writing.address,
    Kind.CIDR: writing.network,
    Kind.URL: writing.url,
    Kind.URL_PREFIX: writing.url,
}


class Sieve:
    """Lets through the kinds that a tool can hold, and counts the others."""

    def __init__(self, *kinds: Kind, others: Counter[str] | None = None) -> None:
        self._kinds = frozenset(kinds)
        self.others = Counter() if others is None else others

    def through(self, indicators: Iterable[Indicator]) -> Iterator[Indicator]:
        """Give what the tool can hold, in the order in which it comes."""
        for each in indicators:
            if each.kind in self._kinds and _is_safe(each):
                yield each
            else:
                self.others[each.kind] += 1

    def comment(self, mark: str) -> bytes:
        """Say in a comment what was not let through; nothing where there is nothing to say."""
        if not self.others:
            return b""
        said = ", ".join(f"{count:,} of kind {kind}" for kind, count in sorted(self.others.items()))
        return f"{mark} Left out, because this format cannot hold them: {said}.\n".encode()


def _is_safe(each: Indicator) -> bool:
    if each.kind is Kind.DOMAIN:
        return NAME.fullmatch(each.value) is not None
    write = _WRITERS.get(each.kind)
    return bool(each.value) if write is None else write(each.value) == each.value
