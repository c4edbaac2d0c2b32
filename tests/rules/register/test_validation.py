"""What makes an organisation, and a register, wrong."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies

from tests.rules.register.organisations import council, organisations
from wardmote.rules.register import succession, validation
from wardmote.rules.register.values import Kind, Organisation


@given(organisations())
def test_nothing_is_wrong_with_a_right_one(organisation: Organisation) -> None:
    assert validation.problems_of(organisation) == ()


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"name": " "}, "name", "Give a name."),
        ({"short_name": ""}, "short_name", "Give a short name."),
        ({"name": "A" * 201}, "name", "Shorten the name to 200 characters."),
        (
            {"name": "Alder\u202eby"},
            "name",
            "Remove the invisible characters from the name.",
        ),
        ({"code": "A B"}, "code", "Give a code of up to 20 letters, digits and hyphens."),
        ({"code": "-A"}, "code", "Give a code of up to 20 letters, digits and hyphens."),
        ({"code": "A" * 21}, "code", "Give a code of up to 20 letters, digits and hyphens."),
        ({"gss_code": "E0700001"}, "gss_code", "Give the GSS code as a letter and 8 digits."),
        ({"gss_code": "Z07000001"}, "gss_code", "Give the GSS code as a letter and 8 digits."),
        ({"gss_code": "E0700000１"}, "gss_code", "Give the GSS code as a letter and 8 digits."),
        (
            {"gss_code": "E06000001"},
            "gss_code",
            "The GSS code of this kind starts E07, not E06.",
        ),
        (
            {"website": "javascript:alert(1)"},
            "website",
            "Give the website as http:// or https:// and a name.",
        ),
        (
            {"wikidata": "42"},
            "wikidata",
            "Give the Wikidata identifier as Q and digits.",
        ),
        (
            {"starts_on": date(2020, 1, 2), "ends_on": date(2020, 1, 1)},
            "ends_on",
            "It ends on 2020-01-01, before it starts on 2020-01-02.",
        ),
        (
            {"successors": ("B",)},
            "ends_on",
            "Give the last day of an organisation that has successors.",
        ),
        ({"part_of": ("B", "B")}, "part_of", "Name each organisation once."),
        (
            {"part_of": tuple(f"B{number}" for number in range(21))},
            "part_of",
            "Name at most 20 organisations.",
        ),
        ({"latitude": 51.5}, "latitude", "Give latitude and longitude, or neither."),
        (
            {"latitude": 91.0, "longitude": 0.0},
            "latitude",
            "Give a latitude from -90 to 90.",
        ),
        (
            {"latitude": 51.0, "longitude": float("nan")},
            "longitude",
            "Give a longitude from -180 to 180.",
        ),
        (
            {"hexagon_q": 1},
            "hexagon_q",
            "Give both columns of the place on the map, or neither.",
        ),
        (
            {"hexagon_q": 1, "hexagon_r": 10_001},
            "hexagon_r",
            "Give a place on the map within 10,000 steps.",
        ),
        ({"population": -1}, "population", "Give a population from 0 to 100,000,000."),
    ],
)
def test_each_fault_is_named(wrong: dict[str, object], field: str, message: str) -> None:
    found = validation.problems_of(replace(council(), **wrong))
    assert [(problem.field, problem.message) for problem in found] == [(field, message)]


def test_all_faults_are_named_at_once() -> None:
    wrong = council("?", name="", gss_code="nonsense", population=-5)
    assert [problem.field for problem in validation.problems_of(wrong)] == [
        "name",
        "code",
        "gss_code",
        "population",
    ]


def test_a_register_that_fits_together_has_no_problems() -> None:
    register = [
        council("OLD", ends_on=date(2023, 3, 31), successors=("NEW",), part_of=("COU",)),
        council("NEW", gss_code="E07000001"),
        council("COU", kind=Kind.COUNTY, gss_code="E10000001"),
    ]
    assert validation.problems_between(register) == ()


def test_links_lead_to_what_exists_and_codes_are_used_once() -> None:
    register = [
        council("OLD", ends_on=date(2023, 3, 31), successors=("GONE",)),
        council("TWO", part_of=("TWO",)),
        council("SAME"),
        council("SAME"),
        council("G1", gss_code="E07000001"),
        council("G2", gss_code="E07000001"),
    ]
    assert [
        (position, problem.field, problem.message)
        for position, problem in validation.problems_between(register)
    ] == [
        (2, "code", "Use each code once."),
        (3, "code", "Use each code once."),
        (4, "gss_code", "Use each GSS code once."),
        (5, "gss_code", "Use each GSS code once."),
        (0, "successors", "No organisation has the code 'GONE'. Add it or mend it."),
        (1, "part_of", "It cannot name itself."),
    ]


LINKS = strategies.lists(
    strategies.lists(strategies.integers(0, 7), max_size=3, unique=True), min_size=8, max_size=8
)


@given(LINKS)
def test_a_circle_is_found_where_there_is_one_and_walks_end(links: list[list[int]]) -> None:
    register = [
        council(
            f"C{number}",
            ends_on=date(2023, 3, 31),
            successors=tuple(f"C{heir}" for heir in heirs if heir != number),
        )
        for number, heirs in enumerate(links)
    ]
    by_code = {each.code: each for each in register}
    reached = {each.code: set(succession.heirs(each.code, by_code)) for each in register}
    in_a_circle = {
        code
        for code, far in reached.items()
        if any(code in by_code[heir].successors for heir in far)
    }
    leads_to_one = {
        position
        for position, each in enumerate(register)
        if each.code in in_a_circle or reached[each.code] & in_a_circle
    }
    found = {
        position
        for position, problem in validation.problems_between(register)
        if problem.message == "Its successors lead in a circle. Mend one of them."
    }
    assert found == leads_to_one


@given(LINKS)
def test_heirs_and_predecessors_are_the_same_links_read_both_ways(links: list[list[int]]) -> None:
    by_code = {
        f"C{number}": council(f"C{number}", successors=tuple(f"C{heir}" for heir in heirs))
        for number, heirs in enumerate(links)
    }
    forward = {(old, new) for old in by_code for new in succession.heirs(old, by_code)}
    backward = {(old, new) for new in by_code for old in succession.predecessors(new, by_code)}
    assert forward == backward


def test_heirs_come_nearest_first() -> None:
    by_code = {
        "TAU": council("TAU", successors=("SWT",)),
        "SWT": council("SWT", successors=("SMT",)),
        "SMT": council("SMT"),
    }
    assert succession.heirs("TAU", by_code) == ("SWT", "SMT")
    assert succession.predecessors("SMT", by_code) == ("SWT", "TAU")
    assert succession.heirs("SMT", by_code) == ()
