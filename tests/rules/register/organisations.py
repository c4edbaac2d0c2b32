"""Makes organisations for tests, by hand and at random."""

from datetime import date

from hypothesis import strategies

from wardmote.rules.register.values import Kind, Organisation, Region

CODES = strategies.text("ABCDEFGHJK", min_size=1, max_size=3)
NAMES = strategies.text(
    strategies.characters(codec="utf-8", categories=["L", "Nd", "P", "S"]), min_size=1, max_size=40
).filter(str.strip)


def council(code: str = "ALD", **values: object) -> Organisation:
    known = {"name": f"{code} District Council", "short_name": code, "kind": Kind.DISTRICT}
    return Organisation(code=code, **{**known, **values})


def organisations() -> strategies.SearchStrategy[Organisation]:
    days = strategies.dates(date(1900, 1, 1), date(2100, 1, 1))
    return strategies.builds(
        _valid,
        code=CODES,
        name=NAMES,
        short_name=NAMES,
        kind=strategies.sampled_from(Kind),
        region=strategies.none() | strategies.sampled_from(Region),
        place=strategies.none()
        | strategies.tuples(strategies.floats(-90, 90), strategies.floats(-180, 180)),
        hexagon=strategies.none()
        | strategies.tuples(strategies.integers(-99, 99), strategies.integers(-99, 99)),
        population=strategies.none() | strategies.integers(0, 9_999_999),
        website=strategies.sampled_from(["", "https://alderby.example", "http://a.example/x?y=1"]),
        dates=strategies.lists(days, min_size=2, max_size=2).map(sorted),
        ended=strategies.booleans(),
        wikidata=strategies.sampled_from(["", "Q42"]),
        source=strategies.sampled_from(["", "project"]),
    )


def registers() -> strategies.SearchStrategy[tuple[Organisation, ...]]:
    return strategies.lists(organisations(), max_size=12, unique_by=lambda each: each.code).map(
        tuple
    )


def _valid(
    place: tuple[float, float] | None,
    hexagon: tuple[int, int] | None,
    dates: list[date],
    ended: bool,
    **values: object,
) -> Organisation:
    latitude, longitude = place or (None, None)
    hexagon_q, hexagon_r = hexagon or (None, None)
    return Organisation(
        latitude=latitude,
        longitude=longitude,
        hexagon_q=hexagon_q,
        hexagon_r=hexagon_r,
        starts_on=dates[0],
        ends_on=dates[1] if ended else None,
        **values,
    )
