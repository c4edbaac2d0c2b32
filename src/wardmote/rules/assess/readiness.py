"""What must be in place before an assessment takes its next step.

Source: CAF for local government: self-assessment is complete and its scope agreed before quality
assurance; internal quality assurance comes before approval; what is approved is what is shared.
"""

from dataclasses import dataclass
from enum import StrEnum

from wardmote.rules.assess.life import Step


class Topic(StrEnum):
    """What a lack is about; a page links each to the place where it is mended."""

    JUDGEMENTS = "judgements"
    CARRIED = "carried"
    SCOPE = "scope"
    BLOCKED = "blocked"
    COMMENTS = "comments"
    REVIEWED = "reviewed"
    EVIDENCE = "evidence"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an assessment as a whole. All are counts of outcomes but where named."""

    judgements: int
    judged: int
    carried: int
    """Carried from an earlier cycle and not judged again."""
    blocked: int
    complete: int
    without_evidence: int
    open_comments: int
    """Units: comments."""
    stale_evidence: int
    """Units: references."""
    is_scope_signed_off: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing. `must` says that the step cannot be taken without it."""

    topic: Topic
    text: str
    must: bool


CHECKED = (Step.SEND_FOR_REVIEW, Step.APPROVE)
"""Steps that need a complete assessment; the others only take one back or pass it on."""


def lacks(step: Step, facts: Facts) -> tuple[Lack, ...]:
    """List what is missing for a step: first what must be mended, then what is worth knowing.

    Source: CAF for local government: every outcome is judged, on a scope that is signed off, and
    work that is blocked is not finished. Evidence, comments and the review of single outcomes are
    for people to weigh.
    """
    if step not in CHECKED:
        return ()
    waiting = facts.judgements - facts.judged - facts.carried
    found = [
        Lack(Topic.SCOPE, "The scope is not signed off.", True)
        if not facts.is_scope_signed_off
        else None,
        Lack(Topic.JUDGEMENTS, "There are no outcomes to judge.", True)
        if not facts.judgements
        else None,
        _count(Topic.JUDGEMENTS, waiting, facts.judgements, "not judged yet", must=True),
        _count(
            Topic.CARRIED,
            facts.carried,
            facts.judgements,
            "carried from an earlier cycle and not judged again",
            must=True,
        ),
        _count(Topic.BLOCKED, facts.blocked, facts.judgements, "blocked", must=True),
        _count(
            Topic.REVIEWED,
            facts.judgements - facts.complete,
            facts.judgements,
            "not marked complete",
        ),
        _count(Topic.EVIDENCE, facts.without_evidence, facts.judgements, "without evidence"),
        _plain(Topic.COMMENTS, facts.open_comments, "comment is open", "comments are open"),
        _plain(
            Topic.STALE,
            facts.stale_evidence,
            "piece of evidence in use is due for review",
            "pieces of evidence in use are due for review",
        ),
    ]
    return tuple(sorted((each for each in found if each), key=lambda each: not each.must))


def _count(topic: Topic, count: int, of: int, what: str, *, must: bool = False) -> Lack | None:
    verb = "is" if count == 1 else "are"
    return Lack(topic, f"{count} of {of} outcomes {verb} {what}.", must) if count > 0 else None


def _plain(topic: Topic, count: int, one: str, many: str) -> Lack | None:
    return Lack(topic, f"{count} {one if count == 1 else many}.", False) if count else None
