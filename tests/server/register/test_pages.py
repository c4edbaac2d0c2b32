"""The register's pages: open to anyone, loading to the steward alone."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import NOW, Cast
from tests.database import as_owner
from tests.server.register.conftest import Visit
from wardmote.formats.register import sheet
from wardmote.rules.people.actors import Actor
from wardmote.server.register import actions, models, queries

EVERYONE = ("visitor", "alice", "bob", "carol", "dave", "grace", "mallory")


def test_anyone_reads_the_register(england: Cast, visit: Visit) -> None:
    for name in EVERYONE:
        browser = visit(name)
        listed = browser.get("/organisations/", {"q": "cornwall"})
        assert (listed.status_code, "Cornwall" in listed.content.decode()) == (200, True)
        one = browser.get("/organisations/con/")
        assert "Cornwall Council on the map of England" in one.content.decode()


@pytest.mark.parametrize("name", EVERYONE)
def test_the_steward_alone_loads_england(cast: Cast, visit: Visit, name: str) -> None:
    browser = visit(name)
    expected = {"visitor": 302, "dave": 200}.get(name, 404)
    assert browser.get("/organisations/load/").status_code == expected
    assert browser.post("/organisations/load/").status_code == {"dave": 302}.get(name, expected)
    assert queries.count() == (464 if name == "dave" else 4)


def test_what_is_not_there_looks_the_same_whatever_was_asked(england: Cast, visit: Visit) -> None:
    pages = {
        visit("visitor").get(f"/organisations/{code}/").content
        for code in ("nothing", "%00", "%25", "x" * 300)
    }
    assert len({page.split(b"<main")[1] for page in pages}) == 1


def test_a_hostile_search_is_text(england: Cast, visit: Visit) -> None:
    for text in ("%", "_", "'\"<script>alert(1)</script>", "\0", "x" * 10_000):
        page = visit("visitor").get(
            "/organisations/",
            {"q": text, "kind": text, "region": text, "state": text, "after": text},
        )
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_a_page_costs_the_same_with_one_row_and_with_three(
    cast: Cast, visit: Visit, django_assert_num_queries: object
) -> None:
    browser = visit("visitor")
    browser.get("/organisations/")
    for kind in ("assurer", "district", ""):
        with django_assert_num_queries(5):  # type: ignore[operator]
            browser.get("/organisations/", {"kind": kind})


def test_the_export_keeps_formulas_text(england: Cast, visit: Visit) -> None:
    models.Organisation.objects.filter(code="CON").update(name="=1+1", short_name="@Cornwall")
    answer = visit("visitor").get("/organisations/export.csv", {"q": "E06000052"})
    content = answer.getvalue()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["code"], row["name"], row["short_name"]) for row in rows] == [
        ("CON", "'=1+1", "'@Cornwall")
    ]
    read = sheet.accepted(sheet.read(content, source="export.csv", known=sheet.england()))
    assert [each.name for each in read] == ["=1+1"]


def test_the_export_is_the_register_and_a_repeat_costs_one_query(
    england: Cast, visit: Visit, django_assert_num_queries: object
) -> None:
    browser = visit("visitor")
    first = browser.get("/organisations/export.csv", {"state": "all"})
    rows = list(csv.DictReader(io.StringIO(first.getvalue().decode("utf-8-sig"))))
    assert {row["code"] for row in rows} == set(
        models.Organisation.objects.values_list("code", flat=True)
    )
    assert len(rows) == len({row["code"] for row in rows})
    known = {"if-none-match": first["ETag"]}
    entering = 3
    with django_assert_num_queries(entering + 1):  # type: ignore[operator]
        again = browser.get("/organisations/export.csv", {"state": "all"}, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert browser.get("/organisations/export.csv", headers=known).status_code == 200


def test_a_change_of_the_register_makes_a_new_export(england: Cast, visit: Visit) -> None:
    browser = visit("visitor")
    before = browser.get("/organisations/export.csv")["ETag"]
    changed = [replace(one, population=1) for one in sheet.england()[:1]] + [*sheet.england()[1:]]
    with as_owner():
        actions.keep_register(
            actor=Actor(name="The operator"),
            incoming=changed,
            allow_large=False,
            now=NOW + timedelta(days=1),
        )
    assert (
        browser.get("/organisations/export.csv", headers={"if-none-match": before}).status_code
        == 200
    )


def test_an_ended_council_says_who_took_over(england: Cast, visit: Visit) -> None:
    page = visit("visitor").get("/organisations/ALL/").content.decode()
    assert "ended on 31 March 2023" in page
    assert 'now belongs to <a class="govuk-link" href="/organisations/CMA/">' in page or (
        'href="/organisations/CBD/"' in page
    )
