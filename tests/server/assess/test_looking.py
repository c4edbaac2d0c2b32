"""The steward's side: the list without answers, and one assessment that was shared."""

import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from tests.server.assess import filling
from tests.server.assess.conftest import Visit
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import looking
from wardmote.server.assess.queries import life, results, steward
from wardmote.server.assess.queries.steward import PAGE, Wanted


def share(begun: models.Assessment) -> None:
    filling.judge_all(begun)
    filling.set_answer(begun, "A1.a", notes="Only for those who were asked.")
    with as_owner():
        models.Assessment.objects.filter(pk=begun.pk).update(state="shared", shared_at=NOW)


def look(cast: Cast, begun: models.Assessment, who: str) -> None:
    actor = cast.enter(who)
    reader = looking.open_shared(actor=actor, assessment=begun.pk, what="results", now=NOW)
    assert reader.assigned == {begun.pk}
    found = results.whole(reader, begun.pk, today=TODAY)
    assert found.tally.judged == 14


def test_what_is_shared_is_read_and_the_council_sees_that(
    cast: Cast, begun: models.Assessment
) -> None:
    share(begun)
    for who in ("dave", "grace"):
        look(cast, begun, who)
    seen = [
        (each.person_name, each.verb, each.change) for each in life.looks(cast.enter("bob"), begun)
    ]
    assert seen == [
        ("Grace Pell", "read this assessment as the steward", {"what": "results"}),
        ("Dave Larkin", "read this assessment as the steward", {"what": "results"}),
    ]


@pytest.mark.parametrize("state", ["open", "in_review", "approved"])
def test_what_is_not_shared_is_absent(
    cast: Cast, begun: models.Assessment, visit: Visit, state: str
) -> None:
    share(begun)
    filling.set_state(begun, state)
    for who in ("dave", "grace"):
        for page in ("results", "print"):
            assert visit(who).get(f"/sector/assessments/{begun.pk}/{page}/").status_code == 404
        actor = cast.enter(who)
        with pytest.raises(Missing):
            looking.open_shared(actor=actor, assessment=begun.pk, what="results", now=NOW)
        assert models.Answer.objects.count() == 0
    assert life.looks(cast.enter("alice"), begun) == []


def test_one_opened_assessment_opens_no_other(cast: Cast, begun: models.Assessment) -> None:
    share(begun)
    look(cast, begun, "dave")
    assert set(models.Answer.objects.values_list("assessment", flat=True)) == {begun.pk}
    with as_owner():
        other = models.Assessment.objects.exclude(pk=begun.pk).get()
    with pytest.raises(Missing):
        looking.open_shared(actor=cast.enter("dave"), assessment=other.pk, what="results", now=NOW)


def test_nobody_else_opens_what_is_shared(cast: Cast, begun: models.Assessment) -> None:
    share(begun)
    for who in ("alice", "carol", "mallory"):
        with pytest.raises(Missing):
            looking.open_shared(actor=cast.enter(who), assessment=begun.pk, what="results", now=NOW)


def test_the_pages_of_a_shared_assessment(begun: models.Assessment, visit: Visit) -> None:
    share(begun)
    dave = visit("dave")
    here = f"/sector/assessments/{begun.pk}/"
    said = dave.get(f"{here}results/").content.decode()
    assert f'href="{here}print/#0-A1.a"' in said
    assert f"/assessments/{begun.pk}/part/" not in said
    assert "/export." not in said
    assert 'id="0-A1.a"' in dave.get(f"{here}print/").content.decode()
    council = visit("alice").get(f"/assessments/{begun.pk}/looks/").content.decode()
    assert council.count("Dave Larkin</strong> read this assessment as the steward") == 2
    assert dave.get(f"/assessments/{begun.pk}/looks/").status_code == 404
    assert dave.get(f"/sector/assessments/{uuid.uuid4()}/results/").status_code == 404


def test_the_list_says_how_far_and_never_what(begun: models.Assessment, visit: Visit) -> None:
    share(begun)
    said = visit("grace").get("/sector/assessments/").content.decode()
    assert "14 of 14" in said
    assert "Merrowdown District Council" in said
    assert "Only for those who were asked." not in said
    assert "chieved" not in said
    assert said.count(">Read it<") == 1


def rows(cast: Cast, wanted: Wanted) -> list[str]:
    page = steward.assessments(cast.enter("dave"), wanted)
    return [one.organisation.short_name for one in page.rows]


def test_the_list_is_filtered_and_searched(cast: Cast, begun: models.Assessment) -> None:
    with as_owner():
        cast.alderby.region, cast.alderby.found_by = "london", "alderby district x001"
        cast.alderby.save()
        cast.merrowdown.found_by = "merrowdown district e123"
        cast.merrowdown.save()
    share(begun)
    both = {"Alderby", "Merrowdown"}
    assert set(rows(cast, Wanted())) == both
    for wanted in (
        Wanted(state="shared"),
        Wanted(region="london"),
        Wanted(text="ALDER"),
        Wanted(text="x001"),
        Wanted(text="Alderby District Council"),
    ):
        assert rows(cast, wanted) == ["Alderby"], wanted
    assert set(rows(cast, Wanted(kind="district", framework="caf-4.0"))) == both
    for wanted in (Wanted(kind="county"), Wanted(framework="caf-3.2"), Wanted(text="!!")):
        assert rows(cast, wanted) == [], wanted


def test_pages_hold_every_row_once(
    cast: Cast, begun: models.Assessment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with as_owner():
        models.Assessment.objects.bulk_create(
            models.Assessment(
                organisation_id=cast.alderby.pk,
                framework="caf-4.0",
                title=str(number),
                starts_on=TODAY.replace(day=1 + number % 3),
                created_by=cast.alice,
                created_at=NOW,
            )
            for number in range(2 * PAGE + 10)
        )
        everything = [each.pk for each in models.Assessment.objects.order_by("-starts_on", "pk")]
    actor = cast.enter("dave")
    found: list[uuid.UUID] = []
    after, queries = None, 1
    for _ in range(4):
        with django_assert_max_num_queries(queries):
            page = steward.assessments(actor, Wanted(after=after))
        found += [one.pk for one in page.rows]
        after, queries = page.after, 2
        if after is None:
            break
    assert found == everything


@pytest.mark.parametrize("who", ["alice", "carol", "mallory", None])
def test_others_have_no_such_pages(
    cast: Cast, begun: models.Assessment, visit: Visit, who: str | None
) -> None:
    share(begun)
    client = visit(who) if who else Client()
    expected = 404 if who else 302
    for path in ("", f"{begun.pk}/results/", f"{begun.pk}/print/"):
        assert client.get(f"/sector/assessments/{path}").status_code == expected, path
    if who:
        with pytest.raises(Missing):
            steward.assessments(cast.enter(who), Wanted())


@pytest.mark.parametrize(
    "asked",
    [
        "after=x",
        "after=2026-99-99_" + "0" * 36,
        "after=2026-01-01_" + "-" * 36,
        "state=%00&region=x&kind=%27&framework=..",
        "q=" + "x" * 6000,
        "q=%00%F0%9F%92%A9",
        "q=%25_",
    ],
)
def test_strange_wishes_are_answered(begun: models.Assessment, visit: Visit, asked: str) -> None:
    assert visit("dave").get(f"/sector/assessments/?{asked}").status_code == 200
