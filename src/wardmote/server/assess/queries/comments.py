"""Finds what people said to each other about an outcome."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models, permissions
from wardmote.server.people.queries import taking_part


def of_answer(actor: Actor, answer: models.Answer) -> list[models.Comment]:
    """List the comments on an answer, oldest first, with whom they tell. Cost: 2 queries."""
    permissions.check_may_read(actor, answer.assessment)
    told = models.Mention.objects.select_related("person").order_by("person__name")
    return list(
        models.Comment.objects.filter(answer=answer)
        .select_related("author", "resolved_by")
        .prefetch_related(Prefetch("mentions", queryset=told))
        .order_by("written_at", "id")
    )


def comment(actor: Actor, answer: models.Answer, key: UUID) -> models.Comment:
    """Find one comment on an answer. Cost: 1 query.

    Raises: Missing.
    """
    permissions.check_may_read(actor, answer.assessment)
    found = models.Comment.objects.filter(answer=answer, pk=key).first()
    if found is None:
        raise Missing("There is no such comment.")
    return found


def listeners(actor: Actor, answer: models.Answer, comments: list[models.Comment]) -> list[Any]:
    """List whom a comment can tell: the council's people and the assurers. Cost: 1 query.

    An assurer cannot see who else works at the council, and can tell those who take part here.
    """
    here = {answer.owner_id, answer.saved_by_id, answer.assessment.created_by_id}
    here |= {one.person_id for one in answer.collaborator_set.all()}
    here |= {one.author_id for one in comments}
    also = {one for one in here if one is not None}
    found = taking_part.of_subject(actor, answer.organisation_id, answer.assessment_id, also=also)
    return [one for one in found if one.pk != actor.person]
