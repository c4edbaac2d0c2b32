"""What the register says of one organisation.

Source: Local Government Act 1972 and Local Government Act 1992 (counties, districts, unitary and
metropolitan councils), London Government Act 1963, Local Democracy, Economic Development and
Construction Act 2009 (combined authorities); ONS Code History Database (form of GSS codes).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What kind of organisation it is."""

    COUNTY = "county"
    DISTRICT = "district"
    UNITARY = "unitary"
    METROPOLITAN = "metropolitan"
    LONDON_BOROUGH = "london_borough"
    CITY_OF_LONDON = "city_of_london"
    SCILLY = "scilly"
    COMBINED_AUTHORITY = "combined_authority"
    GREATER_LONDON_AUTHORITY = "greater_london_authority"
    FIRE = "fire"
    POLICE = "police"
    NATIONAL_PARK = "national_park"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    ASSURER = "assurer"
    STEWARD = "steward"


KIND_TITLES = {
    Kind.COUNTY: "County council",
    Kind.DISTRICT: "District council",
    Kind.UNITARY: "Unitary council",
    Kind.METROPOLITAN: "Metropolitan council",
    Kind.LONDON_BOROUGH: "London borough council",
    Kind.CITY_OF_LONDON: "City of London",
    Kind.SCILLY: "Council of the Isles of Scilly",
    Kind.COMBINED_AUTHORITY: "Combined authority",
    Kind.GREATER_LONDON_AUTHORITY: "Greater London Authority",
    Kind.FIRE: "Fire and rescue authority",
    Kind.POLICE: "Police force",
    Kind.NATIONAL_PARK: "National park authority",
    Kind.PARTNER: "Partner",
    Kind.SUPPLIER: "Supplier",
    Kind.ASSURER: "Assurer",
    Kind.STEWARD: "Steward",
}


class Tier(StrEnum):
    """Where it stands among councils that serve the same place."""

    UPPER = "upper"
    LOWER = "lower"
    SINGLE = "single"
    STRATEGIC = "strategic"
    NONE = "none"


TIER_TITLES = {
    Tier.UPPER: "Upper tier",
    Tier.LOWER: "Lower tier",
    Tier.SINGLE: "Single tier",
    Tier.STRATEGIC: "Strategic authority",
    Tier.NONE: "Not a council",
}

TIERS = {
    Kind.COUNTY: Tier.UPPER,
    Kind.DISTRICT: Tier.LOWER,
    Kind.UNITARY: Tier.SINGLE,
    Kind.METROPOLITAN: Tier.SINGLE,
    Kind.LONDON_BOROUGH: Tier.SINGLE,
    Kind.CITY_OF_LONDON: Tier.SINGLE,
    Kind.SCILLY: Tier.SINGLE,
    Kind.COMBINED_AUTHORITY: Tier.STRATEGIC,
    Kind.GREATER_LONDON_AUTHORITY: Tier.STRATEGIC,
}
"""The tier that a kind implies; kinds that are not named have none."""


class Group(StrEnum):
    """The five groups in which England's 317 principal councils are counted."""

    COUNTY = "county"
    DISTRICT = "district"
    UNITARY = "unitary"
    METROPOLITAN = "metropolitan"
    LONDON = "london"


GROUPS = {
    Kind.COUNTY: Group.COUNTY,
    Kind.DISTRICT: Group.DISTRICT,
    Kind.UNITARY: Group.UNITARY,
    Kind.SCILLY: Group.UNITARY,
    Kind.METROPOLITAN: Group.METROPOLITAN,
    Kind.LONDON_BOROUGH: Group.LONDON,
    Kind.CITY_OF_LONDON: Group.LONDON,
}
"""The group of each kind of principal council; a kind that is not named is none."""


class Region(StrEnum):
    """One of the nine regions of England."""

    NORTH_EAST = "north_east"
    NORTH_WEST = "north_west"
    YORKSHIRE_AND_THE_HUMBER = "yorkshire_and_the_humber"
    EAST_MIDLANDS = "east_midlands"
    WEST_MIDLANDS = "west_midlands"
    EAST_OF_ENGLAND = "east_of_england"
    LONDON = "london"
    SOUTH_EAST = "south_east"
    SOUTH_WEST = "south_west"


REGION_TITLES = {
    Region.NORTH_EAST: "North East",
    Region.NORTH_WEST: "North West",
    Region.YORKSHIRE_AND_THE_HUMBER: "Yorkshire and The Humber",
    Region.EAST_MIDLANDS: "East Midlands",
    Region.WEST_MIDLANDS: "West Midlands",
    Region.EAST_OF_ENGLAND: "East of England",
    Region.LONDON: "London",
    Region.SOUTH_EAST: "South East",
    Region.SOUTH_WEST: "South West",
}


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation, as the register knows it.

    Shape: `code` is the key that never changes; `hexagon_q`, `hexagon_r` are its place on the
    hexagon map (odd-r layout); `ends_on` is its last day; `successors` and `part_of` are codes.
    """

    code: str
    name: str
    short_name: str
    kind: Kind
    gss_code: str = ""
    region: Region | None = None
    latitude: float | None = None
    longitude: float | None = None
    hexagon_q: int | None = None
    hexagon_r: int | None = None
    population: int | None = None
    website: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    successors: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    wikidata: str = ""
    source: str = ""

    @property
    def tier(self) -> Tier:
        """Give the tier that its kind implies."""
        return TIERS.get(self.kind, Tier.NONE)

    @property
    def group(self) -> Group | None:
        """Give the group it is counted in, or None where it is no principal council."""
        return GROUPS.get(self.kind)
