"""How organisations are found."""

import pytest
from hypothesis import given, strategies

from tests.rules.register.organisations import council, registers
from wardmote.formats.register import sheet
from wardmote.rules.register import search
from wardmote.rules.register.search import Why
from wardmote.rules.register.values import Organisation

ENGLAND = search.index(sheet.england())


def found(query: str, limit: int = 3) -> list[tuple[str, Why]]:
    return [
        (match.organisation.code, match.why) for match in search.search(ENGLAND, query, limit=limit)
    ]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("LDS", ("LDS", Why.CODE)),
        ("e06000052", ("CON", Why.CODE)),
        ("Q55098926", ("ASF", Why.CODE)),
        ("pol-kent", ("pol-kent", Why.CODE)),
        ("kings lynn & west norfolk", ("KIN", Why.NAME)),
        ("King’s Lynn and West Norfolk Borough Council", ("KIN", Why.NAME)),
        ("Bristol", ("BST", Why.NAME)),
        ("council of the borough of hackney", ("HCK", Why.NAME)),
        ("Hull", ("KHL", Why.NAME)),
        ("Cornw", ("CON", Why.START)),
        ("St. Albans", ("SAL", Why.NAME)),
        ("bosworth", ("HIN", Why.WORDS)),
        ("Lynn", ("KIN", Why.WORDS)),
        ("Leicstershire", ("LEC", Why.SIMILAR)),
        ("50.12, -5.5", ("CON", Why.NEAR)),
    ],
)
def test_the_best_match_comes_first(query: str, first: tuple[str, Why]) -> None:
    assert found(query)[0] == first


def test_what_exists_comes_before_what_ended() -> None:
    assert found("North Yorkshire", 2) == [("NYE", Why.NAME), ("NYK", Why.NAME)]


def test_a_county_finds_its_districts() -> None:
    matches = search.search(ENGLAND, "Surrey district", limit=50)
    lower = [match for match in matches if "SRY" in match.organisation.part_of]
    assert (len(lower), {match.why for match in lower}) == (11, {Why.START, Why.PLACE})


def test_nonsense_finds_nothing() -> None:
    assert found("zzqxj") == []
    assert found("") == []
    assert found("' — !") == []


def test_accents_and_width_do_not_matter() -> None:
    entries = search.index([council("EAU", name="Eaudérby Council", short_name="Eaudérby")])
    assert [match.why for match in search.search(entries, "ＥＡＵDERBY")] == [Why.NAME]


def test_all_that_is_looked_through_is_one_text() -> None:
    texts = {entry.organisation.code: search.folded(entry) for entry in ENGLAND}
    assert texts["KIN"] == (
        "borough council of kings lynn and west norfolk kings lynn and west norfolk "
        "e07000146 kin q73072537 council district east england norfolk of"
    )


@given(registers())
def test_each_is_found_first_or_beside_its_equals_by_its_code(
    register: tuple[Organisation, ...],
) -> None:
    entries = search.index(register)
    for each in register:
        matches = search.search(entries, each.code)
        assert (each, Why.CODE) in [(match.organisation, match.why) for match in matches]


@given(strategies.text(max_size=300))
def test_any_query_is_answered_best_first(query: str) -> None:
    matches = search.search(ENGLAND, query, limit=7)
    reasons = [match.why for match in matches]
    assert reasons == sorted(reasons)
    assert len(matches) <= 7
