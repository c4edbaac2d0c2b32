"""What must be in place before an assessment takes its next step.

Source: CAF for local government: self-assessment is complete and its scope agreed before quality
assurance; internal quality assurance comes before approval; what is approved is what is shared.
"""

from collections.abc import Iterator
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
    return (*_to_mend(facts), *_worth_knowing(facts))


def _to_mend(facts: Facts) -> Iterator[Lack]:
    if not facts.is_scope_signed_off:
        yield Lack(Topic.SCOPE, "The scope is not signed off.", True)
    if not facts.judgements:
        yield Lack(Topic.JUDGEMENTS, "There are no outcomes to judge.", True)
    waiting = facts.judgements - facts.judged - facts.carried
    again = "carried from an earlier cycle and not judged again"
    yield from _outcomes(Topic.JUDGEMENTS, waiting, facts, "not judged yet", must=True)
    yield from _outcomes(Topic.CARRIED, facts.carried, facts, again, must=True)
    yield from _outcomes(Topic.BLOCKED, facts.blocked, facts, "blocked", must=True)


def _worth_knowing(facts: Facts) -> Iterator[Lack]:
    open_work = facts.judgements - facts.complete
    yield from _outcomes(Topic.REVIEWED, open_work, facts, "not marked complete")
    yield from _outcomes(Topic.EVIDENCE, facts.without_evidence, facts, "without evidence")
    if facts.open_comments:
        said = "comment is open" if facts.open_comments == 1 else "comments are open"
        yield Lack(Topic.COMMENTS, f"{facts.open_comments} {said}.", False)
    if facts.stale_evidence:
        said = (
            "piece of evidence in use is"
            if facts.stale_evidence == 1
            else ("pieces of evidence in use are")
        )
        yield Lack(Topic.STALE, f"{facts.stale_evidence} {said} due for review.", False)


def _outcomes(
    topic: Topic, count: int, facts: Facts, what: str, *, must: bool = False
) -> Iterator[Lack]:
    if count > 0:
        verb = "is" if count == 1 else "are"
        yield Lack(topic, f"{count} of {facts.judgements} outcomes {verb} {what}.", must)
