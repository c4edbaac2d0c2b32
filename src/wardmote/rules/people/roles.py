"""The roles a person may hold at an organisation, and what a role lets them do.

Source: CAF for local government, roles in the assessment: CAF lead, approver, quality
assurer, collaborators, and an independent assurer outside the council.
"""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What a person is at one organisation."""

    CAF_LEAD = "caf_lead"
    COLLABORATOR = "collaborator"
    APPROVER = "approver"
    QUALITY_ASSURER = "quality_assurer"
    INDEPENDENT_ASSURER = "independent_assurer"
    STEWARD = "steward"
    ANALYST = "analyst"


TITLES = {
    Role.CAF_LEAD: "CAF lead",
    Role.COLLABORATOR: "Collaborator",
    Role.APPROVER: "Approver",
    Role.QUALITY_ASSURER: "Quality assurer",
    Role.INDEPENDENT_ASSURER: "Independent assurer",
    Role.STEWARD: "Steward",
    Role.ANALYST: "Steward's analyst",
}

COUNCIL_ROLES = frozenset({Role.CAF_LEAD, Role.COLLABORATOR, Role.APPROVER, Role.QUALITY_ASSURER})
"""The roles that see their own organisation's assessments."""


def ordered(roles: Collection[str]) -> tuple[Role, ...]:
    """Put roles in reading order.

    Source: CAF for local government, roles in the assessment.
    """
    return tuple(role for role in Role if role in roles)


def named(roles: Collection[str]) -> str:
    """Name roles in reading order.

    Source: as `ordered`.
    """
    return ", ".join(TITLES[role] for role in ordered(roles))
