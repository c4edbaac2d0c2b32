"""How much one place holds: many times what a council needs, so that no page grows without end.

Source: this project's choice; a council lists essential services and critical systems, not its
whole inventory.
"""

from dataclasses import dataclass

from wardmote.rules.refusal import Conflict


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that one place holds, and what to do where it is full."""

    most: int
    place: str
    things: str
    cure: str


SERVICES = Limit(500, "A scope", "services", "Remove one you do not need first.")
SYSTEMS = Limit(500, "A scope", "systems", "Remove one you do not need first.")
COMMENTS = Limit(500, "An outcome", "comments", "Write what matters in its notes.")
EVIDENCE = Limit(200, "An outcome", "pieces of evidence", "Detach one you do not need first.")
REFERENCES = Limit(5_000, "A register", "references", "Change one that you no longer need instead.")
ASSESSMENTS = Limit(200, "An organisation", "assessments", "Go on with one that you have.")


def check_room(limit: Limit, count: int, more: int = 1) -> None:
    """Refuse more where a place would then hold more than it may.

    Raises: Conflict.
    Source: as above.
    """
    if count + more > limit.most:
        raise Conflict(f"{limit.place} holds at most {limit.most:,} {limit.things}. {limit.cure}")
