"""Invented councils, laid on the structure of the real ones.

Source: `formats.register`: kinds, regions, sizes and hexagon places of the 317 councils of England.
"""

from collections.abc import Iterator
from functools import cache
from random import Random

from wardmote.engines.sample import names
from wardmote.formats.register import sheet
from wardmote.rules.register import validation
from wardmote.rules.register.values import Kind, Organisation

SOURCE = "invented"
KINDS = {Kind.CITY_OF_LONDON: Kind.LONDON_BOROUGH, Kind.SCILLY: Kind.UNITARY}
"""Kinds that name a real council, and the kind of its group that stands for it."""
TITLES = {
    Kind.COUNTY: ("{} County Council",),
    Kind.DISTRICT: ("{} District Council", "{} Borough Council", "{} Council"),
    Kind.UNITARY: ("{} Council", "{} Council", "{} City Council"),
    Kind.METROPOLITAN: ("{} Metropolitan Borough Council", "{} City Council"),
    Kind.LONDON_BOROUGH: ("Borough of {}",),
}
ASSURER = Organisation(
    code="XA1",
    name="Thistlegate Assurance",
    short_name="Thistlegate",
    kind=Kind.ASSURER,
    website="https://thistlegate.example",
    source=SOURCE,
)
STEWARD = Organisation(
    code="XS1",
    name="Office of the Sector Steward",
    short_name="Sector Steward",
    kind=Kind.STEWARD,
    website="https://steward.example",
    source=SOURCE,
)


@cache
def slots() -> tuple[Organisation, ...]:
    """Give the real councils whose structure is used, by code; the first two are districts."""
    current = [each for each in sheet.england() if each.group and each.ends_on is None]
    return tuple(sorted(current, key=lambda each: each.code))


def organisations(seed: int, size: int) -> Iterator[Organisation]:
    """Make invented councils; past 317 the structure repeats, without places on the map.

    Shape: codes are X001, X002 and so on, GSS codes start with X, which no country does.
    Raises: Invalid, where more are wanted than there are names.
    """
    random = Random(f"{seed}:places")  # noqa: S311  invented names are no secret
    places = names.places(random, size)
    at = {slot.code: number for number, slot in enumerate(slots())}
    for number, place in enumerate(places):
        lap, position = divmod(number, len(slots()))
        slot = slots()[position]
        parents = [lap * len(slots()) + at[code] for code in slot.part_of if code in at]
        yield _organisation(random, slot, number, place, parents, size)


def code_of(number: int) -> str:
    """Give the code of the council with a number, from 0."""
    return f"X{number + 1:03}"


def _organisation(
    random: Random, slot: Organisation, number: int, place: str, parents: list[int], size: int
) -> Organisation:
    kind = KINDS.get(slot.kind, slot.kind)
    titles = TITLES[kind]
    title = (
        titles[int(random.random() * len(titles))]
        if number >= len(names.FIRST_PLACES)
        else titles[0]
    )
    if kind is Kind.COUNTY and " " not in place:
        place = f"{place}shire"
    on_map = number < len(slots())
    return Organisation(
        code=code_of(number),
        name=title.format(place),
        short_name=place,
        kind=kind,
        gss_code=f"X{validation.GSS_KINDS[kind]}{number + 1:06}",
        region=slot.region,
        hexagon_q=slot.hexagon_q if on_map else None,
        hexagon_r=slot.hexagon_r if on_map else None,
        population=int((slot.population or 0) * (0.85 + 0.3 * random.random())) // 100 * 100,
        website=f"https://{names.slug(place)}.example",
        part_of=tuple(code_of(parent) for parent in parents if parent < size),
        source=SOURCE,
    )
