"""Which roles an organisation has, and that it never loses the last person who can invite.

Source: CAF for local government, roles in the assessment; decision "Who may manage people".
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from wardmote.rules.people.roles import COUNCIL_ROLES, TITLES, Role, ordered
from wardmote.rules.refusal import Conflict, Invalid

Key = TypeVar("Key")
KEEPERS = (Role.CAF_LEAD, Role.STEWARD)
"""Roles that manage people: an organisation that has one always keeps one."""


def roles_at(kind: str) -> tuple[Role, ...]:
    """List the roles that people may hold at an organisation of a kind, in reading order.

    Source: decision "Who may manage people": assurers work at an assurer, stewards and analysts
    at the steward, and the council's roles at everyone who assesses itself.
    """
    if kind == "assurer":
        return (Role.INDEPENDENT_ASSURER,)
    if kind == "steward":
        return (Role.STEWARD, Role.ANALYST)
    return ordered(COUNCIL_ROLES)


def is_run_by_steward(kind: str) -> bool:
    """Tell whether the steward manages an organisation's people.

    Source: decision "Who may manage people".
    """
    return kind in ("assurer", "steward")


def check_roles(kind: str, roles: Collection[str]) -> frozenset[Role]:
    """Read the roles that someone is to hold.

    Raises: Invalid where there is none, or one that this kind of organisation does not have.
    Source: decision "Who may manage people".
    """
    allowed = roles_at(kind)
    if not roles:
        raise Invalid("Choose at least one role.", field="roles")
    if not set(roles) <= {role.value for role in allowed}:
        raise Invalid(
            "Choose roles that this organisation has: "
            + ", ".join(TITLES[role] for role in allowed)
            + ".",
            field="roles",
        )
    return frozenset(Role(role) for role in roles)


def check_change(
    before: Mapping[Key, Collection[Role]], person: Key, after: Collection[Role]
) -> None:
    """Refuse a change after which nobody could manage the organisation's people.

    Shape: `before` maps each member to the roles they hold; `after` is empty if `person` leaves.
    Raises: Conflict where the last CAF lead, or the last steward, would go.
    Source: decision "Who may manage people": the last lead cannot leave.
    """
    for role in KEEPERS:
        others = any(role in held for member, held in before.items() if member != person)
        if role in before.get(person, ()) and role not in after and not others:
            raise Conflict(
                f"This is the last {TITLES[role]}. Give someone else that role first, "
                "so that there is always someone who can invite people."
            )
