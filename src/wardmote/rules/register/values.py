"""What the register says of one organisation.

Source: Local Government Act 1972 and Local Government Act 1992 (counties, districts, unitary and
metropolitan councils), London Government Act 1963, Local Democracy, Economic Development and
Construction Act 2009 (combined authorities); ONS Code History Database (form of GSS codes).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Type(StrEnum):
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


TYPE_TITLES = {
    Type.COUNTY: "County council",
    Type.DISTRICT: "District council",
    Type.UNITARY: "Unitary council",
    Type.METROPOLITAN: "Metropolitan council",
    Type.LONDON_BOROUGH: "London borough council",
    Type.CITY_OF_LONDON: "City of London",
    Type.SCILLY: "Council of the Isles of Scilly",
    Type.COMBINED_AUTHORITY: "Combined authority",
    Type.GREATER_LONDON_AUTHORITY: "Greater London Authority",
    Type.FIRE: "Fire and rescue authority",
    Type.POLICE: "Police force",
    Type.NATIONAL_PARK: "National park authority",
    Type.PARTNER: "Partner",
    Type.SUPPLIER: "Supplier",
    Type.ASSURER: "Assurer",
    Type.STEWARD: "Steward",
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
    Type.COUNTY: Tier.UPPER,
    Type.DISTRICT: Tier.LOWER,
    Type.UNITARY: Tier.SINGLE,
    Type.METROPOLITAN: Tier.SINGLE,
    Type.LONDON_BOROUGH: Tier.SINGLE,
    Type.CITY_OF_LONDON: Tier.SINGLE,
    Type.SCILLY: Tier.SINGLE,
    Type.COMBINED_AUTHORITY: Tier.STRATEGIC,
    Type.GREATER_LONDON_AUTHORITY: Tier.STRATEGIC,
}
"""The tier that a type implies; types that are not named have none."""


class Group(StrEnum):
    """The five groups in which England's 317 principal councils are counted."""

    COUNTY = "county"
    DISTRICT = "district"
    UNITARY = "unitary"
    METROPOLITAN = "metropolitan"
    LONDON = "london"


GROUPS = {
    Type.COUNTY: Group.COUNTY,
    Type.DISTRICT: Group.DISTRICT,
    Type.UNITARY: Group.UNITARY,
    Type.SCILLY: Group.UNITARY,
    Type.METROPOLITAN: Group.METROPOLITAN,
    Type.LONDON_BOROUGH: Group.LONDON,
    Type.CITY_OF_LONDON: Group.LONDON,
}
"""The group of each type of principal council; a type that is not named is none."""


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

    Shape: `code` is the key that never changes; `hex_q`, `hex_r` are its place on the hexagon map
    (odd-r layout); `ends_on` is its last day; `successors` and `part_of` are codes.
    """

    code: str
    name: str
    short_name: str
    type: Type
    gss_code: str = ""
    region: Region | None = None
    latitude: float | None = None
    longitude: float | None = None
    hex_q: int | None = None
    hex_r: int | None = None
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
        """Give the tier that its type implies."""
        return TIERS.get(self.type, Tier.NONE)

    @property
    def group(self) -> Group | None:
        """Give the group it is counted in, or None where it is no principal council."""
        return GROUPS.get(self.type)

    @property
    def is_principal_council(self) -> bool:
        """Tell whether it is one of the councils that Wardmote's figures count."""
        return self.type in GROUPS

    def is_current(self, on: date) -> bool:
        """Tell whether it exists on a day; a date that is not known does not exclude it."""
        started = self.starts_on is None or self.starts_on <= on
        return started and (self.ends_on is None or on <= self.ends_on)
