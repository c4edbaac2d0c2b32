"""Steps and saves at the same moment, on connections of their own."""

from collections.abc import Callable

import pytest

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from tests.server.assess import filling
from tests.server.assess.conftest import start
from tests.server.assess.test_answering_races import at_once
from wardmote.rules.assess.answers import Said
from wardmote.rules.assess.life import Step
from wardmote.rules.refusal import Conflict
from wardmote.server.assess import models
from wardmote.server.assess.actions import answering, evidence, life
from wardmote.server.assess.queries import life as queries
from wardmote.server.audit.models import Event
from wardmote.server.people import enter


@pytest.fixture
def begun(committed_cast: Cast) -> models.Assessment:
    with enter.entered(committed_cast.alice.pk) as alice:
        made = start(alice, committed_cast.alderby, "CAF 2026")
    filling.judge_all(made)
    return made


def taking(person: object, begun: models.Assessment, step: Step) -> Callable[[], None]:
    with enter.entered(person.pk) as actor:  # type: ignore[attr-defined]
        taken = queries.steps_taken(actor, begun, limit=1)
    seen = taken[0].pk if taken else None

    def take() -> None:
        with enter.entered(person.pk) as actor:  # type: ignore[attr-defined]
            life.take_step(
                actor=actor,
                assessment=begun.pk,
                step=step,
                reason="Because.",
                seen=seen,
                now=NOW,
                today=TODAY,
            )

    return take


def test_of_two_approvers_at_once_one_approves(
    committed_cast: Cast, begun: models.Assessment
) -> None:
    from wardmote.server.people.models import Membership

    cast = committed_cast
    with as_owner():
        Membership.objects.create(
            organisation=cast.alderby, person=cast.bob, role="approver", since=NOW
        )
    taking(cast.alice, begun, Step.SEND_FOR_REVIEW)()
    approving = [taking(person, begun, Step.APPROVE) for person in (cast.erin, cast.bob)]
    raised = at_once(*approving)
    assert [type(each) for each in raised] == [Conflict]
    with enter.entered(cast.alice.pk):
        approved = models.Assessment.objects.get(pk=begun.pk)
        events = list(Event.objects.filter(verb="approved the assessment"))
    assert [each.person_id for each in events] == [approved.approved_by_id]


@pytest.mark.parametrize("turn", range(4))
def test_what_is_sent_for_review_is_what_was_judged(
    committed_cast: Cast, begun: models.Assessment, turn: int
) -> None:
    """Someone takes a judgement back while the lead sends: never both."""

    def takes_back() -> None:
        with enter.entered(committed_cast.bob.pk) as bob:
            answering.answer_outcome(
                actor=bob,
                assessment=begun.pk,
                part=0,
                outcome="A1.a",
                said=Said(notes="Not sure any more."),
                version=0,
                now=NOW,
            )

    raised = at_once(taking(committed_cast.alice, begun, Step.SEND_FOR_REVIEW), takes_back)
    assert [type(each) for each in raised] == [Conflict]
    with enter.entered(committed_cast.alice.pk):
        found = models.Assessment.objects.get(pk=begun.pk)
        answer = models.Answer.objects.get(assessment=begun, outcome="A1.a")
    assert (found.state, answer.judged, found.judged_count) in (
        ("in_review", "achieved", 14),
        ("open", "", 13),
    )


@pytest.mark.parametrize("turn", range(4))
def test_evidence_is_attached_before_the_step_or_not_at_all(
    committed_cast: Cast, begun: models.Assessment, turn: int
) -> None:
    with enter.entered(committed_cast.alice.pk) as alice:
        kept = evidence.add(
            actor=alice,
            organisation=committed_cast.alderby.pk,
            given=filling.reference(),
            now=NOW,
        )

    def attaches() -> None:
        with enter.entered(committed_cast.bob.pk) as bob:
            evidence.attach(
                actor=bob,
                assessment=begun.pk,
                part=0,
                outcome="A1.a",
                keys=[kept.pk],
                shows="",
                now=NOW,
            )

    raised = at_once(taking(committed_cast.alice, begun, Step.SEND_FOR_REVIEW), attaches)
    with enter.entered(committed_cast.alice.pk):
        assert models.Assessment.objects.get(pk=begun.pk).state == "in_review"
        assert models.EvidenceUse.objects.count() == 1 - len(raised)
    assert [type(each) for each in raised] in ([], [Conflict])


def test_the_same_reference_attached_twice_at_once_is_attached_once(
    committed_cast: Cast, begun: models.Assessment
) -> None:
    with enter.entered(committed_cast.alice.pk) as alice:
        kept = evidence.add(
            actor=alice,
            organisation=committed_cast.alderby.pk,
            given=filling.reference(),
            now=NOW,
        )

    def attaches() -> None:
        with enter.entered(committed_cast.bob.pk) as bob:
            evidence.attach(
                actor=bob,
                assessment=begun.pk,
                part=0,
                outcome="A1.a",
                keys=[kept.pk],
                shows="",
                now=NOW,
            )

    assert at_once(attaches, attaches, attaches) == []
    with enter.entered(committed_cast.alice.pk):
        assert models.EvidenceUse.objects.count() == 1
