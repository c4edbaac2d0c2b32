"""What waits for a person: the list, the digest, mails of a step, the calendar."""

import socket
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from tests.server.assess import filling
from tests.server.assess.conftest import Visit
from wardmote.rules.assess.life import Step
from wardmote.rules.assess.todo import Why
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models, tasks
from wardmote.server.assess.actions import noticing
from wardmote.server.assess.queries import todo


def mention(cast: Cast, begun: models.Assessment, who: str, text: str = "Look") -> models.Mention:
    with as_owner():
        comment = models.Comment.objects.create(
            organisation_id=begun.organisation_id,
            assessment=begun,
            answer=models.Answer.objects.get(assessment=begun, outcome="A1.a"),
            author=cast.alice,
            text=text,
            written_at=NOW,
        )
        return models.Mention.objects.create(
            organisation_id=begun.organisation_id,
            assessment=begun,
            comment=comment,
            person=getattr(cast, who),
        )


def fill(cast: Cast, begun: models.Assessment) -> None:
    """Give Bob one outcome of every kind, and others what would leak."""
    late, soon = TODAY - timedelta(days=1), TODAY + timedelta(days=3)
    for outcome, values in {
        "A1.a": {"owner": cast.bob, "due_on": late},
        "A1.b": {"owner": cast.bob, "due_on": soon},
        "A1.c": {"owner": cast.bob, "work_state": "blocked", "blocker": "No budget"},
        "A2.a": {"owner": cast.bob, "needs_review": True},
        "A2.b": {"owner": cast.bob, "due_on": TODAY + timedelta(days=90)},
        "A2.c": {"owner": cast.bob, "due_on": late, "work_state": "complete"},
        "A3.a": {"owner": cast.alice, "due_on": late},
        "A4.a": {"work_state": "ready_for_review"},
    }.items():
        filling.set_answer(begun, outcome, **values)
    with as_owner():
        theirs = models.Answer.objects.exclude(assessment=begun)
        theirs.filter(outcome="A1.a").update(owner=cast.bob, due_on=late)


def listed(actor: Actor) -> dict[Why, list[str]]:
    found = todo.of(actor, today=TODAY)
    return {why: [one.outcome for one in tasks] for why, tasks in found.tasks.items()}


def test_what_waits_for_whom(cast: Cast, begun: models.Assessment) -> None:
    fill(cast, begun)
    assert listed(cast.enter("bob")) == {
        Why.OVERDUE: ["A1.a"],
        Why.DUE_SOON: ["A1.b"],
        Why.BLOCKED: ["A1.c"],
        Why.NEEDS_REVIEW: ["A2.a"],
    }
    assert listed(cast.enter("frank")) == {Why.TO_REVIEW: ["A4.a"]}
    assert listed(cast.enter("alice")) == {Why.OVERDUE: ["A3.a"]}
    for who in ("erin", "carol", "dave", "grace", "mallory"):
        assert todo.of(cast.enter(who), today=TODAY).is_empty, who
    assert todo.of(Actor(), today=TODAY).is_empty


def test_a_helper_has_the_outcome_on_the_list_too(cast: Cast, begun: models.Assessment) -> None:
    row = filling.set_answer(begun, "A1.a", owner=cast.alice, due_on=TODAY)
    with as_owner():
        models.Collaborator.objects.create(
            organisation=cast.alderby, assessment=begun, answer=row, person=cast.bob
        )
    assert listed(cast.enter("bob")) == {Why.DUE_SOON: ["A1.a"]}
    filling.set_state(begun, "in_review")
    assert listed(cast.enter("bob")) == {}


def test_approvals_mentions_and_stale_evidence(cast: Cast, begun: models.Assessment) -> None:
    filling.set_state(begun, "in_review")
    one = mention(cast, begun, "erin")
    mention(cast, begun, "bob")
    filling.keep(cast, "By name", dated_on=filling.OLD, owner="erin MADDOCK")
    filling.keep(cast, "By nobody", dated_on=filling.OLD)
    filling.keep(cast, "Fresh", dated_on=TODAY, owner="Erin Maddock")
    filling.keep(cast, "Theirs", who="mallory", dated_on=filling.OLD, owner="Erin Maddock")
    erin = todo.of(cast.enter("erin"), today=TODAY)
    assert [each.pk for each in erin.to_approve] == [begun.pk]
    assert [each.pk for each in erin.mentions] == [one.pk]
    assert [each.title for each in erin.stale] == ["By name"]
    assert [each.title for each in todo.of(cast.enter("alice"), today=TODAY).stale] == ["By nobody"]


def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, begun: models.Assessment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(cast, begun)
    for outcomes in (("A1.a",), ("A1.b", "A1.c")):
        for outcome in outcomes:
            filling.set_answer(begun, outcome, owner=cast.frank, due_on=TODAY)
            mention(cast, begun, "frank")
            filling.keep(cast, outcome, dated_on=filling.OLD, owner="Frank Oduya")
        actor = cast.enter("frank")
        with django_assert_num_queries(4):
            found = todo.of(actor, today=TODAY)
    assert (len(found.mentions), len(found.stale)) == (3, 3)


def test_a_mention_is_seen_by_its_own_person_alone(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    one = mention(cast, begun, "bob", text=filling.HOSTILE)
    for who in ("alice", "mallory", "carol"):
        with pytest.raises(Missing):
            noticing.see_mention(actor=cast.enter(who), mention=one.pk, now=NOW)
        assert visit(who).post(f"/mentions/{one.pk}/seen/").status_code == 404
    bob = visit("bob")
    assert "&lt;script&gt;" in bob.get("/").content.decode()
    assert bob.get(f"/mentions/{one.pk}/seen/").status_code == 405
    opened = bob.post(f"/mentions/{one.pk}/seen/", {"then": "open"})
    assert opened["Location"] == f"/assessments/{begun.pk}/part/0/A1.a/#comments"
    assert todo.of(cast.enter("bob"), today=TODAY).mentions == []


def test_the_page_says_when_nothing_waits(cast: Cast, visit: Visit) -> None:
    assert "Nothing waits for you." in visit("alice").get("/").content.decode()


def digest_all() -> noticing.Batch:
    return noticing.send_digests(day=TODAY, after=None, now=NOW, limit=100)


def test_a_digest_goes_once_to_those_who_want_one_and_have_something(
    cast: Cast, begun: models.Assessment, mailoutbox: list[mail.EmailMessage]
) -> None:
    fill(cast, begun)
    cast.alice.wants_digest = False
    cast.alice.save()
    for _ in range(3):
        assert digest_all() == noticing.Batch((), None)
    assert sorted(each.to[0] for each in mailoutbox) == [
        "bob@alderby.example",
        "frank@alderby.example",
    ]
    said = next(each for each in mailoutbox if each.to == ["bob@alderby.example"])
    assert said.subject == "Wardmote: 4 things wait for you"
    assert f"http://127.0.0.1/assessments/{begun.pk}/part/0/A1.a/" in said.body
    assert "No budget" not in said.body
    assert noticing.send_digest(person=cast.bob.pk, day=TODAY + timedelta(days=1), now=NOW)


def test_somebody_who_left_gets_none(
    cast: Cast, begun: models.Assessment, mailoutbox: list[mail.EmailMessage]
) -> None:
    fill(cast, begun)
    cast.bob.is_active = False
    cast.bob.save()
    assert noticing.send_digest(person=cast.bob.pk, day=TODAY, now=NOW) is False
    assert noticing.send_digest(person=uuid.uuid4(), day=TODAY, now=NOW) is False
    assert mailoutbox == []


def test_people_are_gone_through_in_batches(cast: Cast) -> None:
    seen, after = 0, None
    while True:
        batch = noticing.send_digests(day=TODAY, after=after, now=NOW, limit=3)
        seen += 1
        if batch.after is None:
            break
        after = batch.after
    assert seen == -(-len(cast.people) // 3) + (len(cast.people) % 3 == 0)


def test_a_mail_that_is_refused_holds_up_nobody_and_is_tried_again(
    cast: Cast,
    begun: models.Assessment,
    settings: Settings,
    mailoutbox: list[mail.EmailMessage],
) -> None:
    fill(cast, begun)
    fine = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "wardmote.server.shell.mail.Backend"
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.MAIL_URL = f"smtp://127.0.0.1:{nobody.getsockname()[1]}?tls=none"
        assert set(digest_all().failed) == {cast.alice.pk, cast.bob.pk, cast.frank.pk}
    settings.EMAIL_BACKEND = fine
    assert noticing.send_digest(person=cast.bob.pk, day=TODAY, now=NOW) is True
    assert noticing.send_digest(person=cast.bob.pk, day=TODAY, now=NOW) is False
    assert [each.to[0] for each in mailoutbox].count("bob@alderby.example") == 1


def test_a_mail_of_a_step_goes_to_those_who_may_read(
    cast: Cast, begun: models.Assessment, mailoutbox: list[mail.EmailMessage]
) -> None:
    def tell(who: str) -> bool:
        return noticing.tell_step(
            assessment=begun.pk,
            step=Step.APPROVE,
            by="Erin\r\nBcc: x@y.example",
            person=getattr(cast, who).pk,
        )

    with as_owner():
        models.Assessment.objects.filter(pk=begun.pk).update(title="CAF\nBcc: x@y.example")
    assert [tell(who) for who in ("alice", "mallory", "dave")] == [True, False, False]
    [sent] = mailoutbox
    assert sent.subject == "CAF Bcc: x@y.example: approved the assessment"
    assert (sent.to, sent.bcc) == (["alice@alderby.example"], [])
    assert f"http://127.0.0.1/assessments/{begun.pk}/review/" in sent.body


def test_the_jobs_run(cast: Cast, begun: models.Assessment, mailoutbox: list[object]) -> None:
    fill(cast, begun)
    memory = InMemoryConnector()
    with app.replace_connector(memory):
        tasks.start_digests(timestamp=0)
        [job] = memory.jobs.values()
        assert job["task_name"] == "assess.send_digests"
    tasks.send_digests(day=TODAY.isoformat())
    tasks.send_digest(day=TODAY.isoformat(), person=str(cast.bob.pk))
    assert len(mailoutbox) == 3
    tasks.tell_step(assessment=str(begun.pk), step="approve", by="Erin", person=str(cast.alice.pk))
    assert len(mailoutbox) == 4
