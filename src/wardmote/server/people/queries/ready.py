"""The ready accounts of a demonstration."""

from dataclasses import dataclass

from wardmote.rules.people.roles import TITLES, Role
from wardmote.rules.refusal import Missing
from wardmote.server.people import models


@dataclass(frozen=True, slots=True)
class Ready:
    """One ready account: whose it is and what that person can do."""

    email: str
    name: str
    title: str
    can: str


CAST = {
    "alice@alderby.example": (
        TITLES[Role.CAF_LEAD],
        "Alderby's lead: opens assessments, shares out the work, invites people and submits.",
    ),
    "bob@alderby.example": (
        TITLES[Role.COLLABORATOR],
        "Answers outcomes at Alderby and keeps its evidence.",
    ),
    "erin@alderby.example": (
        TITLES[Role.APPROVER],
        "Signs off Alderby's scope and its finished assessment.",
    ),
    "frank@alderby.example": (
        TITLES[Role.QUALITY_ASSURER],
        "Reviews Alderby's answers before they are submitted.",
    ),
    "carol@thistlegate.example": (
        TITLES[Role.INDEPENDENT_ASSURER],
        "Reads the assessments that a council has assigned to her, and no others.",
    ),
    "dave@steward.example": (
        TITLES[Role.STEWARD],
        "Runs the programme: invites each council's first lead and keeps the frameworks.",
    ),
    "grace@steward.example": (
        TITLES[Role.ANALYST],
        "Looks at the whole sector for the steward, and changes nothing.",
    ),
    "mallory@merrowdown.example": (
        "CAF lead of another council",
        "Works at Merrowdown. See that she finds nothing of Alderby's.",
    ),
}
"""The people of the invented sector who stand ready, in reading order: role, what they can do."""


def ready_accounts() -> list[Ready]:
    """List those of the ready accounts that are there. Cost: 1 query."""
    found = models.Person.objects.filter(email__in=CAST, is_active=True)
    names = {person.email: person.name for person in found}
    return [
        Ready(email, names[email], title, can)
        for email, (title, can) in CAST.items()
        if email in names
    ]


def ready_account(email: str) -> models.Person:
    """Find the person of a ready account. Cost: 1 query.

    Raises: Missing where the address is not of a ready account.
    """
    found = models.Person.objects.filter(email=email, is_active=True).first()
    if email not in CAST or found is None:
        raise Missing("There is no such ready account.")
    return found
