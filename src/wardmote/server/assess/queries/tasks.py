"""Finds the work of an assessment: every outcome of every part that counts."""

from uuid import UUID

from django.db.models import Prefetch

from wardmote.rules.people.actors import Actor
from wardmote.server.assess import models
from wardmote.server.assess.queries import assessments

SHOWN = (
    "assessment_id",
    "outcome",
    "position",
    "judged",
    "needs_review",
    "work_state",
    "due_on",
    "blocker",
    "next_step",
    "owner__name",
    "part__number",
    "part__title",
    "part__kind",
)
"""What a task list shows: what is said of an outcome can be long, and stays where it is."""


def tasks(actor: Actor, assessment: UUID) -> tuple[models.Assessment, list[models.Answer]]:
    """Find an assessment with all outcomes that count, in order. Cost: 3 queries.

    Raises: Missing.
    """
    of = assessments.assessment(actor, assessment)
    helpers = models.Collaborator.objects.select_related("person").order_by("person__name")
    rows = (
        models.Answer.objects.filter(assessment=of, part__withdrawn_at__isnull=True)
        .select_related("part", "owner")
        .only(*SHOWN)
        .prefetch_related(Prefetch("collaborator_set", queryset=helpers))
        .order_by("part__number", "position")
    )
    return of, list(rows)
