"""Results, the whole on paper, and exports."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from tests.server.assess import filling
from tests.server.assess.conftest import Visit
from wardmote.cli import main
from wardmote.formats.assessments import writing
from wardmote.rules.assess.results import Mark
from wardmote.rules.assess.whole import open_gaps
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import evidence
from wardmote.server.assess.queries import results as queries


def fill(begun: models.Assessment) -> None:
    """Judge four outcomes: one reaches the baseline, one is below, one was carried."""
    made = filling.answered("caf-4.0", "A1.a")
    filling.set_answer(begun, "A1.a", judged="achieved", statements=made, notes="=1+1")
    filling.set_answer(begun, "A1.b", judged="not_achieved", reason="-2 people")
    filling.set_answer(begun, "A1.c", judged="achieved", needs_review=True)


def test_each_outcome_is_held_against_its_target(cast: Cast, begun: models.Assessment) -> None:
    fill(begun)
    found = queries.whole(cast.enter("bob"), begun.pk, today=TODAY)
    marks = {each.outcome.code: each.standing.mark for each in found.parts[0].answers}
    assert len(marks) == 14
    assert [marks[code] for code in ("A1.a", "A1.b", "A1.c", "D2.b")] == [
        Mark.REACHES,
        Mark.BELOW,
        Mark.NOT_JUDGED,
        Mark.NOT_JUDGED,
    ]
    assert str(found.tally) == (
        "1 of 12 outcomes with a target reaches the profile; 10 not judged yet"
    )
    [(number, gap)] = open_gaps(found.parts, found.framework)
    assert (number, gap.outcome) == (0, "A1.b")


def test_a_whole_costs_the_same_however_much_is_in_it(
    cast: Cast, begun: models.Assessment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for parts in (0, 2):
        for number in range(1, parts + 1):
            filling.add_system_part(begun, number)
        kept = filling.keep(cast, f"Policy {parts}")
        actor = cast.enter("alice")
        for outcome in ("A1.a", "A1.b"):
            evidence.attach(
                actor=actor,
                assessment=begun.pk,
                part=0,
                outcome=outcome,
                keys=[kept.pk],
                shows="",
                now=NOW,
            )
        with django_assert_num_queries(4):
            found = queries.whole(actor, begun.pk, today=TODAY)
        assert len(found.parts) == parts + 1
        with django_assert_num_queries(3):
            queries.whole(actor, begun.pk, today=TODAY, with_evidence=False)


PAGES = ("results/", "print/", "export.json", "export.csv", "export.xlsx", "results/?part=0")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("alice", 200),
        ("bob", 200),
        ("erin", 200),
        ("frank", 200),
        ("carol", 200),
        ("mallory", 404),
        ("dave", 404),
        ("grace", 404),
        (None, 302),
    ],
)
def test_who_sees_results(
    begun: models.Assessment, visit: Visit, who: str | None, status: int
) -> None:
    fill(begun)
    client = visit(who) if who else Client()
    for page in PAGES:
        assert client.get(f"/assessments/{begun.pk}/{page}").status_code == status, page


@pytest.mark.parametrize("part", ["7", "x", "-1", "1" * 5000, "0' OR 1=1", "\x00", "٣"])
def test_a_part_that_is_not_there_is_missing(
    begun: models.Assessment, visit: Visit, part: str
) -> None:
    alice = visit("alice")
    for page in ("results/", "print/", "export.csv"):
        assert alice.get(f"/assessments/{begun.pk}/{page}", {"part": part}).status_code == 404


def test_the_page_says_counts_with_their_base_and_never_a_percentage(
    begun: models.Assessment, visit: Visit
) -> None:
    fill(begun)
    said = visit("alice").get(f"/assessments/{begun.pk}/results/").content.decode()
    assert "1 of 12 outcomes with a target reaches the profile; 10 not judged yet." in said
    assert "1 outcome is judged below the profile." in said
    assert "Unofficial profile" in said
    assert "%" not in said
    assert "Carried, to judge again" in said
    assert f'href="/assessments/{begun.pk}/part/0/A1.a/"' in said


def test_without_a_profile_levels_stand_alone(begun: models.Assessment, visit: Visit) -> None:
    fill(begun)
    with as_owner():
        models.Assessment.objects.filter(pk=begun.pk).update(profile="")
    said = visit("alice").get(f"/assessments/{begun.pk}/results/").content.decode()
    assert "held against no profile, so only levels are shown" in said
    assert "2 of 14 outcomes judged." in said
    assert "What closes the most gaps" not in said


def test_everything_typed_stays_text(begun: models.Assessment, visit: Visit) -> None:
    filling.set_answer(
        begun,
        "A1.a",
        notes=filling.HOSTILE,
        reason=filling.HOSTILE,
        statements={"A1.a.A.1": {"answer": "met_another_way", "how": filling.HOSTILE}},
    )
    said = visit("alice").get(f"/assessments/{begun.pk}/print/").content.decode()
    assert said.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3
    assert "<script>alert" not in said


def test_json_holds_the_whole_with_its_codes(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    fill(begun)
    sent = json.loads(visit("alice").get(f"/assessments/{begun.pk}/export.json").content)
    assert (sent["format"], sent["framework"]) == (writing.FORMAT, "caf-4.0")
    assert (sent["judged_count"], sent["outcome_count"]) == (2, 14)
    assert sent["profile"]["official"] is False
    first = sent["parts"][0]["outcomes"][0]
    assert (first["code"], first["judged"], first["against_target"]) == (
        "A1.a",
        "achieved",
        "reaches",
    )
    assert first["statements"] == filling.answered("caf-4.0", "A1.a")
    assert first["notes"] == "=1+1"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_part_that_was_exported_can_be_judged_offline(
    begun: models.Assessment,
    visit: Visit,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    form: str,
) -> None:
    fill(begun)
    filling.add_system_part(begun)
    sent = visit("alice").get(f"/assessments/{begun.pk}/export.{form}?part=0")
    file = tmp_path / f"export.{form}"
    file.write_bytes(sent.content)
    with pytest.raises(SystemExit) as ended:
        main.main(["caf", "judge", str(file), "--part", "organisation", "--json"])
    said, complained = capsys.readouterr()
    assert (ended.value.code or 0, complained) == (0, "")
    judged = json.loads(said)
    levels = {each["code"]: each["level"] for each in judged["outcomes"]}
    assert (judged["framework"], levels["A1.a"], levels["A1.b"]) == ("caf-4.0", "achieved", None)


def test_formulas_in_a_csv_are_text(begun: models.Assessment, visit: Visit) -> None:
    fill(begun)
    said = visit("alice").get(f"/assessments/{begun.pk}/export.csv").content.decode("utf-8-sig")
    assert ",'=1+1," in said
    assert ",'-2 people," in said


def test_a_spreadsheet_says_of_each_target_that_its_profile_is_unofficial(
    begun: models.Assessment, visit: Visit
) -> None:
    sent = visit("alice").get(f"/assessments/{begun.pk}/export.csv").content.decode("utf-8-sig")
    targets = [row["Target"] for row in csv.DictReader(io.StringIO(sent)) if row["Target"]]
    assert len(targets) == 12
    assert {target.partition(" (")[2] for target in targets} == {"unofficial profile)"}


def test_another_council_cannot_be_read_by_its_key(cast: Cast, begun: models.Assessment) -> None:
    for stranger in ("mallory", "dave"):
        with pytest.raises(Missing):
            queries.whole(cast.enter(stranger), begun.pk, today=TODAY)
