"""Says something about an outcome to others, and closes what is settled."""

import re
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wardmote.rules.assess import answers as rules
from wardmote.rules.assess import limits
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Invalid
from wardmote.server.assess import models, permissions
from wardmote.server.assess.queries import answers, comments
from wardmote.server.audit import actions as audit

LIMIT = 4_000
"""The longest comment. Units: characters."""


@transaction.atomic
def write_comment(
    *,
    actor: Actor,
    assessment: UUID,
    part: int,
    outcome: str,
    text: str,
    tells: Collection[UUID],
    now: datetime,
) -> models.Comment:
    """Comment on an outcome, and put it on the to-do lists of those it tells.

    A person is told where they are named in `tells`, or in the text as @ and their whole name.
    Raises: Missing, Forbidden, Invalid, Conflict.
    Cost: 9 queries.
    """
    row = answers.answer(actor, assessment, part, outcome)
    permissions.check_may_comment(actor, row.assessment)
    _check_text(text)
    before = comments.of_answer(actor, row)
    limits.check_room(limits.COMMENTS, len(before))
    known = comments.listeners(actor, row, before)
    if not set(tells) <= {one.pk for one in known}:
        raise Invalid("Choose people from the list.", field="tells")
    belongs = {"organisation_id": row.organisation_id, "assessment_id": row.assessment_id}
    written = models.Comment.objects.create(
        answer=row, author_id=actor.known, text=text, written_at=now, **belongs
    )
    models.Mention.objects.bulk_create(
        models.Mention(comment=written, person=one, **belongs)
        for one in known
        if one.pk in tells or names(text, one.name)
    )
    _record(actor, written, "commented on the outcome", now)
    return written


def names(text: str, name: str) -> bool:
    """Tell whether a text calls a person: @ and the whole name, in any case."""
    return bool(name) and bool(re.search(rf"@{re.escape(name)}(?!\w)", text, re.IGNORECASE))


@transaction.atomic
def resolve_comment(
    *,
    actor: Actor,
    assessment: UUID,
    part: int,
    outcome: str,
    comment: UUID,
    is_resolved: bool,
    now: datetime,
) -> models.Comment:
    """Resolve a comment, or open it again; what is so already stays as it is.

    Raises: Missing, Forbidden.
    Cost: 6 queries.
    """
    row = answers.answer(actor, assessment, part, outcome)
    permissions.check_may_comment(actor, row.assessment)
    found = comments.comment(actor, row, comment)
    if (found.resolved_at is not None) == is_resolved:
        return found
    found.resolved_by_id = actor.person if is_resolved else None
    found.resolved_at = now if is_resolved else None
    found.save(update_fields=["resolved_by_id", "resolved_at"])
    _record(actor, found, "resolved a comment" if is_resolved else "reopened a comment", now)
    return found


def _check_text(text: str) -> None:
    if not text.strip():
        raise Invalid("Write a comment.", field="comment")
    if len(text) > LIMIT or not rules.is_storable(text):
        over = f"{LIMIT:,} characters or fewer"
        raise Invalid(f"A comment must be {over}. It has {len(text):,}.", field="comment")


def _record(actor: Actor, comment: models.Comment, verb: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="comment",
        subject=comment.pk,
        organisation=comment.organisation_id,
    )
