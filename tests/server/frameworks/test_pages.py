"""The frameworks' pages: open to anyone, importing to the steward alone, all or nothing."""

import io
import json
import re

import pytest
from django.test import Client

from tests.conftest import Cast
from wardmote.formats.frameworks import packs, shipped
from wardmote.server.frameworks import models, queries

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
EVERYONE = ("visitor", "alice", "bob", "carol", "grace", "mallory", "dave")
CAF = shipped.framework("caf-4.0")
OFFICIAL = "CAF 4.0 in other words"


def visit(cast: Cast, name: str) -> Client:
    client = Client()
    if name != "visitor":
        client.force_login(getattr(cast, name), backend=BACKEND)
    return client


def reworded() -> str:
    """Give CAF 4.0 as CSV, each statement in other words."""
    rows = ["outcome,level,statement"]
    for outcome in CAF.outcomes:
        for level in CAF.levels:
            for each in outcome.column(level.code):
                rows.append(f"{outcome.code},{level.title},Other words for {each.code}")
    return "\n".join(rows)


def give(browser: Client, text: str | bytes, name: str, **other: str) -> object:
    data = text.encode() if isinstance(text, str) else text
    file = io.BytesIO(data)
    file.name = name
    return browser.post("/frameworks/import/", {"file": file, **other})


def hidden(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return dict(fields)


def test_anyone_reads_the_frameworks(cast: Cast) -> None:
    for name in EVERYONE:
        browser = visit(cast, name)
        for path in ("", "caf-4.0/", "caf-4.0/A1.a/", "caf-3.2/to/caf-4.0/", "caf-4.0/?q=board"):
            assert browser.get(f"/frameworks/{path}").status_code == 200, (name, path)


@pytest.mark.parametrize("name", EVERYONE)
def test_the_steward_alone_imports(cast: Cast, name: str) -> None:
    browser = visit(cast, name)
    expected = {"visitor": 302, "dave": 200}.get(name, 404)
    assert browser.get("/frameworks/import/").status_code == expected
    checked = give(browser, packs.dump_framework(CAF), "caf.json")
    assert checked.status_code == expected  # type: ignore[attr-defined]
    stored = browser.post("/frameworks/import/store/", {"name": "x", "content": "x"})
    assert stored.status_code == {"dave": 302}.get(name, expected)
    assert models.Pack.objects.count() == 0


def test_what_is_not_there_is_missing(cast: Cast) -> None:
    for path in ("x/", "%00/", "caf-4.0/Z9/", "caf-4.0/%00/", "caf-4.0/to/caf-3.2/", "x" * 300):
        assert visit(cast, "visitor").get(f"/frameworks/{path}", follow=True).status_code == 404


def test_a_wording_is_shown_before_it_is_stored(cast: Cast) -> None:
    steward = visit(cast, "dave")
    checked = give(steward, reworded(), "caf.csv", title=OFFICIAL)
    page = checked.content.decode()  # type: ignore[attr-defined]
    assert "557 of 557 are there" in page
    assert models.Pack.objects.count() == 0
    stored = steward.post("/frameworks/import/store/", hidden(page), follow=True)
    assert "in the wording" in stored.content.decode()
    assert queries.wording("caf-4.0").wording == OFFICIAL  # type: ignore[union-attr]
    again = steward.post("/frameworks/import/store/", hidden(page))
    assert (again.status_code, models.Pack.objects.count()) == (409, 1)
    visitor = visit(cast, "visitor")
    plain = visitor.get("/frameworks/caf-4.0/A1.a/").content.decode()
    assert f"Show the wording “{OFFICIAL}”" in plain
    assert "Other words for" not in plain
    official = visitor.get("/frameworks/caf-4.0/A1.a/?wording=imported").content.decode()
    assert "Other words for A1.a.NA.1" in official
    found = visitor.get("/frameworks/caf-4.0/?wording=imported&q=other+words+A1.a.NA.1")
    assert "1 statement with these words" in found.content.decode()


def test_what_is_wrong_is_listed_and_nothing_is_stored(cast: Cast) -> None:
    steward = visit(cast, "dave")
    lines = reworded().splitlines()
    lines[2] = "Z9.z,Achieved,<script>alert(1)</script>"
    checked = give(steward, "\n".join(lines), "caf.csv")
    page = checked.content.decode()  # type: ignore[attr-defined]
    assert checked.status_code == 422  # type: ignore[attr-defined]
    assert "<title>Error: This file cannot be imported" in page
    assert "has no outcome &#39;Z9.z&#39;" in page
    assert "A1.a.NA.4 is missing" in page
    assert (hidden(page), models.Pack.objects.count()) == (
        {key: value for key, value in hidden(page).items() if key == "csrfmiddlewaretoken"},
        0,
    )


def test_what_was_shown_is_checked_again_when_it_is_stored(cast: Cast) -> None:
    steward = visit(cast, "dave")
    page = give(steward, reworded(), "caf.csv").content.decode()  # type: ignore[attr-defined]
    for content in ("", "!", "AAAA", hidden(page)["content"][:400]):
        steward.post("/frameworks/import/store/", {**hidden(page), "content": content})
    assert models.Pack.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.csv", "The file is empty"),
        (b"PK\x03\x04", "a.xlsx", "This is a workbook"),
        (b"x" * 2_000_001, "a.csv", "smaller than 2 MB"),
        (b"\xff\xff", "a.yaml", "not in UTF-8"),
        (b'{"a": ', "a.json", "not valid JSON or YAML"),
        (b"outcome,level\nA1.a,A\n", "a.csv", "Choose the framework"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    cast: Cast, data: bytes, name: str, expected: str
) -> None:
    answer = give(visit(cast, "dave"), data, name)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert expected in page
    assert 'href="#file"' in page
    assert 'id="file-error"' in page


def test_no_file_is_refused(cast: Cast) -> None:
    answer = visit(cast, "dave").post("/frameworks/import/", {})
    assert (answer.status_code, "Choose a file." in answer.content.decode()) == (422, True)


def test_a_profile_is_imported_and_labelled(cast: Cast) -> None:
    steward = visit(cast, "dave")
    text = "outcome,level\nA1.a,Achieved\nB1.a,n/a\n"
    page = give(steward, text, "north.csv", framework="caf-4.0").content.decode()  # type: ignore[attr-defined]
    steward.post("/frameworks/import/store/", hidden(page))
    assert [one.ref for one in queries.profiles("caf-4.0")] == [
        *("caf-4.0:north", "caf-4.0:baseline"),
    ]
    shown = visit(cast, "visitor").get("/frameworks/caf-4.0/B1.a/").content.decode()
    assert "Does not apply" in shown
    assert shown.count("Unofficial</strong>") == 2


def test_an_imported_framework_is_a_framework_like_any(cast: Cast) -> None:
    steward = visit(cast, "dave")
    text = packs.dump_framework(CAF).replace('"version": "4.0"', '"version": "9"')
    page = give(steward, text, "nine.json").content.decode()  # type: ignore[attr-defined]
    assert "only its form was checked" in page
    steward.post("/frameworks/import/store/", hidden(page))
    listed = Client().get("/api/v1/frameworks").json()
    assert [each["ref"] for each in listed][-1] == "caf-9"
    caf = next(each for each in listed if each["ref"] == "caf-4.0")
    assert [(each["ref"], each["official"]) for each in caf["profiles"]] == [
        ("caf-4.0:baseline", False)
    ]
    assert json.loads(Client().get("/api/v1/frameworks/caf-9").content)["version"] == "9"
    assert visit(cast, "visitor").get("/frameworks/caf-9/A1.a/").status_code == 200


def test_pages_cost_few_queries(cast: Cast, django_assert_max_num_queries: object) -> None:
    visitor = visit(cast, "visitor")
    for path in ("", "caf-4.0/", "caf-4.0/A1.a/", "caf-3.2/to/caf-4.0/?change=new"):
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            visitor.get(f"/frameworks/{path}")
