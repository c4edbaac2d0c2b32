"""Finds organisations by name, code or place, the best match first.

Source: Wardmote's own rule: an exact code, then an exact name, the start of a name, all words, the
place it lies in, and at last a likely misspelling; what still exists comes before what has ended.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from wardmote.rules.register.values import KIND_TITLES, REGION_TITLES, Organisation

LONGEST_QUERY = 200
CLOSE_ENOUGH = 0.45
"""The share of letter triples that a misspelt name must share with a real one."""
FILLER = frozenset(
    (
        *("a", "and", "of", "the"),
        *("borough", "city", "corporation", "council", "county", "district"),
        *("london", "metropolitan", "royal"),
    )
)
COORDINATES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[, ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
WORD = re.compile(r"[a-z0-9]+")


class Why(IntEnum):
    """What in the organisation matched; a lower number is a better match."""

    CODE = 0
    NAME = 1
    START = 2
    WORDS = 3
    PLACE = 4
    NEAR = 5
    SIMILAR = 6


@dataclass(frozen=True, slots=True)
class Match:
    """One organisation that was found, and what matched."""

    organisation: Organisation
    why: Why


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation with all its texts made comparable."""

    organisation: Organisation
    codes: frozenset[str]
    names: tuple[str, ...]
    cores: tuple[str, ...]
    words: frozenset[str]
    places: frozenset[str]


def plain(text: str) -> str:
    """Reduce a text to lower-case words without accents, apostrophes or punctuation.

    Source: Unicode Standard Annex 15: compatibility decomposition.
    """
    letters = unicodedata.normalize("NFKD", text[:LONGEST_QUERY]).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    letters = re.sub(r"['’‘`´]", "", letters).replace("&", " and ")
    return " ".join(WORD.findall(letters))


def core(text: str) -> str:
    """Reduce a text to the words that tell one council from another.

    Words such as "council" and "borough" go, unless nothing else would be left.
    Source: Wardmote's own rule: FILLER.
    """
    words = plain(text).split()
    kept = [word for word in words if word not in FILLER]
    return " ".join(kept or words)


def index(organisations: Iterable[Organisation]) -> tuple[Entry, ...]:
    """Make organisations ready to be searched.

    Cost: linear in organisations.
    Source: Wardmote's own rule: names, codes, the places it lies in, its kind.
    """
    listed = tuple(organisations)
    by_code = {each.code: each for each in listed}
    return tuple(_entry(each, by_code) for each in listed)


def folded(entry: Entry) -> str:
    """Give all that a search looks through as one text, for a database's index.

    Source: Wardmote's own rule: what `index` holds.
    """
    parts = (*entry.names, *sorted(entry.codes), *sorted(entry.places))
    return " ".join(dict.fromkeys(parts))


def search(entries: Iterable[Entry], query: str, *, limit: int = 20) -> tuple[Match, ...]:
    """Find organisations, the best match first; ties by what still exists, then by name.

    Shape: a query such as `51.5, -0.1` is a place, and what lies nearest comes first.
    Cost: linear in entries.
    Source: Wardmote's own rule: the order of `Why`.
    """
    at = COORDINATES.fullmatch(query[:LONGEST_QUERY])
    if at:
        return _nearest(entries, float(at[1]), float(at[2]), limit)
    wanted, wanted_core = plain(query), core(query)
    if not wanted:
        return ()
    found = [
        (why, entry.organisation)
        for entry in entries
        if (why := _why(entry, wanted, wanted_core)) is not None
    ]
    if not found:
        return _similar(entries, wanted_core, limit)
    found.sort(key=lambda pair: (pair[0], *_tie(pair[1])))
    return tuple(Match(organisation, why) for why, organisation in found[:limit])


def _tie(organisation: Organisation) -> tuple[bool, str, str]:
    return organisation.ends_on is not None, plain(organisation.short_name), organisation.code


def _entry(organisation: Organisation, by_code: Mapping[str, Organisation]) -> Entry:
    named = (organisation.name, organisation.short_name)
    lies_in = [by_code[code].short_name for code in organisation.part_of if code in by_code]
    if organisation.region:
        lies_in.append(REGION_TITLES[organisation.region])
    kind = KIND_TITLES[organisation.kind]
    names = tuple(dict.fromkeys(plain(name) for name in named))
    return Entry(
        organisation,
        frozenset(
            plain(code).replace(" ", "")
            for code in (organisation.code, organisation.gss_code, organisation.wikidata)
            if code
        ),
        names,
        tuple(dict.fromkeys(core(name) for name in named)),
        frozenset(word for name in names for word in name.split()),
        frozenset(word for place in (*lies_in, kind) for word in plain(place).split()),
    )


def _why(entry: Entry, wanted: str, wanted_core: str) -> Why | None:
    if wanted.replace(" ", "") in entry.codes:
        return Why.CODE
    if wanted in entry.names or wanted_core in entry.cores:
        return Why.NAME
    if any(name.startswith(wanted) for name in entry.names) or any(
        name.startswith(wanted_core) for name in entry.cores
    ):
        return Why.START
    words = wanted_core.split()
    if all(any(known.startswith(word) for known in entry.words) for word in words):
        return Why.WORDS
    known_words = entry.words | entry.places
    if all(any(known.startswith(word) for known in known_words) for word in words):
        return Why.PLACE
    return None


def _nearest(
    entries: Iterable[Entry], latitude: float, longitude: float, limit: int
) -> tuple[Match, ...]:
    placed = [
        (_distance(latitude, longitude, each.latitude, each.longitude), *_tie(each), each)
        for each in (entry.organisation for entry in entries)
        if each.latitude is not None and each.longitude is not None
    ]
    placed.sort(key=lambda row: row[:-1])
    return tuple(Match(row[-1], Why.NEAR) for row in placed[:limit])


def _distance(latitude: float, longitude: float, other: float, along: float) -> float:
    """Give a distance that orders places; a flat map is near enough over one country."""
    return math.hypot(other - latitude, (along - longitude) * math.cos(math.radians(latitude)))


def _similar(entries: Iterable[Entry], wanted: str, limit: int) -> tuple[Match, ...]:
    triples = _triples(wanted)
    scored = [
        (-likeness, *_tie(entry.organisation), entry.organisation)
        for entry in entries
        if (likeness := max(_likeness(triples, _triples(name)) for name in entry.cores))
        >= CLOSE_ENOUGH
    ]
    scored.sort(key=lambda row: row[:-1])
    return tuple(Match(row[-1], Why.SIMILAR) for row in scored[:limit])


def _triples(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second)
