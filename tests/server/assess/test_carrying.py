"""Starting a cycle from an earlier one."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from tests.server.assess import filling
from tests.server.assess.conftest import Visit
from wardmote.rules.refusal import Forbidden, Invalid, Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import carrying, cycles, evidence
from wardmote.server.assess.queries import carrying as queries

FORM = {
    "title": "CAF 2027",
    "framework": "caf-4.0",
    "profile": "caf-4.0:baseline",
    "starts_on-day": "1",
    "starts_on-month": "4",
    "starts_on-year": "2027",
    "due_on-day": "",
    "due_on-month": "",
    "due_on-year": "",
}


@pytest.fixture
def old(cast: Cast) -> models.Assessment:
    """An assessment on 3.2, with a system, answers, judgements, evidence and people."""
    made = cycles.start_cycle(
        actor=cast.enter("alice"),
        organisation=cast.alderby.pk,
        framework="caf-3.2",
        profile="",
        title="CAF 2026",
        starts_on=TODAY,
        due_on=None,
        now=NOW,
    )
    filling.add_system_part(made)
    with as_owner():
        for answer in models.Answer.objects.filter(assessment=made):
            answer.statements = filling.answered("caf-3.2", answer.outcome)
            answer.notes, answer.judged = f"Notes of {answer.outcome}.", "achieved"
            answer.owner, answer.due_on, answer.version = cast.bob, TODAY, 3
            answer.save()
        first = models.Answer.objects.get(assessment=made, outcome="A1.a")
        models.Collaborator.objects.create(
            organisation=cast.alderby, assessment=made, answer=first, person=cast.frank
        )
        models.Scope.objects.filter(assessment=made).update(mission="To serve.", version=7)
    kept = filling.keep(cast)
    for outcome in ("A1.a", "A2.b"):
        evidence.attach(
            actor=cast.enter("alice"),
            assessment=made.pk,
            part=0,
            outcome=outcome,
            keys=[kept.pk],
            shows="Page 4",
            now=NOW,
        )
    return made


def carry(
    cast: Cast, old: models.Assessment, framework: str = "caf-4.0", who: str = "alice"
) -> models.Assessment:
    made = carrying.carry_forward(
        actor=cast.enter(who),
        source=old.pk,
        framework=framework,
        profile="",
        title="CAF 2027",
        starts_on=TODAY,
        due_on=None,
        now=NOW,
    )
    made.refresh_from_db()
    return made


def answers(of: models.Assessment) -> dict[str, models.Answer]:
    return {one.outcome: one for one in models.Answer.objects.filter(assessment=of)}


def test_nothing_counts_until_it_is_judged_again(cast: Cast, old: models.Assessment) -> None:
    for framework, outcomes, carried in (("caf-4.0", 41, 38), ("caf-3.2", 39, 39)):
        made = carry(cast, old, framework)
        found = answers(made)
        assert (made.judged_count, made.judgement_count) == (0, outcomes)
        assert {one.judged for one in found.values()} == {""}
        assert sum(one.needs_review for one in found.values()) == carried
        assert made.carried_from_id == old.pk
        versions = models.AnswerVersion.objects.filter(assessment=made)
        assert versions.count() == carried


def test_what_arrives_where(cast: Cast, old: models.Assessment) -> None:
    found = answers(carry(cast, old))
    assurance, threat = found["A2.c"], found["A2.b"]
    assert assurance.carried_from == "caf-3.2 A2.b"
    assert assurance.notes == (
        "Carried from Cyber Assessment Framework 3.2, A2.b:\nNotes of A2.b.\nJudged then: Achieved."
    )
    assert (threat.statements, threat.notes, threat.version) == ({}, "", 0)
    same = found["B1.b"]
    assert same.statements == filling.answered("caf-3.2", "B1.b")
    assert (same.indicative, same.rule, same.work_state) == (
        "achieved",
        "caf-judge-1",
        "in_progress",
    )
    assert (same.owner_id, same.due_on, same.version) == (cast.bob.pk, None, 1)


def test_scope_systems_people_and_evidence_come_along(cast: Cast, old: models.Assessment) -> None:
    made = carry(cast, old)
    scope = models.Scope.objects.get(assessment=made)
    assert (scope.mission, scope.version) == ("To serve.", 0)
    system = models.System.objects.get(assessment=made)
    part = models.Part.objects.get(assessment=made, number=1)
    assert (system.name, system.is_prioritised, part.system_id) == ("System 1", True, system.pk)
    support = models.Support.objects.get(assessment=made)
    assert (support.system.name, support.service.name) == ("System 1", "Service 1")
    assert support.service.assessment_id == made.pk
    helping = models.Collaborator.objects.get(assessment=made)
    assert (helping.answer.outcome, helping.person_id) == ("A1.a", cast.frank.pk)
    uses = models.EvidenceUse.objects.filter(assessment=made).order_by("answer__position")
    assert [(one.answer.outcome, one.shows) for one in uses] == [
        ("A1.a", "Page 4"),
        ("A2.c", "Page 4"),
    ]
    assert not models.ScopeSignOff.objects.filter(assessment=made).exists()


def test_what_has_gone_is_listed_with_its_words(cast: Cast, old: models.Assessment) -> None:
    plan = queries.plan(cast.enter("bob"), old.pk, "caf-4.0")
    [gone] = queries.told(plan)["gone"]
    assert (gone["part"], gone["outcome"]) == ("System 1", "C2.a")
    assert "Notes of C2.a." in gone["words"]
    counts = plan.counts
    assert (counts["same"], counts["changed"], counts["new"], counts["gone"]) == (3, 35, 3, 1)
    assert counts["kept"] == 225
    assert counts["kept"] + counts["open"] == 537


def test_the_earlier_cycle_stays_as_it_was(cast: Cast, old: models.Assessment) -> None:
    before = [(one.pk, one.statements, one.judged) for one in answers(old).values()]
    carry(cast, old)
    assert [(one.pk, one.statements, one.judged) for one in answers(old).values()] == before


def test_those_who_left_own_nothing(cast: Cast, old: models.Assessment) -> None:
    from wardmote.server.people.models import Membership

    with as_owner():
        Membership.objects.filter(person__in=[cast.bob, cast.frank]).delete()
    found = answers(carry(cast, old))
    assert {one.owner_id for one in found.values()} == {None}
    assert not models.Collaborator.objects.filter(assessment=found["A1.a"].assessment).exists()


def test_many_answers_cost_few_queries(
    cast: Cast,
    old: models.Assessment,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    cast.enter("alice")
    with django_assert_max_num_queries(36):
        carry(cast, old)
    for number in (2, 3):
        filling.add_system_part(old, number)
    with django_assert_max_num_queries(42):  # one part, its answers and versions: three each
        carry(cast, old)


def test_who_cannot_carry(cast: Cast, old: models.Assessment) -> None:
    for who, refusal in (
        ("bob", Forbidden),
        ("erin", Forbidden),
        ("frank", Forbidden),
        ("mallory", Missing),
        ("carol", Missing),
        ("dave", Missing),
    ):
        with pytest.raises(refusal):
            carry(cast, old, who=who)
    cast.enter("alice")
    assert models.Assessment.objects.count() == 1


@pytest.mark.parametrize("framework", ["declaration-2018", "caf-9", "", "\x00"])
def test_there_must_be_a_crosswalk(cast: Cast, old: models.Assessment, framework: str) -> None:
    with pytest.raises(Invalid):
        carry(cast, old, framework)


def test_the_pages(cast: Cast, old: models.Assessment, visit: Visit) -> None:
    alice = visit("alice")
    here = f"/assessments/{old.pk}/carry/"
    assert alice.get(here).status_code == 200
    assert visit("bob").get(here).status_code == 403
    for wrong in (
        {"title": ""},
        {"framework": "declaration-2018"},
        {"profile": "caf-3.2:baseline"},
        {"starts_on-day": "99"},
        {"due_on-day": "1", "due_on-month": "1", "due_on-year": "2027"},
    ):
        assert alice.post(here, FORM | wrong).status_code == 422, wrong
    plan = alice.post(here, FORM).content.decode()
    assert "What would be carried to CAF 2027" in plan
    assert "3 of 41 outcomes" in plan
    assert "Notes of C2.a." in plan
    cast.enter("alice")
    assert models.Assessment.objects.count() == 1
    sent = dict(re.findall(r'<input type="hidden" name="([a-z_-]+)" value="([^"]*)"', plan))
    assert alice.post(here, sent | {"step": "change"}).status_code == 200
    done = alice.post(here, sent | {"step": "start"}, follow=True)
    assert "What was carried" in done.content.decode()
    assert "CAF 2027 is started." in done.content.decode()
    assert "Notes of C2.a." in done.content.decode()
    assert alice.get(f"/assessments/{old.pk}/carried/").status_code == 404


def test_what_was_carried_is_shown_as_it_was(
    cast: Cast, old: models.Assessment, visit: Visit
) -> None:
    made = carry(cast, old)
    alice = visit("alice")

    def shown() -> str:
        page: str = alice.get(f"/assessments/{made.pk}/carried/").content.decode()
        return page.partition("<main")[2].partition("</main")[0]

    before = shown()
    assert "Notes of C2.a." in before
    assert "CAF 2026" in before
    with as_owner():
        models.Answer.objects.filter(assessment=old).update(notes="Other words.", statements={})
        models.Part.objects.filter(assessment=old, number=1).update(withdrawn_at=NOW)
        models.Assessment.objects.filter(pk=old.pk).update(title="Another title")
    assert shown() == before
    cast.enter("mallory")
    assert models.Carried.objects.count() == 0
    cast.enter("alice")
    assert models.Carried.objects.count() == 1
