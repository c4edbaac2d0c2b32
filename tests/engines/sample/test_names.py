"""Invented names are many, each used once, and never a real council's."""

import re
from collections import Counter
from random import Random

import pytest

from wardmote.engines.sample import councils, names
from wardmote.formats.register import sheet
from wardmote.rules.refusal import Invalid
from wardmote.rules.register import search

PLENTY = list(names.places(Random(3), 100_000))


def test_no_place_holds_a_real_name() -> None:
    real = "|".join(re.escape(name) for name in names.real_names())
    folded = [search.plain(name) for name in PLENTY]
    assert [name for name in folded if re.search(rf"\b({real})\b", name)] == []
    assert [name for name in folded if re.search(real, name)] == ["alderby"]


def test_real_names_are_those_of_the_register_and_of_what_ended_before() -> None:
    known = names.real_names()
    register = [each for each in sheet.england() if each.kind != "police"]
    assert {search.core(each.short_name) for each in register} - known == set()
    assert {search.core(each.name) for each in register} - known == set()
    assert {"leeds", "bath north east somerset", "city of london", "kent"} - known == set()
    assert {"kennet", "tynedale", "restormel"} - known == set()


@pytest.mark.parametrize(
    "name",
    ["Leeds", "Leedston", "North Leedsby", "Bury", "Amberburyvale", "Kings Lynn", "Tynedale"],
)
def test_a_real_name_is_seen_wherever_it_stands(name: str) -> None:
    assert names.is_real(name)


def test_each_place_is_named_once_and_has_an_address_of_its_own() -> None:
    assert len(set(PLENTY)) == len(PLENTY)
    assert len({names.slug(name) for name in PLENTY}) == len(PLENTY)
    assert PLENTY[:2] == ["Alderby", "Merrowdown"]


def test_more_than_there_are_is_refused() -> None:
    with pytest.raises(Invalid, match=r"^Ask for at most [\d,]+ invented councils\.$"):
        next(names.places(Random(1), 10_000_000))


def test_invented_organisations_are_not_taken_for_real_ones() -> None:
    invented = [*councils.organisations(1, 317), councils.ASSURER, councils.STEWARD]
    real = sheet.england()
    assert {each.code for each in invented} & {each.code for each in real} == set()
    assert {each.gss_code[:1] for each in invented} == {"X", ""}
    assert [each for each in invented if not each.website.endswith(".example")] == []
    assert {each.source for each in invented} == {"invented"}
    full = "|".join(re.escape(search.core(each.short_name)) for each in real)
    whole = re.compile(rf"\b({full})\b")
    assert [each.name for each in invented if whole.search(search.plain(each.name))] == []


def test_the_invented_are_as_many_as_the_real() -> None:
    invented = list(councils.organisations(1, 317))
    real = councils.slots()
    for fact in ("group", "tier", "region"):
        assert Counter(getattr(each, fact) for each in invented) == Counter(
            getattr(each, fact) for each in real
        )
    assert [(each.hexagon_q, each.hexagon_r) for each in invented] == [
        (each.hexagon_q, each.hexagon_r) for each in real
    ]


def test_sizes_are_near_the_real_ones_but_not_the_same() -> None:
    pairs = [
        ((each.population or 0), (slot.population or 0))
        for each, slot in zip(councils.organisations(1, 317), councils.slots(), strict=True)
    ]
    far = [pair for pair in pairs if abs(pair[0] - pair[1]) > 0.15 * pair[1] + 100]
    assert far == []
    assert sum(1 for ours, real in pairs if ours == real) < 5


def test_districts_belong_to_invented_counties() -> None:
    invented = {each.code: each for each in councils.organisations(1, 317)}
    for each, slot in zip(invented.values(), councils.slots(), strict=True):
        parents = [invented[code].kind for code in each.part_of]
        assert parents == (["county"] if slot.kind == "district" else [])
