"""How far an assessment is: counts of judgements, always with what they are counted of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wardmote.rules.assess.work import WorkState


@dataclass(frozen=True, slots=True)
class Progress:
    """Judgements made, of how many."""

    judged: int
    of: int

    def __str__(self) -> str:
        """Say it in words: never a share without what it is a share of."""
        return f"{self.judged} of {self.of} judgements"


def is_judged(judged: str, *, needs_review: bool) -> bool:
    """Tell whether an outcome counts as judged.

    Source: CAF for local government: what was carried from an earlier cycle is a start, and
    counts when it was judged again.
    """
    return bool(judged) and not needs_review


def progress(outcomes: Iterable[bool]) -> Progress:
    """Count what is judged. Shape: one entry an outcome, true where it is judged.

    Source: CAF for local government: one judgement an outcome and part.
    """
    listed = list(outcomes)
    return Progress(sum(listed), len(listed))


def is_overdue(due_on: date | None, state: WorkState, today: date) -> bool:
    """Tell whether work on an outcome should have been done; the due date itself is in time.

    Source: CAF for local government, planning: each outcome has a due date.
    """
    return due_on is not None and due_on < today and state is not WorkState.COMPLETE
