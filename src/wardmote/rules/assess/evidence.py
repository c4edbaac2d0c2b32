"""Evidence: references to what exists, and when a reference is stale.

Source: CAF for local government, evidence: existing documents only, current, what each shows
explained; one document serves many outcomes.
"""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from wardmote.rules.assess import describing
from wardmote.rules.refusal import Invalid

KEPT_AT_LENGTH = 500
"""Units: characters."""
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


KIND_TITLES = {
    EvidenceKind.POLICY: "Policy",
    EvidenceKind.PROCEDURE: "Procedure",
    EvidenceKind.PLAN: "Plan",
    EvidenceKind.REPORT: "Report",
    EvidenceKind.RECORD: "Record or log",
    EvidenceKind.CONFIGURATION: "Configuration",
    EvidenceKind.CONTRACT: "Contract",
    EvidenceKind.TRAINING: "Training",
    EvidenceKind.MINUTES: "Minutes",
    EvidenceKind.OTHER: "Something else",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """What a person writes of a piece of evidence: what it is, and where it is kept."""

    title: str
    kind: EvidenceKind
    kept_at: str
    dated_on: date | None = None
    owner: str = ""
    shows: str = ""
    review_on: date | None = None


def is_stale(*, dated_on: date | None, review_on: date | None, today: date) -> bool:
    """Tell whether a reference should be looked at again.

    Source: CAF for local government: evidence is current. Where the owner named a review date
    that date counts, else one year from the document's own date.
    """
    if review_on is not None:
        return review_on < today
    return dated_on is not None and (today - dated_on).days > STALE_AFTER_DAYS


def stale_before(today: date) -> date:
    """Give the date before which a reference without a review date is stale, for a search.

    Source: as `is_stale`.
    """
    return today - timedelta(days=STALE_AFTER_DAYS)


def is_link(kept_at: str) -> bool:
    """Tell whether a place can be followed: a web address, and nothing that a page would run.

    Source: WHATWG URL: `javascript:` and `data:` addresses run; only http and https are followed.
    """
    if not kept_at.isprintable() or " " in kept_at:
        return False
    try:
        parts = urlsplit(kept_at)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def checked(given: Reference) -> Reference:
    """Check a reference, and make its texts fit to keep.

    Raises: Invalid.
    Source: CAF for local government, evidence: title, type, link, date, owner, what it shows.
    """
    kept = Reference(
        title=describing.name(given.title, "Enter a title for the evidence.", "title"),
        kind=given.kind,
        kept_at=describing.short(given.kept_at, "kept_at", KEPT_AT_LENGTH),
        dated_on=given.dated_on,
        owner=describing.short(given.owner, "owner"),
        shows=shown(given.shows),
        review_on=given.review_on,
    )
    if not kept.kept_at:
        raise Invalid("Enter a link, or say where the evidence is kept.", field="kept_at")
    if kept.kind not in set(EvidenceKind):
        raise Invalid("Choose what kind of evidence it is from the list.", field="kind")
    return kept


def shown(given: str) -> str:
    """Check what a piece of evidence shows.

    Raises: Invalid.
    Source: CAF for local government, evidence: what each shows is explained.
    """
    return describing.long(given, "shows")


def changed(before: Reference, after: Reference) -> dict[str, list[str]]:
    """Name what changed from one save to the next, each with both values.

    Source: decision "Who did what": a change is kept with what was and what is.
    """
    found = {}
    for each in fields(Reference):
        was, now = getattr(before, each.name), getattr(after, each.name)
        if was != now:
            found[each.name] = [str(was or ""), str(now or "")]
    return found
