"""Which objects a feed sends on to another server, and when a feed comes again.

Source: FIRST, Traffic Light Protocol 2.0: a recipient never shares wider than the label says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wardmote.rules.sharing.markings import Tlp


class Direction(StrEnum):
    """Which way a feed goes, as seen from here."""

    IN = "in"
    OUT = "out"


WIDEST_SENT = (Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER)
"""Ceilings that a feed out may have.

Source: FIRST TLP 2.0: AMBER+STRICT stays within the organisation, RED with those who were named.
"""

LEAST_MINUTES = 1
MOST_MINUTES = 7 * 24 * 60
LONGEST_PAUSE = timedelta(days=1)
"""How long a feed that fails again and again is left alone, at the most."""

COMPARED = timedelta(days=1)
"""How often all that came by a feed is compared with what is there still."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What decides whether an object may be sent on.

    Shape: `tlp` is the narrowest label of it and of all that it refers to; `is_labelled` says
    that it bears a label itself. `score` is from 0 to 100; None where it has none.
    """

    type: str
    tlp: Tlp
    is_labelled: bool
    is_revoked: bool
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a feed out sends. Shape: no `types` means all types."""

    ceiling: Tlp
    types: frozenset[str] = frozenset()
    least_score: int = 0
    sends_unlabelled: bool = False


def may_leave(one: Outgoing, limits: Limits) -> bool:
    """Tell whether a feed sends an object to another server.

    What bears no label would take the other server's default, which may be wider than ours: it
    goes only where it is clear to all, or where the steward trusts that default. A revocation
    follows what was sent, whatever the score.
    Source: FIRST TLP 2.0, the four labels; STIX 2.1, section 3.2, revoked.
    """
    if one.tlp > limits.ceiling or one.tlp not in WIDEST_SENT:
        return False
    if limits.types and one.type not in limits.types:
        return False
    if not one.is_labelled and one.tlp is not Tlp.CLEAR and not limits.sends_unlabelled:
        return False
    return one.is_revoked or one.score is None or one.score >= limits.least_score


def comes_again(now: datetime, minutes: int, failures: int) -> datetime:
    """Say when a feed comes again: as often as it should, or later the more often it failed.

    Source: this project's choice: the pause doubles with each failure, to a day at the most.
    """
    usual = timedelta(minutes=minutes)
    if not failures:
        return now + usual
    doubled = usual * (1 << min(failures, 20))
    return now + max(usual, min(doubled, LONGEST_PAUSE))
