"""The life of an assessment: who may take which step, when, and who is told."""

import uuid

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.conftest import NOW, TODAY, Cast
from tests.server.assess import filling
from tests.server.assess.conftest import Visit
from wardmote.rules.assess.life import STEPS, AssessmentState, Step
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import life
from wardmote.server.assess.queries import life as queries

OF = {"alice": "caf_lead", "bob": "collaborator", "erin": "approver", "frank": "quality_assurer"}


def take(
    cast: Cast, begun: models.Assessment, who: str, step: Step, reason: str = "Because."
) -> models.Assessment:
    actor = cast.enter(who)
    of = models.Assessment.objects.filter(pk=begun.pk).first()
    taken = queries.steps_taken(actor, of, limit=1) if of and actor.reads(cast.alderby.pk) else []
    return life.take_step(
        actor=actor,
        assessment=begun.pk,
        step=step,
        reason=reason,
        seen=taken[0].pk if taken else None,
        now=NOW,
        today=TODAY,
    )


def test_the_whole_way_and_back(cast: Cast, begun: models.Assessment) -> None:
    filling.judge_all(begun)
    way = [
        ("alice", Step.SEND_FOR_REVIEW, "in_review", False, False),
        ("frank", Step.SEND_BACK, "open", False, False),
        ("alice", Step.SEND_FOR_REVIEW, "in_review", False, False),
        ("erin", Step.APPROVE, "approved", True, False),
        ("alice", Step.SHARE, "shared", True, True),
        ("erin", Step.WITHDRAW, "approved", True, False),
        ("erin", Step.REOPEN, "open", False, False),
    ]
    for who, step, state, is_approved, is_shared in way:
        take(cast, begun, who, step)
        begun.refresh_from_db()
        assert begun.state == state
        assert (begun.approved_by_id == cast.erin.pk) == is_approved
        assert (begun.approved_at is not None) == is_approved
        assert (begun.shared_at is not None) == is_shared
    told = [
        (each.person_name.split()[0], each.verb)
        for each in queries.steps_taken(cast.enter("bob"), begun)
    ]
    assert told[:3] == [
        ("Erin", "reopened the assessment"),
        ("Erin", "withdrew the assessment from the steward"),
        ("Alice", "shared the assessment with the steward"),
    ]
    assert len(told) == 7


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", list(AssessmentState))
def test_every_role_in_every_state(
    cast: Cast, begun: models.Assessment, state: AssessmentState, step: Step
) -> None:
    filling.judge_all(begun)
    filling.set_state(begun, state)
    ever = {role for (_, at), (_, by) in STEPS.items() if at is step for role in by}
    for who, role in OF.items():
        if role not in ever:
            with pytest.raises(Forbidden):
                take(cast, begun, who, step)
        elif (state, step) not in STEPS:
            with pytest.raises(Conflict):
                take(cast, begun, who, step)
    with pytest.raises(Forbidden):
        take(cast, begun, "carol", step)
    for stranger in ("mallory", "dave", "grace"):
        with pytest.raises(Missing):
            take(cast, begun, stranger, step)
    begun.refresh_from_db()
    assert begun.state == state


def test_an_incomplete_assessment_goes_nowhere(cast: Cast, begun: models.Assessment) -> None:
    filling.judge_all(begun)
    filling.set_answer(begun, "A1.a", needs_review=True)
    filling.set_answer(begun, "A1.b", work_state="blocked")
    with pytest.raises(Conflict) as refused:
        take(cast, begun, "alice", Step.SEND_FOR_REVIEW)
    assert refused.value.message == (
        "This cannot be done yet. 1 of 14 outcomes is carried from an earlier cycle and not "
        "judged again. 1 of 14 outcomes is blocked."
    )


def test_facts_count_what_counts(cast: Cast, begun: models.Assessment) -> None:
    filling.set_answer(begun, "A1.a", judged="achieved", work_state="complete")
    part = filling.add_system_part(begun)
    kept = filling.keep(cast, dated_on=filling.OLD)
    actor = cast.enter("alice")
    for outcome in ("A1.a", "A1.b"):
        answer = models.Answer.objects.get(assessment=begun, part__number=0, outcome=outcome)
        models.EvidenceUse.objects.create(
            organisation_id=begun.organisation_id,
            assessment=begun,
            evidence=kept,
            answer=answer,
            added_by_id=cast.alice.pk,
            added_at=NOW,
        )
    found = queries.facts(actor, begun, today=TODAY)
    counted = (found.judgements, found.judged, found.complete, found.without_evidence)
    assert counted == (41, 1, 1, 39)
    assert (found.stale_evidence, found.is_scope_signed_off) == (1, False)
    models.Part.objects.filter(pk=part.pk).update(withdrawn_at=NOW)
    assert queries.facts(actor, begun, today=TODAY).judgements == 14


def test_a_reason_is_owed_and_kept_as_text(cast: Cast, begun: models.Assessment) -> None:
    filling.judge_all(begun)
    take(cast, begun, "alice", Step.SEND_FOR_REVIEW, reason="")
    for reason in ("", " \n\x00 ", "x" * 10_001):
        with pytest.raises(Invalid) as refused:
            take(cast, begun, "frank", Step.SEND_BACK, reason=reason)
        assert refused.value.field == "reason"
    take(cast, begun, "frank", Step.SEND_BACK, reason=f" {filling.HOSTILE}\x00 ")
    [latest] = queries.steps_taken(cast.enter("bob"), begun, limit=1)
    assert latest.change["reason"] == filling.HOSTILE


def test_nobody_approves_what_they_did_not_see(cast: Cast, begun: models.Assessment) -> None:
    filling.judge_all(begun)
    take(cast, begun, "alice", Step.SEND_FOR_REVIEW)
    [seen] = queries.steps_taken(cast.enter("erin"), begun, limit=1)
    take(cast, begun, "frank", Step.SEND_BACK)
    take(cast, begun, "alice", Step.SEND_FOR_REVIEW)
    for stale in (seen.pk, None, uuid.uuid4()):
        with pytest.raises(Conflict):
            life.take_step(
                actor=cast.enter("erin"),
                assessment=begun.pk,
                step=Step.APPROVE,
                reason="",
                seen=stale,
                now=NOW,
                today=TODAY,
            )
    begun.refresh_from_db()
    assert begun.state == "in_review"


def test_a_step_queues_one_mail_for_each_person_concerned(
    cast: Cast, begun: models.Assessment
) -> None:
    filling.judge_all(begun)
    take(cast, begun, "alice", Step.SEND_FOR_REVIEW)
    jobs = ProcrastinateJob.objects.filter(task_name="assess.tell_step")
    told = {(job.args["person"], job.args["step"], job.args["by"]) for job in jobs}
    assert told == {
        (str(cast.erin.pk), "send_for_review", "Alice Ferrow"),
        (str(cast.frank.pk), "send_for_review", "Alice Ferrow"),
    }


def test_the_pages(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    review = f"/assessments/{begun.pk}/review/"
    alice, erin = visit("alice"), visit("erin")
    said = alice.get(review).content.decode()
    assert "14 of 14 outcomes are not judged yet." in said
    assert "The scope is not signed off." in said
    assert f'href="{review}send_for_review/"' not in said
    filling.judge_all(begun)
    assert f'href="{review}send_for_review/"' in alice.get(review).content.decode()
    assert alice.get(f"{review}send_for_review/").status_code == 200
    sent = alice.post(f"{review}send_for_review/", {"reason": "", "seen": ""})
    assert sent.status_code == 302
    assert alice.post(f"{review}send_back/", {"reason": "", "seen": ""}).status_code == 409
    [seen] = queries.steps_taken(cast.enter("erin"), begun, limit=1)
    wrong = erin.post(f"{review}send_back/", {"reason": "", "seen": str(seen.pk)})
    assert wrong.status_code == 422
    assert "<title>Error: Send back" in wrong.content.decode()
    done = erin.post(f"{review}approve/", {"reason": "", "seen": str(seen.pk)}, follow=True)
    assert "Approved by Erin Maddock on " in done.content.decode()
    assert erin.get(f"{review}approve/").status_code == 409
    assert erin.get(f"{review}explode/").status_code == 404
    assert visit("bob").get(f"{review}share/").status_code == 403
    for bad in ("x" * 36, "-" * 36, "\x00", "1" * 9000):
        assert erin.post(f"{review}reopen/", {"reason": "x", "seen": bad}).status_code == 409


@pytest.mark.parametrize("who", ["mallory", "dave", "grace", None])
def test_pages_are_absent_for_strangers(
    begun: models.Assessment, visit: Visit, who: str | None
) -> None:
    client = visit(who) if who else Client()
    expected = 404 if who else 302
    for path in ("review/", "review/approve/", "history/", "looks/", "carry/", "carried/"):
        assert client.get(f"/assessments/{begun.pk}/{path}").status_code == expected, path
    for path in ("review/approve/", "carry/"):
        assert client.post(f"/assessments/{begun.pk}/{path}").status_code == expected, path


def test_history_tells_who_did_what_and_is_filtered_and_paged(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    alice = visit("alice")
    kept = filling.keep(cast, filling.HOSTILE)
    here = f"/assessments/{begun.pk}/part/0/A1.a/evidence/"
    for _ in range(28):
        alice.post(here, {"evidence": str(kept.pk)})
        cast.enter("alice")
        use = models.EvidenceUse.objects.get()
        visit("bob").post(f"{here}{use.pk}/detach/")
    history = f"/assessments/{begun.pk}/history/"
    first = alice.get(history).content.decode()
    assert first.count('<li class="wm-events__item">') == queries.PAGE
    following = first.partition('href="?before=')[2].partition('"')[0]
    second = alice.get(f"{history}?before={following}").content.decode()
    assert second.count('<li class="wm-events__item">') == 57 - queries.PAGE
    assert "started the assessment" in second
    mine = alice.get(f"{history}?person={cast.bob.pk}&outcome=A1.a").content.decode()
    assert mine.count('<li class="wm-events__item">') == 28
    assert "Alice Ferrow</strong>" not in mine
    assert "Nothing is recorded for this choice" in (
        alice.get(f"{history}?outcome=A1.b").content.decode()
    )
    for strange in ("?person=x", "?before=x", "?outcome=%00", f"?before={uuid.uuid4()}"):
        assert alice.get(history + strange).status_code == 200
