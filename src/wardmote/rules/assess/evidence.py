"""Evidence: references to what exists, and when a reference is stale.

Source: CAF for local government, evidence: existing documents only, current, what each shows
explained; one document serves many outcomes.
"""

from datetime import date
from enum import StrEnum

STALE_AFTER_DAYS = 365
"""Age at which evidence with no review date of its own is stale. Units: days."""


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    POLICY = "policy"
    PROCEDURE = "procedure"
    PLAN = "plan"
    REPORT = "report"
    RECORD = "record"
    CONFIGURATION = "configuration"
    CONTRACT = "contract"
    TRAINING = "training"
    MINUTES = "minutes"
    OTHER = "other"


def is_stale(*, dated_on: date | None, review_on: date | None, today: date) -> bool:
    """Tell whether a reference should be looked at again.

    Source: CAF for local government: evidence is current. Where the owner named a review date
    that date counts, else one year from the document's own date.
    """
    if review_on is not None:
        return review_on < today
    return dated_on is not None and (today - dated_on).days > STALE_AFTER_DAYS
