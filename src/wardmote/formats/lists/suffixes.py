"""The public suffixes, below which anyone may register a name.

Source: the Public Suffix List (publicsuffix.org), as the package `publicsuffixlist` carries it.
"""

from functools import cache, lru_cache

import publicsuffixlist

_FOR_EXAMPLES = frozenset(("example", "invalid", "test"))


@cache
def _all() -> publicsuffixlist.PublicSuffixList:
    return publicsuffixlist.PublicSuffixList(accept_unknown=False)


@cache
def _delegated() -> publicsuffixlist.PublicSuffixList:
    return publicsuffixlist.PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=10_000)
def is_public_suffix(name: str) -> bool:
    """Say whether a name is itself a public suffix, such as co.uk or github.io."""
    return bool(name) and _all().publicsuffix(name) == name


def has_public_suffix(name: str) -> bool:
    """Say whether a name ends in a suffix that the internet knows, or in one that is for examples.

    Source: RFC 2606 section 2 (what is for examples).
    """
    return _is_known_end(name.rpartition(".")[2])


@lru_cache(maxsize=10_000)
def _is_known_end(end: str) -> bool:
    return end in _FOR_EXAMPLES or _delegated().publicsuffix(f"a.b.{end}") is not None


@lru_cache(maxsize=10_000)
def registrable(name: str) -> str | None:
    """Give the part of a name that somebody has registered, or None where nobody can have."""
    found: str | None = _all().privatesuffix(name)
    return found


@lru_cache(maxsize=10_000)
def hired(name: str) -> str | None:
    """Give the part of a name that is let to anyone, such as `evil.github.io`, or None."""
    found = registrable(name)
    return None if found == _delegated().privatesuffix(name) else found
