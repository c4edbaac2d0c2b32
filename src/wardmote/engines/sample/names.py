"""Names of invented places and people; no place has the name of a real council.

Source: `formats.register`, for every real name; the words are in `data/sample/names.toml`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from random import Random

from wardmote.engines.sample import words
from wardmote.formats.register import sheet
from wardmote.rules.refusal import Invalid
from wardmote.rules.register import search

FIRST_PLACES = ("Alderby", "Merrowdown")
"""Where the demo's accounts work, and where its stranger does.

The letters of Derby stand in Alderby by chance; in all other names not even letters may.
"""
PLAIN_SHARE = 0.6
"""The share of places whose name is one word, as far as there are any left."""


@cache
def real_names() -> frozenset[str]:
    """Give the distinctive part of every real name, in folded letters."""
    parts = words.load("names")
    named = [name for each in sheet.england() for name in (each.name, each.short_name)]
    cores = {search.core(name) for name in (*named, *parts["former"])}
    return frozenset(cores - set(parts["free"]))


@cache
def real_words() -> re.Pattern[str]:
    """Match any word that tells a real council from another, wherever it stands."""
    free = set(words.load("names")["free"]) | search.FILLER
    found = {word for name in real_names() for word in name.split()} - free
    longest = sorted((word for word in found if len(word) > 2), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest)))


def is_real(name: str) -> bool:
    """Tell whether a name holds the name of a real council, or a word of one."""
    folded = search.plain(name)
    return any(real in folded for real in real_names()) or bool(real_words().search(folded))


@cache
def stems() -> tuple[str, ...]:
    """Give all one-word names that can be made and are not real."""
    parts = words.load("names")
    made = [
        first + last
        for first in parts["first"]
        for last in parts["last"]
        if first[-1] != last[0] and first[-2:] != last[:2]
    ]
    return tuple(name for name in dict.fromkeys(made) if not is_real(name))


def places(random: Random, count: int) -> Iterator[str]:
    """Make names of places, each once; the first two are always the same.

    Raises: Invalid, where so many cannot be made.
    """
    around = words.load("names")["around"]
    listed = [stem for stem in stems() if stem not in FIRST_PLACES]
    _shuffle(random, listed)
    if count > len(listed) * len(around):
        raise Invalid(f"Ask for at most {len(listed) * len(around):,} invented councils.")
    shifts = [
        0 if random.random() < PLAIN_SHARE else 1 + int(random.random() * (len(around) - 1))
        for _ in listed
    ]
    yield from FIRST_PLACES[:count]
    for number in range(count - len(FIRST_PLACES)):
        lap, at = divmod(number, len(listed))
        yield around[(lap + shifts[at]) % len(around)].format(listed[at])


def slug(name: str) -> str:
    """Give a name as it stands in an address, such as `merrow-vale`."""
    return search.plain(name).replace(" ", "-")


def people(random: Random, domain: str, taken: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Make names and addresses of people at one organisation, each address once."""
    parts = words.load("names")
    used = set(taken)
    while True:
        given, family = words.pick(random, parts["given"]), words.pick(random, parts["family"])
        email = f"{given}.{family}@{domain}".lower()
        if email not in used:
            used.add(email)
            yield f"{given} {family}", email


def _shuffle(random: Random, listed: list[str]) -> None:
    for last in range(len(listed) - 1, 0, -1):
        other = int(random.random() * (last + 1))
        listed[last], listed[other] = listed[other], listed[last]
