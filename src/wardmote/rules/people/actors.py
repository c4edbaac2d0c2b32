"""Who is asking: one frozen value that every query and action takes.

Source: decision "Who may see what": a person sees the organisations they belong to, what those
took over from ended ones, and the assessments assigned to them. Nothing else exists for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from wardmote.rules.people.roles import COUNCIL_ROLES, Role
from wardmote.rules.refusal import Missing


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the roles they hold, or a visitor where `person` is None.

    Shape: `roles` maps an organisation's id to the roles held there; `inherited` are ids of
    ended organisations whose successor the person belongs to; `assigned` are ids of assessments.
    """

    person: UUID | None = None
    name: str = ""
    email: str = ""
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    inherited: frozenset[UUID] = frozenset()
    assigned: frozenset[UUID] = frozenset()

    @property
    def is_signed_in(self) -> bool:
        """Tell whether this is a person rather than a visitor."""
        return self.person is not None

    @property
    def known(self) -> UUID:
        """Give the person's key, where someone is signed in.

        Raises: Missing.
        """
        if self.person is None:
            raise Missing("Sign in first.")
        return self.person

    @property
    def is_steward(self) -> bool:
        """Tell whether the person acts for the steward."""
        return any(Role.STEWARD in roles for roles in self.roles.values())

    @property
    def is_steward_side(self) -> bool:
        """Tell whether the person is a steward or the steward's analyst."""
        return self.is_steward or any(Role.ANALYST in roles for roles in self.roles.values())

    def has(self, organisation: UUID, *wanted: Role) -> bool:
        """Tell whether the person holds one of the roles at the organisation."""
        return bool(self.roles.get(organisation, frozenset()) & set(wanted))

    def works_at(self, organisation: UUID) -> bool:
        """Tell whether the person holds a council's role there, so may see its assessments."""
        return bool(self.roles.get(organisation, frozenset()) & COUNCIL_ROLES)

    def reads(self, organisation: UUID) -> bool:
        """Tell whether the person may read the organisation's own rows."""
        return self.works_at(organisation) or organisation in self.inherited


OPERATOR = Actor(name="The operator")
"""Whoever runs the service, at its command line: no person of it, and with no role."""
