"""Finds what is said of outcomes, now and at earlier saves."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from wardmote.rules.assess import answers as rules
from wardmote.rules.assess.answers import Said
from wardmote.rules.frameworks.values import Outcome
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models
from wardmote.server.assess.queries import assessments

ABSENT = "There is no such outcome in this assessment."


def answer(actor: Actor, assessment: UUID, number: int, code: str) -> models.Answer:
    """Find what is said of one outcome of one part, with its people. Cost: 3 queries.

    Raises: Missing.
    """
    of = assessments.assessment(actor, assessment)
    assessments.framework(of).outcome(code)
    helpers = models.Collaborator.objects.select_related("person").order_by("person__name")
    found = (
        _of_part(of, number, code)
        .select_related("part", "owner", "saved_by")
        .prefetch_related(Prefetch("collaborator_set", queryset=helpers))
        .first()
    )
    if found is None:
        raise Missing(ABSENT)
    found.assessment = of
    return found


def _of_part(of: models.Assessment, number: int, code: str) -> QuerySet[models.Answer]:
    return models.Answer.objects.filter(assessment=of, part__number=number, outcome=code)


def outcome(of: models.Answer) -> Outcome:
    """Give the outcome that an answer is about. Cost: none after the first.

    Raises: Missing.
    """
    return assessments.framework(of.assessment).outcome(of.outcome)


def said(row: models.Answer | models.AnswerVersion) -> Said:
    """Give what a row says, as the rules know it. Cost: none."""
    return rules.from_stored(row.statements, row.notes, row.judged, row.reason)


def said_at(of: models.Answer, version: int) -> Said | None:
    """Give what was said at an earlier save; before the first, nothing. Cost: 1 query at most."""
    found = _versions(of).filter(version=version).first()
    if found is not None:
        return said(found)
    return Said() if version == 0 else None


def version(of: models.Answer, number: int) -> models.AnswerVersion:
    """Find one earlier save of an answer that the person may read. Cost: 1 query.

    Raises: Missing.
    """
    found = _versions(of).filter(version=number).first()
    if found is None:
        raise Missing("There is no such version of this outcome.")
    return found


def versions(of: models.Answer) -> list[models.AnswerVersion]:
    """List all saves of an answer that the person may read, newest first. Cost: 1 query."""
    return list(_versions(of).order_by("-version"))


def _versions(of: models.Answer) -> QuerySet[models.AnswerVersion]:
    return models.AnswerVersion.objects.filter(answer=of).select_related("saved_by")
