"""An organisation that has someone who manages people always keeps one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules import refusal
from wardmote.rules.people import memberships
from wardmote.rules.people.roles import Role

ROLES = st.frozensets(st.sampled_from(Role), max_size=4)
MEMBERS = st.dictionaries(st.integers(0, 4), ROLES.filter(bool), min_size=1, max_size=5)


def keepers(held: dict[int, frozenset[Role]]) -> set[Role]:
    return {role for roles in held.values() for role in roles} & set(memberships.KEEPERS)


@given(MEMBERS, st.data())
def test_a_change_is_refused_exactly_where_a_keeper_would_be_lost(
    before: dict[int, frozenset[Role]], data: st.DataObject
) -> None:
    person = data.draw(st.sampled_from(sorted(before)))
    after = data.draw(ROLES)
    changed = {**before, person: after}
    is_lost = keepers(before) - keepers(changed)
    try:
        memberships.check_change(before, person, after)
    except refusal.Conflict:
        assert is_lost
    else:
        assert not is_lost


@given(MEMBERS, st.lists(st.tuples(st.integers(0, 4), ROLES), max_size=12))
def test_no_chain_of_changes_loses_the_last_keeper(
    before: dict[int, frozenset[Role]], changes: list[tuple[int, frozenset[Role]]]
) -> None:
    held = dict(before)
    for person, after in changes:
        try:
            memberships.check_change(held, person, after)
        except refusal.Conflict:
            continue
        held[person] = after
    assert keepers(held) >= keepers(before)


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        (
            "district",
            (Role.CAF_LEAD, Role.COLLABORATOR, Role.APPROVER, Role.QUALITY_ASSURER),
        ),
        ("assurer", (Role.INDEPENDENT_ASSURER,)),
        ("steward", (Role.STEWARD, Role.ANALYST)),
    ],
)
def test_roles_go_with_the_kind_of_organisation(kind: str, roles: tuple[Role, ...]) -> None:
    assert memberships.roles_at(kind) == roles
    assert memberships.check_roles(kind, [role.value for role in roles]) == frozenset(roles)
    for wrong in set(Role) - set(roles):
        with pytest.raises(refusal.Invalid, match="Choose roles that this organisation has"):
            memberships.check_roles(kind, [wrong.value])
    with pytest.raises(refusal.Invalid, match="at least one"):
        memberships.check_roles(kind, [])


@pytest.mark.parametrize("kind", ["assurer", "steward"])
def test_the_steward_runs_assurers_and_stewards_alone(kind: str) -> None:
    assert memberships.is_run_by_steward(kind)
    assert not memberships.is_run_by_steward("unitary")
