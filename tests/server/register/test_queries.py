"""Lists and searches of the register: what they find, at which cost."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import TODAY, Cast
from wardmote.formats.register import sheet
from wardmote.rules.refusal import Missing
from wardmote.rules.register import search
from wardmote.server.register import models, queries
from wardmote.server.register.queries import Wanted

ENGLAND = sheet.england()
CAST = ("ALDERBY", "ASSURER", "MERROWDOWN", "STEWARD")


def found(text: str, **other: str) -> list[str]:
    wanted = Wanted(text=text, **{"state": "", **other})
    return [row.code for row in queries.listed(wanted, today=TODAY).rows]


SEARCHES = (
    *("Cornwall", "E06000052", "con", "st albans", "bristol city", "King's Lynn", "north east"),
    *("corn", "mersey", "buckinghamshire", "York", "Durham council", "cornwal", "Herefordshir"),
)


def test_a_search_finds_what_the_rules_find(england: Cast) -> None:
    entries = search.index(ENGLAND)
    assert {text: [code for code in found(text) if code not in CAST] for text in SEARCHES} == {
        text: [each.organisation.code for each in search.search(entries, text, limit=50)]
        for text in SEARCHES
    }


WORDS = sorted({word for entry in search.index(ENGLAND) for word in search.folded(entry).split()})
STARTS = st.sampled_from(WORDS).flatmap(
    lambda word: st.integers(1, len(word)).map(lambda length: word[:length])
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STARTS, min_size=1, max_size=3), st.sampled_from(("", "district", "fire")))
def test_whatever_words_come_together_a_search_finds_what_the_rules_find(
    england: Cast, words: list[str], kind: str
) -> None:
    text = " ".join(words)
    matches = search.search(search.index(ENGLAND), text, limit=1000)
    expected = [
        each.organisation.code
        for each in matches
        if each.why < search.Why.NEAR and each.organisation.kind.startswith(kind)
    ]
    ours = [code for code in found(text, kind=kind) if code not in CAST]
    if expected and len(expected) < queries.PAGE - len(CAST):
        assert ours == expected
    else:
        assert len(ours) <= queries.PAGE


def test_a_search_by_place_gives_what_is_nearest(england: Cast) -> None:
    entries = search.index(ENGLAND)
    expected = [each.organisation.code for each in search.search(entries, "50.26, -5.05", limit=20)]
    assert found("50.26, -5.05")[:20] == expected


def test_filters_narrow_a_search_and_a_list(england: Cast) -> None:
    assert found("Allerdale") == ["ALL"]
    assert found("Allerdale", state="current") == []
    assert found("", kind="national_park", region="south_east") == [
        each.code
        for each in sorted(ENGLAND, key=lambda one: one.short_name)
        if (each.kind, each.region) == ("national_park", "south_east")
    ]
    ended = queries.listed(Wanted(state="ended", kind="district"), today=TODAY)
    assert ended.total == sum(
        each.ends_on is not None and each.ends_on < TODAY and each.kind == "district"
        for each in ENGLAND
    )


def test_what_ends_later_is_still_current(cast: Cast) -> None:
    models.Organisation.objects.filter(code="ALDERBY").update(ends_on=date(2026, 11, 20))
    current = Wanted(kind="district")
    assert queries.listed(current, today=date(2026, 11, 20)).total == 2
    assert queries.listed(current, today=date(2026, 11, 21)).total == 1


def test_pages_follow_each_other_and_leave_nothing_out(england: Cast) -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = queries.listed(Wanted(state=""), today=TODAY, after=after)
        seen += [row.code for row in page.rows]
        after = page.after
        if not after:
            break
    assert (len(seen), len(set(seen))) == (len(ENGLAND) + len(CAST), len(seen))
    names = {row.code: (row.short_name, row.code) for row in models.Organisation.objects.all()}
    ordered = models.Organisation.objects.order_by("short_name", "code")
    assert [names[code] for code in seen] == [names[row.code] for row in ordered]


def test_a_page_after_something_unknown_is_the_first(england: Cast) -> None:
    first = queries.listed(Wanted(), today=TODAY).rows
    for after in ("nothing", "\0", "%", "x" * 500):
        assert queries.listed(Wanted(), today=TODAY, after=after).rows == first


def test_marks_are_no_wildcards(england: Cast) -> None:
    marks = ("%", "_", "''; --", '"', "\0", "\\", "% %", "((", "\ud800")
    assert {mark: found(mark) for mark in marks} == {mark: [] for mark in marks}
    assert found("  ") == found("")


def test_a_very_long_search_is_cut_and_finds_nothing(england: Cast) -> None:
    assert found("x" * 10_000) == []
    assert found("x " * 5_000) == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=40))
def test_no_search_fails(england: Cast, text: str) -> None:
    assert len(found(text)) <= queries.PAGE


def test_costs_do_not_grow(england: Cast, django_assert_max_num_queries: object) -> None:
    for wanted, most in ((Wanted(), 2), (Wanted(text="corn"), 5), (Wanted(text="cornwqll"), 9)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            queries.listed(wanted, today=TODAY)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        queries.around(queries.organisation("WAF"))


def test_a_code_that_is_none_is_missing(england: Cast) -> None:
    for code in ("", "nothing", "\0", "%", "con'", "x" * 999, "\ud800"):
        with pytest.raises(Missing):
            queries.organisation(code)


def test_a_code_is_found_in_any_case(england: Cast) -> None:
    assert queries.organisation("con").name == "Cornwall Council"
    assert queries.organisation("POL-devon-cornwall").code == "pol-devon-cornwall"


def test_what_took_over_is_told_from_both_sides(england: Cast) -> None:
    before = queries.around(queries.organisation("ALL"))
    assert [each.code for each in before.successors] == ["CBD"]
    after = queries.around(queries.organisation("CBD"))
    assert "ALL" in {each.code for each in after.predecessors}


def test_the_register_comes_back_as_it_was_read(england: Cast) -> None:
    kept = {each.code: each for each in queries.register() if each.code not in CAST}
    assert kept == {each.code: each for each in ENGLAND}
