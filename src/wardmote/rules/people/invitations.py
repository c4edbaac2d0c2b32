"""How long an invitation stands, and how many may be sent.

Source: decision "How people come in": an invitation stands for 14 days and is used once.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from wardmote.rules.refusal import Conflict, Invalid

STANDS_FOR = timedelta(days=14)
MOST_AN_HOUR = 30
"""Invitations that one organisation may send in an hour."""
MOST_SENDS = 5
"""How often one invitation may be mailed."""


class State(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def state(
    expires_at: datetime,
    accepted_at: datetime | None,
    withdrawn_at: datetime | None,
    now: datetime,
) -> State:
    """Say where an invitation stands.

    Source: decision "How people come in".
    """
    if accepted_at is not None:
        return State.ACCEPTED
    if withdrawn_at is not None:
        return State.WITHDRAWN
    return State.EXPIRED if now >= expires_at else State.OPEN


def check_may_invite(sent_in_the_last_hour: int) -> None:
    """Refuse a flood of invitations.

    Raises: Conflict.
    Source: decision "How people come in".
    """
    if sent_in_the_last_hour >= MOST_AN_HOUR:
        raise Conflict(
            f"{MOST_AN_HOUR} invitations have gone out in the last hour. Wait an hour, then go on."
        )


def check_may_send_again(sends: int) -> None:
    """Refuse to mail one invitation over and over.

    Raises: Conflict.
    Source: decision "How people come in".
    """
    if sends >= MOST_SENDS:
        raise Conflict(
            f"This invitation has been sent {MOST_SENDS} times. Check the address with the person, "
            "withdraw this invitation and make a new one."
        )


def folded(email: str) -> str:
    """Fold an address for comparing: addresses that differ in case alone are one.

    Source: decision "How people come in".
    """
    return email.strip().lower()


def check_name(name: str) -> str:
    """Read a person's name.

    Raises: Invalid where it is empty, too long or holds what no name does.
    Source: decision "How people come in".
    """
    clean = " ".join(name.split())
    if not clean:
        raise Invalid("Enter your full name.", field="name")
    if len(clean) > 200:
        raise Invalid("Your name must be 200 characters or fewer.", field="name")
    if not clean.isprintable():
        raise Invalid("Your name must not contain control characters.", field="name")
    return clean
