"""The pages of evidence."""

import io
import uuid
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client

from tests.conftest import NOW, TODAY, Cast
from tests.server.assess import filling
from tests.server.assess.conftest import Visit
from wardmote.rules.assess.evidence import EvidenceKind, Reference
from wardmote.server.assess import models
from wardmote.server.assess.actions import evidence as actions

FORM = {
    "title": "Patch policy",
    "kind": "policy",
    "kept_at": "Shelf 3",
    "shows": "",
    "owner": "",
    "dated_on-day": "1",
    "dated_on-month": "2",
    "dated_on-year": "2026",
    "review_on-day": "",
    "review_on-month": "",
    "review_on-year": "",
}


def attach(
    cast: Cast, begun: models.Assessment, *keys: uuid.UUID, who: str = "alice", shows: str = ""
) -> int:
    return actions.attach(
        actor=cast.enter(who),
        assessment=begun.pk,
        part=0,
        outcome="A1.a",
        keys=keys,
        shows=shows,
        now=NOW,
    )


def test_the_page_shows_both_texts_after_a_stale_save(cast: Cast, visit: Visit) -> None:
    kept = filling.keep(cast)
    address = f"/evidence/ALDERBY/{kept.pk}/change/"
    alice, bob = visit("alice"), visit("bob")
    assert alice.post(address, FORM | {"title": "Hers", "version": "1"}).status_code == 302
    page = bob.post(address, FORM | {"title": "His", "version": "1"})
    assert page.status_code == 409
    said = page.content.decode()
    assert "<title>Error: Change evidence" in said
    assert 'value="His"' in said
    assert f"{cast.alice.name} saved this while you were changing it" in said
    assert 'id="title-theirs"' in said
    assert 'dir="auto">Hers</p>' in said
    assert 'name="version" value="2"' in said
    assert bob.post(address, FORM | {"title": "Both", "version": "2"}).status_code == 302
    kept.refresh_from_db()
    assert kept.title == "Both"


@pytest.mark.parametrize("version", ["", "0", "-1", "99999999999999999999", "x", "1.0"])
def test_a_version_that_makes_no_sense_saves_nothing(
    cast: Cast, visit: Visit, version: str
) -> None:
    kept = filling.keep(cast)
    page = visit("alice").post(f"/evidence/ALDERBY/{kept.pk}/change/", FORM | {"version": version})
    assert page.status_code == 409
    kept.refresh_from_db()
    assert kept.title == "Policy"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Enter a title for the evidence."),
        ({"title": "x" * 201}, "Use 200 characters or fewer."),
        ({"kept_at": " "}, "Enter a link, or say where the evidence is kept."),
        ({"kind": "poem"}, "Choose what kind of evidence it is from the list."),
        ({"dated_on-month": "13"}, "Enter the date of the document as a real date"),
        ({"dated_on-year": "9" * 5000}, "Enter the date of the document as a real date"),
        ({"shows": "y" * 10_001}, "Use 10,000 characters or fewer."),
    ],
)
def test_wrong_input_is_answered_in_words(
    cast: Cast, visit: Visit, wrong: dict[str, str], message: str
) -> None:
    page = visit("alice").post("/evidence/ALDERBY/add/", FORM | wrong)
    assert page.status_code == 422
    assert message in page.content.decode()
    assert "<title>Error: Add evidence" in page.content.decode()
    cast.enter("alice")
    assert models.Evidence.objects.count() == 0


def test_add_retire_and_undo_on_pages(cast: Cast, visit: Visit) -> None:
    alice = visit("alice")
    assert alice.post("/evidence/ALDERBY/add/", FORM).status_code == 302
    cast.enter("alice")
    kept = models.Evidence.objects.get()
    one = f"/evidence/ALDERBY/{kept.pk}/"
    assert alice.get(f"{one}retire/").status_code == 405
    assert "Bring back into use" in alice.post(f"{one}retire/", follow=True).content.decode()
    assert "is back in use" in alice.post(f"{one}bring-back/", follow=True).content.decode()
    kept.refresh_from_db()
    assert (kept.retired_at, kept.version) == (None, 3)


def test_text_is_text_and_only_web_addresses_are_links(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    kept = filling.keep(cast, filling.HOSTILE, shows=filling.HOSTILE, owner=filling.HOSTILE)
    evil = actions.add(
        actor=cast.enter("alice"),
        organisation=cast.alderby.pk,
        given=Reference("Evil", EvidenceKind.POLICY, "javascript:alert(1)"),
        now=NOW,
    )
    attach(cast, begun, kept.pk, evil.pk, shows=filling.HOSTILE)
    alice = visit("alice")
    for path in (
        "/evidence/ALDERBY/",
        f"/evidence/ALDERBY/{kept.pk}/",
        f"/evidence/ALDERBY/{kept.pk}/change/",
        f"/assessments/{begun.pk}/part/0/A1.a/",
        f"/assessments/{begun.pk}/part/0/A1.a/evidence/",
        f"/assessments/{begun.pk}/print/",
        f"/assessments/{begun.pk}/history/",
    ):
        said = alice.get(path).content.decode()
        assert "<script>alert" not in said
        assert 'href="javascript' not in said
    said = alice.get(f"/assessments/{begun.pk}/print/").content.decode()
    assert 'href="https://intranet.example/policy" rel="noopener noreferrer"' in said
    assert "Kept at: javascript:alert(1)" in said


def test_exports_hold_formulas_as_text(cast: Cast, visit: Visit) -> None:
    filling.keep(cast, "=1+1", shows="@SUM(A1)", owner="+44 20")
    alice = visit("alice")
    csv = alice.get("/evidence/ALDERBY/export.csv").content.decode("utf-8-sig")
    assert "\r\n'=1+1,Policy," in csv
    assert ",'+44 20,'@SUM(A1)," in csv
    book = openpyxl.load_workbook(io.BytesIO(alice.get("/evidence/ALDERBY/export.xlsx").content))
    row = list(next(book.active.iter_rows(min_row=2)))  # type: ignore[union-attr]
    assert (row[0].value, row[0].data_type) == ("=1+1", "s")
    assert alice.get("/evidence/ALDERBY/export.exe").status_code == 404


def test_stale_evidence_is_flagged_wherever_it_appears(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    kept = filling.keep(cast, "Ancient", review_on=TODAY - timedelta(days=1))
    attach(cast, begun, kept.pk)
    alice = visit("alice")
    for path in (
        "/evidence/ALDERBY/",
        f"/evidence/ALDERBY/{kept.pk}/",
        f"/assessments/{begun.pk}/part/0/A1.a/",
        f"/assessments/{begun.pk}/part/0/A1.b/evidence/",
        f"/assessments/{begun.pk}/print/",
    ):
        assert "due for review" in alice.get(path).content.decode().lower(), path


def test_attach_on_pages(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    kept = filling.keep(cast)
    alice = visit("alice")
    here = f"/assessments/{begun.pk}/part/0/A1.a/evidence/"
    assert alice.post(here, {}).status_code == 422
    assert alice.post(here, {"evidence": "nonsense"}).status_code == 422
    sent = alice.post(here, {"evidence": str(kept.pk), "shows": "Page 4"})
    assert sent["Location"] == f"/assessments/{begun.pk}/part/0/A1.a/"
    assert alice.post(f"{here}add/", FORM).status_code == 302
    assert alice.post(f"{here}add/", FORM | {"title": ""}).status_code == 422
    outcome = alice.get(f"/assessments/{begun.pk}/part/0/A1.a/").content.decode()
    assert "Patch policy" in outcome
    assert "Shows: Page 4" in outcome
    for path in (f"{here}?q=%00", f"{here}?q={'x' * 5000}"):
        assert alice.get(path).status_code == 200


@pytest.mark.parametrize("who", ["mallory", "carol", "dave", "grace", None])
def test_pages_are_absent_for_strangers(
    cast: Cast, begun: models.Assessment, visit: Visit, who: str | None
) -> None:
    kept = filling.keep(cast)
    client = visit(who) if who else Client()
    expected = 404 if who else 302
    one = f"/evidence/ALDERBY/{kept.pk}/"
    for path in ("/evidence/ALDERBY/", "/evidence/ALDERBY/export.csv", one, f"{one}change/"):
        assert client.get(path).status_code == expected, path
    for path in (f"{one}retire/", f"{one}bring-back/", "/evidence/ALDERBY/add/"):
        assert client.post(path, FORM).status_code == expected, path
