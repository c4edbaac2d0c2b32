"""What people write about a scope is made fit to keep, or refused in plain words."""

from dataclasses import replace
from datetime import date
from uuid import UUID
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.assess import describing, limits, planning, stages, texts
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.preparing import Activity, Duty, check_duties
from wardmote.rules.assess.scope import Context, Service, System
from wardmote.rules.assess.stages import Stage
from wardmote.rules.refusal import Conflict, Invalid

SERVICES = frozenset({UUID(int=1)})


def test_a_line_is_one_line_and_a_text_keeps_its_lines() -> None:
    typed = " A\x00\x08 b\r\nc\u2028d\ttab\x1b[31m 🏠 עברית \ud800"
    assert texts.line(typed) == "A b c d tab[31m 🏠 עברית"
    assert texts.text(typed) == "A b\nc\nd\ttab[31m 🏠 עברית"


@given(st.text(st.characters()))
def test_what_is_kept_fits_xml_and_a_database_and_stays_as_it_is(typed: str) -> None:
    for keep in (texts.line, texts.text):
        kept = keep(typed)
        assert keep(kept) == kept
        assert "\x00" not in kept
        element = ElementTree.Element("a")
        element.text = kept
        read = ElementTree.fromstring(ElementTree.tostring(element, "utf-8"))
        assert (read.text or "") == kept


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        (System("", services=SERVICES), "name", "Enter the name of the system."),
        (System("\x00 ", services=SERVICES), "name", "Enter the name of the system."),
        (System("A"), "services", "Choose at least one service that the system supports."),
        (
            System("A", criticality="very", services=SERVICES),
            "criticality",
            "Choose how critical the system is from the list.",
        ),
        (
            System("A", criteria=("x",), services=SERVICES),
            "criteria",
            "Choose criteria from the list.",
        ),
        (
            System("A" * 201, services=SERVICES),
            "name",
            "Use 200 characters or fewer. You have used 201.",
        ),
        (
            System("A", rationale="x" * 10_001, services=SERVICES),
            "rationale",
            "Use 10,000 characters or fewer. You have used 10,001.",
        ),
    ],
)
def test_a_system_that_is_not_sound_is_refused(given: System, field: str, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        describing.system(given)
    assert (refused.value.field, refused.value.message) == (field, message)


def test_a_sound_description_is_kept_clean_and_in_order() -> None:
    given = System(" A \n B ", criteria=("no_workaround", "statutory"), services=SERVICES)
    kept = replace(given, name="A B", criteria=("statutory", "no_workaround"))
    assert describing.system(given) == kept
    assert describing.service(Service(" Waste ", " x\r\ny ")) == Service("Waste", "x\ny")
    assert describing.context(Context(mission=" m ")) == Context(mission="m")
    with pytest.raises(Invalid, match="Enter the name of the service"):
        describing.service(Service(" "))
    with pytest.raises(Invalid, match="Say why"):
        describing.reason(" \x07 ")


def test_a_stale_version_a_full_scope_and_dates_out_of_order_are_refused() -> None:
    describing.check_is_current(3, 3)
    with pytest.raises(describing.Stale, match="Someone else saved"):
        describing.check_is_current(2, 3)
    limits.check_room(limits.SERVICES, 499)
    limits.check_room(limits.EVIDENCE, 150, 50)
    for limit, count, more, said in (
        (limits.SERVICES, 500, 1, "A scope holds at most 500 services. Remove one"),
        (limits.EVIDENCE, 150, 51, "An outcome holds at most 200 pieces of evidence. Detach"),
        (limits.REFERENCES, 5_000, 1, "A register holds at most 5,000 references. Change one"),
    ):
        with pytest.raises(Conflict, match=said):
            limits.check_room(limit, count, more)
    describing.check_dates(date(2026, 1, 2), None)
    describing.check_dates(date(2026, 1, 2), date(2026, 1, 2))
    with pytest.raises(Invalid, match="on or after"):
        describing.check_dates(date(2026, 1, 2), date(2026, 1, 1))


def test_one_person_answers_for_an_activity() -> None:
    duties = {
        (Activity.SCOPE, "alice"): Duty.ACCOUNTABLE,
        (Activity.SCOPE, "bob"): Duty.RESPONSIBLE,
        (Activity.REVIEW, "bob"): Duty.ACCOUNTABLE,
    }
    check_duties(duties)
    with pytest.raises(Invalid, match="one accountable person") as refused:
        check_duties({**duties, (Activity.SCOPE, "bob"): Duty.ACCOUNTABLE})
    assert refused.value.field == "scope"


PLANS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz"))


@given(PLANS, PLANS, PLANS)
def test_a_merge_keeps_each_side_and_shows_what_both_changed(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = planning.merge(base, mine, theirs)
    for key in "abcd":
        was, ours, other = base.get(key), mine.get(key), theirs.get(key)
        if ours != was and other != was and ours != other:
            assert merged.clashes[key] == other
            assert merged.entries.get(key) == ours
        else:
            assert key not in merged.clashes
            assert merged.entries.get(key) == (other if ours == was else ours)


@pytest.mark.parametrize(
    ("done", "wanted", "stage"),
    [(0, 3, "Not started"), (1, 3, "In progress"), (3, 3, "Completed"), (4, 3, "Completed")],
)
def test_a_stage_is_as_far_as_what_is_done(done: int, wanted: int, stage: str) -> None:
    assert stages.of_count(done, wanted) == stage


def test_stages_of_scope_and_review() -> None:
    assert stages.of_priorities(0, 0) is Stage.LATER
    assert stages.of_priorities(1, 1) is Stage.COMPLETED
    assert stages.of_priorities(2, 9) is Stage.IN_PROGRESS
    assert stages.of_priorities(3, 9) is Stage.COMPLETED
    assert stages.of_sign_off(is_signed_off=True, is_complete=False) is Stage.COMPLETED
    assert stages.of_sign_off(is_signed_off=False, is_complete=True) is Stage.READY
    assert stages.of_sign_off(is_signed_off=False, is_complete=False) is Stage.LATER
    review = {state: stages.of_review(state, judged=14, judgements=14) for state in AssessmentState}
    assert review == {
        AssessmentState.OPEN: Stage.NOT_STARTED,
        AssessmentState.IN_REVIEW: Stage.IN_PROGRESS,
        AssessmentState.APPROVED: Stage.COMPLETED,
        AssessmentState.SHARED: Stage.COMPLETED,
    }
    assert stages.of_review(AssessmentState.OPEN, judged=13, judgements=14) is Stage.LATER
    assert stages.of_review(AssessmentState.OPEN, judged=0, judgements=0) is Stage.LATER
