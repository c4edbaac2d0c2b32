"""Saves what is said of an outcome. Two people who save at once lose nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from wardmote.rules.assess import answers as rules
from wardmote.rules.assess import merging, progress, work
from wardmote.rules.assess.answers import Said, Unsound
from wardmote.rules.assess.judging import Judgement
from wardmote.rules.assess.merging import Merge
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.assess import models
from wardmote.server.assess.actions import locking, recording
from wardmote.server.assess.queries import answers, assessments


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer after a save. `merged` names what someone else had changed meanwhile."""

    answer: models.Answer
    version: int
    merged: tuple[str, ...] = ()
    merged_with: str = ""


class Clashing(Conflict):
    """Someone else changed the same things: `merge` holds both sides, `current` is as it stands."""

    def __init__(self, merge: Merge, current: models.Answer, said: Said, because: str = "") -> None:
        self.merge = merge
        self.current = current
        self.said = said
        who = current.saved_by.name if current.saved_by else "Someone else"
        super().__init__(
            because or f"{who} changed this outcome while you worked on it. Choose what to keep."
        )


@transaction.atomic
def answer_outcome(
    *,
    actor: Actor,
    assessment: UUID,
    part: int,
    outcome: str,
    said: Said,
    version: int,
    now: datetime,
    confirms: bool = False,
) -> Saved:
    """Save what a person says of an outcome that they read at `version`.

    Where someone else saved since, changes to other fields are merged. A save that was already
    made, as when an answer to it was lost, is not made twice. `confirms` says that a judgement
    which was carried from an earlier cycle still stands.
    Raises: Missing, Forbidden, Conflict, Clashing, Unsound.
    Cost: 5 queries, 1 more where the judged count changes, 2 more where the version is stale.
    """
    row = locking.answer_to_change(actor, assessment, part, outcome)
    current = answers.said(row)
    merged: tuple[str, ...] = ()
    _check(row, said)
    if version != row.version:
        if _is_retry(actor, row, said, version):
            return Saved(row, version + 1)
        result = _merge(row, said, version)
        said, merged = result.said, result.theirs
    needs_review = work.still_needs_review(
        needs_review=row.needs_review, was=row.judged, judged=said.judged, confirms=confirms
    )
    who = row.saved_by.name if merged and row.saved_by else ""
    if said != current or needs_review != row.needs_review:
        _save(actor, row, said, needs_review=needs_review, now=now)
    return Saved(row, row.version, merged, who)


def _check(row: models.Answer, said: Said) -> Judgement:
    framework = assessments.framework(row.assessment)
    return rules.check(said, framework.outcome(row.outcome), framework.levels)


def _is_retry(actor: Actor, row: models.Answer, said: Said, version: int) -> bool:
    """Tell whether the person already made this very save."""
    if version > row.version or version < 0:
        raise Invalid("This page is out of step with what is kept. Open the outcome again.")
    after = row.versions.filter(version=version + 1, saved_by=actor.person).first()
    return after is not None and answers.said(after) == said


def _merge(row: models.Answer, said: Said, version: int) -> Merge:
    """Put mine and theirs together.

    Raises: Clashing where a person must decide.
    """
    base = answers.said_at(row, version)
    result = merging.merge(base if base is not None else Said(), said, answers.said(row))
    if result.clashes:
        raise Clashing(result, row, said)
    try:
        _check(row, result.said)
    except Unsound as unsound:
        raise Clashing(result, row, said, because=unsound.message) from None
    return result


def _save(
    actor: Actor, row: models.Answer, said: Said, *, needs_review: bool, now: datetime
) -> None:
    before = answers.said(row)
    was_judged = progress.is_judged(row.judged, needs_review=row.needs_review)
    judgement = _check(row, said)
    row.version += 1
    row.statements = rules.to_stored(said)
    row.notes, row.judged, row.reason = said.notes, said.judged, said.reason
    row.indicative, row.rule = judgement.level or "", judgement.rule
    row.saved_by_id, row.saved_at = actor.person, now
    row.needs_review = needs_review
    row.work_state = work.after_answer(work.WorkState(row.work_state))
    row.save(update_fields=[*SAID, "needs_review", "work_state"])
    models.AnswerVersion.objects.create(
        organisation_id=row.organisation_id,
        assessment_id=row.assessment_id,
        answer=row,
        **{name: getattr(row, name) for name in SAID},
    )
    more = progress.is_judged(said.judged, needs_review=needs_review) - was_judged
    if more:
        models.Assessment.objects.filter(pk=row.assessment_id).update(
            judged_count=F("judged_count") + more
        )
    change = {
        "version": [row.version - 1, row.version],
        "fields": list(merging.changed(before, said)),
    }
    recording.of_answer(actor, row, "answered the outcome", now, change)


SAID = (
    "version",
    "statements",
    "notes",
    "indicative",
    "rule",
    "judged",
    "reason",
    "saved_by_id",
    "saved_at",
)
"""The columns that an answer and each of its versions have in common."""
