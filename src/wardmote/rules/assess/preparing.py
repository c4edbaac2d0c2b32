"""Who does what in an assessment.

Source: CAF for local government, prepare: roles, and a table of who is responsible,
accountable, supporting, consulted and informed (RASCI).
"""

from enum import StrEnum


class Activity(StrEnum):
    """A stretch of the work that is planned and given to people."""

    PREPARE = "prepare"
    SCOPE = "scope"
    ORGANISATION = "organisation"
    ARCHITECTURE = "architecture"
    SYSTEMS = "systems"
    EVIDENCE = "evidence"
    REVIEW = "review"
    APPROVE = "approve"


ACTIVITY_TITLES = {
    Activity.PREPARE: "Prepare: agree roles and dates",
    Activity.SCOPE: "Scope: services and critical systems",
    Activity.ORGANISATION: "Assess the organisation (objectives A and D)",
    Activity.ARCHITECTURE: "Map the architecture of each system",
    Activity.SYSTEMS: "Assess each system (objectives B and C)",
    Activity.EVIDENCE: "Gather evidence",
    Activity.REVIEW: "Review quality",
    Activity.APPROVE: "Approve",
}


class Duty(StrEnum):
    """How a person takes part in an activity."""

    RESPONSIBLE = "responsible"
    ACCOUNTABLE = "accountable"
    SUPPORTING = "supporting"
    CONSULTED = "consulted"
    INFORMED = "informed"
