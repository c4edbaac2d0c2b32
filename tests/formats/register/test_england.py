"""The register of England that ships."""

import csv
import os
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from wardmote.formats.register import sheet
from wardmote.rules.register.values import Group, Kind, Region, Tier

TODAY = date(2026, 1, 1)
ENGLAND = sheet.england()
NOW = [
    each
    for each in ENGLAND
    if (each.starts_on or TODAY) <= TODAY and (each.ends_on or TODAY) >= TODAY
]
COUNCILS = [each for each in NOW if each.group]
BY_CODE = {each.code: each for each in ENGLAND}
COUNTIES = {each.code for each in ENGLAND if each.kind is Kind.COUNTY}


def test_there_are_317_principal_councils() -> None:
    assert Counter(each.group for each in COUNCILS) == {
        Group.DISTRICT: 164,
        Group.UNITARY: 63,
        Group.METROPOLITAN: 36,
        Group.LONDON: 33,
        Group.COUNTY: 21,
    }


def test_they_lie_in_nine_regions() -> None:
    assert Counter(each.region for each in COUNCILS) == {
        Region.SOUTH_EAST: 70,
        Region.EAST_OF_ENGLAND: 50,
        Region.EAST_MIDLANDS: 39,
        Region.NORTH_WEST: 36,
        Region.LONDON: 33,
        Region.WEST_MIDLANDS: 33,
        Region.SOUTH_WEST: 29,
        Region.YORKSHIRE_AND_THE_HUMBER: 15,
        Region.NORTH_EAST: 12,
    }


def test_all_but_counties_have_a_hexagon_of_their_own() -> None:
    places = [(each.hexagon_q, each.hexagon_r) for each in ENGLAND if each.hexagon_q is not None]
    assert len(places) == len(set(places)) == 296
    lacking = [each.tier for each in COUNCILS if each.hexagon_q is None]
    assert lacking == [Tier.UPPER] * 21


def test_each_council_has_what_a_page_shows() -> None:
    lacking = [
        each.code
        for each in COUNCILS
        if not (each.gss_code and each.website and each.population and each.latitude)
    ]
    assert lacking == []


def test_each_council_that_ended_has_successors_that_exist() -> None:
    ended = [each for each in ENGLAND if each.ends_on and each.group]
    assert len(ended) == 48
    assert all(each.successors for each in ended)
    for each in ended:
        heirs = [BY_CODE[code] for code in each.successors]
        assert each.ends_on is not None
        assert [heir.code for heir in heirs if not heir.group] == []
        assert [heir.code for heir in heirs if heir.starts_on is None] == []


def test_a_successor_starts_the_day_after() -> None:
    gaps = {
        (heir.starts_on - each.ends_on).days
        for each in ENGLAND
        for heir in (BY_CODE[code] for code in each.successors)
        if each.ends_on and heir.starts_on
    }
    assert gaps == {1}


def test_every_district_belongs_to_a_county_and_every_borough_to_london() -> None:
    for each in ENGLAND:
        parents = [BY_CODE[code].kind for code in each.part_of]
        if each.kind is Kind.DISTRICT:
            assert parents.count(Kind.COUNTY) == 1, each.code
            counties = [BY_CODE[code] for code in each.part_of if code in COUNTIES]
            assert [county.region for county in counties] == [each.region], each.code
        if each.kind in (Kind.LONDON_BOROUGH, Kind.CITY_OF_LONDON):
            assert parents == [Kind.GREATER_LONDON_AUTHORITY], each.code


def test_a_county_is_as_large_as_its_districts() -> None:
    for each in COUNCILS:
        if each.kind is Kind.COUNTY:
            inside = [other for other in COUNCILS if each.code in other.part_of]
            assert sum(other.population or 0 for other in inside) == each.population


def test_other_bodies_are_counted() -> None:
    now = Counter(each.kind for each in NOW if not each.group)
    assert now == {
        Kind.COMBINED_AUTHORITY: 13,
        Kind.GREATER_LONDON_AUTHORITY: 1,
        Kind.FIRE: 30,
        Kind.POLICE: 39,
        Kind.NATIONAL_PARK: 10,
    }
    own = {each.kind for each in ENGLAND if each.source == "project"}
    assert own == {Kind.FIRE, Kind.POLICE, Kind.NATIONAL_PARK}
    assert [each.code for each in ENGLAND if each.source == "project" and each.gss_code] == []


def test_the_file_is_as_the_writer_would_write_it() -> None:
    shipped = files("wardmote") / "data" / "register" / "england.csv"
    assert sheet.write(ENGLAND) == shipped.read_text(encoding="utf-8")


def test_codes_agree_with_the_published_list() -> None:
    folder = os.environ.get("WARDMOTE_REFERENCE_DATA")
    if not folder:
        pytest.skip("WARDMOTE_REFERENCE_DATA is not set, so there is no list to compare with")
    path = Path(folder) / "register" / "uk_local_authorities_current.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        published = {
            (row["local-authority-code"], row["gss-code"])
            for row in csv.DictReader(lines)
            if row["nation"] == "England"
        }
    ours = {(each.code, each.gss_code) for each in ENGLAND if each.source != "project"}
    assert ours - published == {("NNECA", "E47000014")}
    assert published - ours == set()
