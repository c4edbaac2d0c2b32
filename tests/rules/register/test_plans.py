"""What an import would do, and when it is refused."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from tests.rules.register.organisations import council, registers
from wardmote.rules.refusal import Conflict
from wardmote.rules.register import plans
from wardmote.rules.register.plans import Change, FieldChange
from wardmote.rules.register.values import Organisation

Register = tuple[Organisation, ...]


def test_each_organisation_is_sorted_by_what_would_happen() -> None:
    stays, renamed, merges, forgotten = (council(code) for code in ("A", "B", "C", "D"))
    renamed_after = replace(renamed, name="New Name", population=5)
    merges_after = replace(merges, ends_on=date(2027, 3, 31), successors=("E",))
    new = council("E")

    plan = plans.plan_import(
        [stays, renamed, merges, forgotten], [new, merges_after, renamed_after, stays]
    )

    assert plan == plans.Plan(
        added=(new,),
        changed=(
            Change(
                renamed,
                renamed_after,
                (
                    FieldChange("name", "B District Council", "New Name"),
                    FieldChange("population", None, 5),
                ),
            ),
        ),
        ended=(
            Change(
                merges,
                merges_after,
                (
                    FieldChange("ends_on", None, date(2027, 3, 31)),
                    FieldChange("successors", (), ("E",)),
                ),
            ),
        ),
        unchanged=(stays,),
        absent=(forgotten,),
    )
    assert plan.share == 0.5


@given(registers(), registers())
def test_each_code_is_in_one_place(current: Register, incoming: Register) -> None:
    plan = plans.plan_import(current, incoming)
    placed = [
        *(each.code for each in (*plan.added, *plan.unchanged, *plan.absent)),
        *(change.after.code for change in (*plan.changed, *plan.ended)),
    ]
    assert sorted(placed) == sorted({each.code for each in (*current, *incoming)})
    assert 0 <= plan.share <= 1


@given(registers(), registers())
def test_a_plan_carried_out_leaves_nothing_to_do(current: Register, incoming: Register) -> None:
    after = plans.applied(current, plans.plan_import(current, incoming))
    again = plans.plan_import(after, incoming)
    assert again.is_empty
    assert again.share == 0
    assert {each.code for each in after} == {each.code for each in (*current, *incoming)}


@given(registers())
def test_the_same_list_changes_nothing(register: Register) -> None:
    plan = plans.plan_import(register, reversed(register))
    assert plan.is_empty
    assert set(plan.unchanged) == set(register)


@given(registers(), registers())
def test_changed_fields_lead_from_before_to_after(current: Register, incoming: Register) -> None:
    plan = plans.plan_import(current, incoming)
    for change in (*plan.changed, *plan.ended):
        named = {field.field: field.after for field in change.fields}
        assert replace(change.before, **named) == change.after


def test_a_tenth_may_change_and_no_more() -> None:
    current = [council(f"A{number}") for number in range(20)]
    two = [replace(each, name="Other") for each in current[:2]]
    three = [replace(each, name="Other") for each in current[:3]]

    plans.check_share(plans.plan_import(current, two))
    with pytest.raises(Conflict) as refused:
        plans.check_share(plans.plan_import(current, three))
    assert str(refused.value) == (
        "This would change or end 3 of 20 organisations, more than 10%. Look at the plan. "
        "If it is right, allow a large change."
    )
    plans.check_share(plans.plan_import(current, three), largest_share=1)


def test_the_first_import_is_never_too_large() -> None:
    plans.check_share(plans.plan_import([], [council("A"), council("B")]))
