"""To-do reasons, what a step lacks, and telling events."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.assess import digest, evidence, life, readiness, telling, todo
from wardmote.rules.assess.evidence import EvidenceKind, Reference
from wardmote.rules.assess.life import AssessmentState, Step
from wardmote.rules.assess.readiness import Facts, Topic
from wardmote.rules.assess.todo import Why, Work
from wardmote.rules.assess.work import WorkState
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Invalid

TODAY = date(2026, 11, 24)
COMPLETE = Facts(14, 14, 0, 0, 14, 0, 0, 0, is_scope_signed_off=True)


@pytest.mark.parametrize(
    ("work", "roles", "expected"),
    [
        (Work(True, WorkState.IN_PROGRESS, TODAY - timedelta(1), False), (), (Why.OVERDUE,)),
        (Work(True, WorkState.IN_PROGRESS, TODAY, False), (), (Why.DUE_SOON,)),
        (Work(True, WorkState.IN_PROGRESS, TODAY + timedelta(14), False), (), (Why.DUE_SOON,)),
        (Work(True, WorkState.IN_PROGRESS, TODAY + timedelta(15), False), (), ()),
        (Work(True, WorkState.COMPLETE, TODAY - timedelta(1), True), (), ()),
        (Work(False, WorkState.IN_PROGRESS, TODAY - timedelta(1), True), (), ()),
        (
            Work(True, WorkState.BLOCKED, TODAY - timedelta(1), True),
            (),
            (Why.OVERDUE, Why.BLOCKED, Why.NEEDS_REVIEW),
        ),
        (
            Work(False, WorkState.READY_FOR_REVIEW, None, False),
            (Role.QUALITY_ASSURER,),
            (Why.TO_REVIEW,),
        ),
        (Work(False, WorkState.READY_FOR_REVIEW, None, False), (Role.APPROVER,), ()),
    ],
)
def test_why_work_is_on_a_list(work: Work, roles: tuple[Role, ...], expected: tuple[Why]) -> None:
    assert todo.reasons(work, roles, TODAY) == expected


def test_who_is_asked_to_approve() -> None:
    asked = {
        (state, role)
        for state in AssessmentState
        for role in Role
        if todo.waits_for_approval(state, [role])
    }
    assert asked == {(AssessmentState.IN_REVIEW, Role.APPROVER)}


def test_a_complete_assessment_lacks_nothing() -> None:
    assert [readiness.lacks(step, COMPLETE) for step in Step] == [()] * len(Step)


def test_what_an_empty_assessment_lacks() -> None:
    found = readiness.lacks(
        Step.SEND_FOR_REVIEW, Facts(14, 3, 2, 1, 0, 14, 1, 2, is_scope_signed_off=False)
    )
    assert [(each.topic, each.text, each.must) for each in found] == [
        (Topic.SCOPE, "The scope is not signed off.", True),
        (Topic.JUDGEMENTS, "9 of 14 outcomes are not judged yet.", True),
        (
            Topic.CARRIED,
            "2 of 14 outcomes are carried from an earlier cycle and not judged again.",
            True,
        ),
        (Topic.BLOCKED, "1 of 14 outcomes is blocked.", True),
        (Topic.REVIEWED, "14 of 14 outcomes are not marked complete.", False),
        (Topic.EVIDENCE, "14 of 14 outcomes are without evidence.", False),
        (Topic.COMMENTS, "1 comment is open.", False),
        (Topic.STALE, "2 pieces of evidence in use are due for review.", False),
    ]


def test_nothing_to_judge_is_a_lack() -> None:
    found = readiness.lacks(Step.APPROVE, Facts(0, 0, 0, 0, 0, 0, 0, 0, is_scope_signed_off=True))
    assert [each.text for each in found] == ["There are no outcomes to judge."]


@pytest.mark.parametrize(
    ("state", "roles", "steps"),
    [
        (AssessmentState.OPEN, [Role.CAF_LEAD], (Step.SEND_FOR_REVIEW,)),
        (AssessmentState.OPEN, [Role.APPROVER, Role.COLLABORATOR], ()),
        (AssessmentState.IN_REVIEW, [Role.APPROVER], (Step.SEND_BACK, Step.APPROVE)),
        (AssessmentState.IN_REVIEW, [Role.QUALITY_ASSURER], (Step.SEND_BACK,)),
        (AssessmentState.APPROVED, [Role.CAF_LEAD], (Step.REOPEN, Step.SHARE)),
        (AssessmentState.SHARED, [Role.APPROVER], (Step.WITHDRAW,)),
        (AssessmentState.SHARED, [Role.STEWARD, Role.ANALYST, Role.INDEPENDENT_ASSURER], ()),
    ],
)
def test_steps_by_role(state: AssessmentState, roles: list[Role], steps: tuple[Step, ...]) -> None:
    assert life.steps_for(state, roles) == steps


def test_events_are_told_in_words() -> None:
    change = {
        "outcome": "A1.a",
        "part": 0,
        "version": [1, 2],
        "fields": ["notes", "judged", "statement:A1.a.A.1"],
    }
    assert telling.tell("answered the outcome", change) == "answered the outcome: A1.a"
    assert telling.details(change) == ("Changed: notes, judgement, A1.a.A.1",)
    assert telling.details({"due_on": [None, "2026-12-01"], "reason": "Late."}) == (
        "Reason: Late.",
        "Due date: nothing became 2026-12-01",
    )
    assert telling.details({"evidence": ["One", "Two"]}) == ("Evidence: One, Two",)
    assert telling.details({"notes": ["x" * 999, ""]}) == (f"Notes: {'x' * 200}… became nothing",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=10), JSON, max_size=5))
def test_any_change_can_be_told(change: dict[str, object]) -> None:
    assert all(isinstance(line, str) for line in telling.details(change))
    assert telling.tell("did something", change).startswith("did something")


@given(
    st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_the_searched_for_stale_is_the_ruled_stale(
    dated_on: date | None, review_on: date | None
) -> None:
    searched = (
        review_on < TODAY
        if review_on
        else dated_on is not None and dated_on < evidence.stale_before(TODAY)
    )
    assert evidence.is_stale(dated_on=dated_on, review_on=review_on, today=TODAY) == searched


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://intranet.example/policy", True),
        ("http://127.0.0.1:8000/a?b#c", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("https:/broken", False),
        ("https://", False),
        ("https://[broken", False),
        ("https://a b", False),
        ("https://a\x00b", False),
        ("Shelf 3", False),
        ("//example.org", False),
        (" https://example.org", False),
    ],
)
def test_only_web_addresses_are_links(text: str, expected: bool) -> None:
    assert evidence.is_link(text) is expected


def test_a_reference_is_checked() -> None:
    kept = evidence.checked(
        Reference(" A\x00 policy \n", EvidenceKind.POLICY, "Shelf\t3", shows="a\r\nb ")
    )
    assert (kept.title, kept.kept_at, kept.shows) == ("A policy", "Shelf 3", "a\nb")
    for broken, field in (
        (Reference(" ", EvidenceKind.POLICY, "x"), "title"),
        (Reference("x" * 201, EvidenceKind.POLICY, "x"), "title"),
        (Reference("x", EvidenceKind.POLICY, ""), "kept_at"),
        (Reference("x", EvidenceKind.POLICY, "y" * 501), "kept_at"),
        (Reference("x", "poem", "y"), "kind"),
        (Reference("x", EvidenceKind.POLICY, "y", shows="z" * 10_001), "shows"),
    ):
        with pytest.raises(Invalid) as refused:
            evidence.checked(broken)
        assert refused.value.field == field


def test_a_digest_says_how_many_and_where_and_no_line_can_be_forged() -> None:
    sections = [
        digest.Section("Overdue", 7, tuple((f"A1.{n}\nBcc: x", f"http://w/{n}") for n in "abcde")),
        digest.Section("Mentions of you", 1, (("Bob", "http://w/"),)),
    ]
    assert digest.subject(sections) == "Wardmote: 8 things wait for you"
    assert digest.words("Alice", sections, home="http://w/", settings="http://w/account/") == (
        "Hello Alice,\n\nOverdue: 7\n"
        + "".join(f"- A1.{n} Bcc: x\n  http://w/{n}\n" for n in "abcde")
        + "- and 2 more\n\nMentions of you: 1\n- Bob\n  http://w/\n\n"
        "See all: http://w/\nTo stop these emails: http://w/account/\n"
    )
