"""Who does what in an assessment.

Source: CAF for local government, prepare: roles, and a table of who is responsible,
accountable, supporting, consulted and informed (RASCI).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from wardmote.rules.refusal import Invalid

Key = TypeVar("Key")


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


DUTY_TITLES = {
    Duty.RESPONSIBLE: "Responsible",
    Duty.ACCOUNTABLE: "Accountable",
    Duty.SUPPORTING: "Supporting",
    Duty.CONSULTED: "Consulted",
    Duty.INFORMED: "Informed",
}

DUTY_MEANINGS = {
    Duty.RESPONSIBLE: "does the work",
    Duty.ACCOUNTABLE: "answers for it; one person at most for an activity",
    Duty.SUPPORTING: "helps to do it",
    Duty.CONSULTED: "is asked before it is done",
    Duty.INFORMED: "is told how it goes",
}


def check_duties(duties: Mapping[tuple[Activity, Key], Duty]) -> None:
    """Refuse a plan in which two people answer for one activity.

    Raises: Invalid.
    Source: RASCI: exactly one person is accountable, so that nobody can point at another.
    """
    seen: set[Activity] = set()
    for (activity, _), duty in duties.items():
        if duty is Duty.ACCOUNTABLE:
            if activity in seen:
                raise Invalid(
                    f"Choose one accountable person for “{ACTIVITY_TITLES[activity]}”.",
                    field=activity,
                )
            seen.add(activity)
