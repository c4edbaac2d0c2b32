"""The public suffixes, below which anyone may register a name.

Source: the Public Suffix List (publicsuffix.org), as the package `publicsuffixlist` carries it.
"""

from functools import cache, lru_cache

import publicsuffixlist


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


@lru_cache(maxsize=10_000)
def has_public_suffix(name: str) -> bool:
    """Say whether a name ends in a suffix that the internet knows."""
    return _delegated().publicsuffix(name) is not None


@lru_cache(maxsize=10_000)
def registrable(name: str) -> str | None:
    """Give the part of a name that somebody has registered, or None where nobody can have."""
    found: str | None = _all().privatesuffix(name)
    return found
