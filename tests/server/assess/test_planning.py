"""Planning the work: one outcome, many at once, and the task list."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests.conftest import NOW, Cast
from tests.server.assess.conftest import Visit
from wardmote.rules.assess.work import Change, Plan, WorkState
from wardmote.rules.frameworks.values import Part as PartKind
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import cycles, planning
from wardmote.server.assess.queries import tasks
from wardmote.server.audit import queries as audit

DUE = date(2027, 3, 27)


def key(person: Any) -> UUID:
    return UUID(str(person.pk))


def row(begun: models.Assessment, code: str = "A1.b") -> models.Answer:
    return models.Answer.objects.get(assessment=begun, outcome=code)


def plan(actor: Actor, begun: models.Assessment, wanted: Plan, code: str = "A1.b") -> None:
    planning.plan_outcome(
        actor=actor, assessment=begun.pk, part=0, outcome=code, plan=wanted, now=NOW
    )


def wanted(
    owner: UUID | None = None,
    collaborators: frozenset[UUID] = frozenset(),
    state: WorkState = WorkState.IN_PROGRESS,
    blocker: str = "",
) -> Plan:
    return Plan(owner, collaborators, DUE, state, blocker, "Ask the board")


def test_a_plan_is_kept_and_recorded(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    said = wanted(key(cast.bob), frozenset({key(cast.frank), key(cast.erin)}))
    plan(alice, begun, said)
    assert planning.current(row(begun)) == said
    plan(alice, begun, wanted(key(cast.bob), frozenset({key(cast.erin)})))
    assert planning.current(row(begun)).collaborators == {key(cast.erin)}
    events = audit.of_subject(alice, row(begun).pk)
    assert [event.verb for event in events] == ["planned the outcome"] * 2
    changes = sorted(events, key=lambda event: "owner" in event.change)
    assert changes[-1].change["owner"] == ["", str(cast.bob.pk)]
    plan(alice, begun, wanted(key(cast.bob), frozenset({key(cast.erin)})))
    assert len(audit.of_subject(alice, row(begun).pk)) == 2


def test_who_may_plan(cast: Cast, begun: models.Assessment) -> None:
    for name, refusal in (
        ("mallory", Missing),
        ("dave", Missing),
        ("grace", Missing),
        ("carol", Forbidden),
        ("erin", Forbidden),
    ):
        with pytest.raises(refusal):
            plan(cast.enter(name), begun, wanted())
    for name in ("alice", "bob", "frank"):
        plan(cast.enter(name), begun, wanted())


def test_only_people_of_the_council(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    for stranger in (key(cast.mallory), key(cast.carol), uuid4()):
        with pytest.raises(Invalid, match="someone who works on this assessment"):
            plan(alice, begun, wanted(stranger))
        with pytest.raises(Invalid, match="someone who works on this assessment"):
            plan(alice, begun, wanted(collaborators=frozenset({stranger})))
    assert row(begun).owner_id is None


def test_a_state_must_be_true(cast: Cast, begun: models.Assessment) -> None:
    bob = cast.enter("bob")
    with pytest.raises(Invalid, match="final judgement first"):
        plan(bob, begun, wanted(state=WorkState.READY_FOR_REVIEW))
    with pytest.raises(Invalid, match="what blocks"):
        plan(bob, begun, wanted(state=WorkState.BLOCKED))
    plan(bob, begun, wanted(state=WorkState.BLOCKED, blocker="The supplier is silent"))
    with pytest.raises(Invalid, match="what blocks"):
        plan(bob, begun, wanted(state=WorkState.BLOCKED))
    models.Answer.objects.filter(assessment=begun).update(judged="achieved")
    with pytest.raises(Conflict, match="quality assurer or a CAF lead"):
        plan(bob, begun, wanted(state=WorkState.COMPLETE))
    plan(cast.enter("frank"), begun, wanted(state=WorkState.COMPLETE))
    models.Answer.objects.filter(assessment=begun).update(needs_review=True, work_state="blocked")
    with pytest.raises(Invalid, match="final judgement first"):
        plan(cast.enter("frank"), begun, wanted(state=WorkState.COMPLETE))


def test_planning_ends_with_approval(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    models.Assessment.objects.filter(pk=begun.pk).update(state="in_review")
    plan(alice, begun, wanted())
    models.Assessment.objects.filter(pk=begun.pk).update(state="shared")
    with pytest.raises(Conflict, match="its work is done"):
        plan(alice, begun, wanted())


def change_all(
    actor: Actor, begun: models.Assessment, change: Change, *codes: str
) -> list[models.Answer]:
    keys = {row(begun, code).pk for code in codes}
    return planning.plan_outcomes(
        actor=actor, assessment=begun.pk, outcomes=keys, change=change, now=NOW
    )


def test_many_at_once(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    change = Change(owner=key(cast.bob), due_on=DUE, collaborators=frozenset({key(cast.frank)}))
    changed = change_all(alice, begun, change, "A1.a", "A1.b")
    assert [one.outcome for one in changed] == ["A1.a", "A1.b"]
    assert change_all(alice, begun, change, "A1.a", "A1.b") == []
    assert row(begun, "A1.c").owner_id is None
    assert planning.current(row(begun, "A1.b")).collaborators == {key(cast.frank)}


def test_many_at_once_all_or_none(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    models.Answer.objects.filter(assessment=begun, outcome="A1.a").update(judged="achieved")
    change = Change(owner=key(cast.bob), state=WorkState.READY_FOR_REVIEW)
    with pytest.raises(Invalid, match=r"Nothing was changed, because of A1.b \(Organisation\)"):
        change_all(alice, begun, change, "A1.a", "A1.b")
    assert row(begun, "A1.a").owner_id is None


def test_many_at_once_of_someone_else(cast: Cast, begun: models.Assessment) -> None:
    cast.enter("mallory")
    theirs = models.Answer.objects.filter(organisation=cast.merrowdown)[0].pk
    alice = cast.enter("alice")
    for keys, message in (
        ({theirs}, "no longer in this assessment"),
        ({uuid4()}, "no longer in this assessment"),
        (set[UUID](), "at least one"),
    ):
        with pytest.raises(Invalid, match=message):
            planning.plan_outcomes(
                actor=alice,
                assessment=begun.pk,
                outcomes=keys,
                change=Change(owner=key(cast.bob)),
                now=NOW,
            )
    with pytest.raises(Invalid, match="what to change"):
        change_all(alice, begun, Change(), "A1.a")
    for name, refusal in (("mallory", Missing), ("carol", Forbidden), ("erin", Forbidden)):
        with pytest.raises(refusal):
            planning.plan_outcomes(
                actor=cast.enter(name),
                assessment=begun.pk,
                outcomes={uuid4()},
                change=Change(owner=key(cast.bob)),
                now=NOW,
            )


def test_the_cost_of_a_task_list(
    cast: Cast, begun: models.Assessment, django_assert_num_queries: Any
) -> None:
    alice = cast.enter("alice")
    with django_assert_num_queries(3):
        _, one_part = tasks.tasks(alice, begun.pk)
    for number in (1, 2, 3):
        cycles.add_part(begun, number=number, kind=PartKind.SYSTEM, title=f"System {number}")
    change_all(alice, begun, Change(owner=key(cast.bob)), "A1.a", "A1.b", "A1.c")
    with django_assert_num_queries(3):
        _, rows = tasks.tasks(alice, begun.pk)
        names = [one.owner.name for one in rows if one.owner]
    assert (len(one_part), len(rows), names) == (14, 95, ["Bob Tansley"] * 3)


PAGES = ("tasks/", "tasks/assign/", "part/0/A1.b/plan/")


@pytest.mark.parametrize(("path", "carol"), [(PAGES[0], 200), (PAGES[1], 403), (PAGES[2], 403)])
def test_who_sees_the_pages(
    cast: Cast, begun: models.Assessment, visit: Visit, path: str, carol: int
) -> None:
    address = f"/assessments/{begun.pk}/{path}"
    statuses = {name: visit(name).get(address).status_code for name in cast.people}
    assert statuses == {
        "alice": 200,
        "bob": 200,
        "erin": carol,
        "frank": 200,
        "carol": carol,
        "dave": 404,
        "grace": 404,
        "mallory": 404,
    }


def listed(visit: Visit, begun: models.Assessment, query: str) -> list[str]:
    page = visit("bob").get(f"/assessments/{begun.pk}/tasks/?{query}").content.decode()
    return re.findall(r'govuk-task-list__link" href="[^"]+/([^/"]+)/"', page)


def test_the_list_is_filtered_and_sorted(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    alice = cast.enter("alice")
    today = timezone.localdate()
    change_all(alice, begun, Change(owner=key(cast.bob), due_on=DUE), "A1.b", "A1.c")
    change_all(alice, begun, Change(due_on=today - timedelta(days=1)), "D1.a")
    change_all(alice, begun, Change(collaborators=frozenset({key(cast.bob)})), "A2.a")
    models.Answer.objects.filter(assessment=begun, outcome="D2.a").update(needs_review=True)
    assert len(listed(visit, begun, "")) == 14
    assert listed(visit, begun, "show=mine") == ["A1.b", "A1.c", "A2.a"]
    assert listed(visit, begun, "show=overdue") == ["D1.a"]
    assert listed(visit, begun, "show=review") == ["D2.a"]
    assert listed(visit, begun, f"owner={cast.bob.pk}") == ["A1.b", "A1.c"]
    assert listed(visit, begun, "status=in_progress") == []
    assert listed(visit, begun, "part=7") == []
    assert len(listed(visit, begun, "part=0&show=splendid&sort=<b>")) == 14
    assert listed(visit, begun, "sort=due")[:3] == ["D1.a", "A1.b", "A1.c"]
    assert listed(visit, begun, "sort=owner")[:3] == ["A1.b", "A1.c", "A1.a"]


def test_a_whole_objective_is_assigned(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    sent = {"objectives": "0-D", "owner": str(cast.bob.pk), "due_on-day": "27"}
    sent |= {"due_on-month": "3", "due_on-year": "2027"}
    address = f"/assessments/{begun.pk}/tasks/assign/"
    answer = visit("alice").post(address, sent, follow=True).content.decode()
    assert "5 outcomes are changed. Organisation: D1.a, D1.b, D1.c" in answer
    cast.enter("alice")
    found = models.Answer.objects.filter(owner=cast.bob, due_on=DUE)
    assert {one.outcome[0] for one in found} == {"D"}
    assert found.count() == 5


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Select at least one outcome."),
        ({"outcomes": "x"}, "Select outcomes from the list."),
        ({"objectives": "0-A"}, "Choose what to change."),
        ({"objectives": "0-A", "owner": "x"}, "Choose a person from the list."),
        ({"objectives": "0-A", "work_state": "splendid"}, "Choose a status from the list."),
        ({"objectives": "0-A", "due_on-day": "31"}, "Enter the due date as a real date"),
        ({"objectives": "0-A", "work_state": "complete"}, "Set the final judgement first."),
    ],
)
def test_what_cannot_be_assigned_is_told(
    begun: models.Assessment, visit: Visit, sent: dict[str, str], message: str
) -> None:
    answer = visit("alice").post(f"/assessments/{begun.pk}/tasks/assign/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    for target in re.findall(r'<li><a href="#([^"]+)">', page):
        assert f'id="{target}"' in page


def test_the_plan_page_saves_and_refuses(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    address = f"/assessments/{begun.pk}/part/0/A1.b/plan/"
    client = visit("bob")
    bad = client.post(address, {"work_state": "blocked", "next_step": "Ask <b>them</b>"})
    assert bad.status_code == 422
    assert "Say what blocks the work." in bad.content.decode()
    assert "Ask &lt;b&gt;them&lt;/b&gt;" in bad.content.decode()
    for sent in ({}, {"work_state": "in_progress", "due_on-day": "99", "due_on-month": "1"}):
        assert client.post(address, sent).status_code == 422
    long = client.post(address, {"work_state": "in_progress", "blocker": "b" * 100_000})
    assert long.status_code == 422
    good = {"work_state": "blocked", "blocker": "Silence", "owner": str(cast.bob.pk)}
    answer = client.post(address, {**good, "collaborators": [str(cast.erin.pk)]})
    assert answer.status_code == 302
    page = client.get(address).content.decode()
    assert "Silence</textarea>" in page
    assert f'<option value="{cast.bob.pk}" selected>' in page
    cast.enter("alice")
    assert row(begun).blocker == "Silence"
