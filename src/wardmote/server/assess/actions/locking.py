"""Takes hold of what is changed, so that two changes never cross.

The assessment is always locked before its answers, so that two who save at once wait for each
other and never block each other for good.
"""

from collections.abc import Callable
from uuid import UUID

from wardmote.rules.assess import life
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Missing
from wardmote.server.assess import models, permissions
from wardmote.server.assess.queries import answers, assessments

Check = Callable[[Actor, models.Assessment], None]


def hold(actor: Actor, key: UUID, check: Check) -> models.Assessment:
    """Take hold of an assessment, whatever its state, until the transaction ends. Cost: 1 query.

    Raises: Missing, and what `check` says of the person's rights.
    """
    found = (
        models.Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .filter(pk=key)
        .first()
    )
    if found is None:
        # Row security locks nothing that a person may not write: say why, if they may know.
        found = assessments.assessment(actor, key)
    check(actor, found)
    return found


def to_change(actor: Actor, key: UUID, check: Check) -> models.Assessment:
    """Take hold of an assessment that may be changed. Cost: 1 query.

    Raises: Missing, Forbidden, Conflict.
    """
    found = hold(actor, key, check)
    life.check_may_be_edited(life.AssessmentState(found.state))
    return found


def answer_to_change(actor: Actor, assessment: UUID, part: int, outcome: str) -> models.Answer:
    """Take hold of an answer that the person may change. Cost: 2 queries.

    Raises: Missing, Forbidden, Conflict.
    """
    of = to_change(actor, assessment, permissions.check_may_edit)
    assessments.framework(of).outcome(outcome)
    row = (
        models.Answer.objects.select_for_update(of=("self",))
        .select_related("part", "saved_by")
        .filter(assessment=of, part__number=part, outcome=outcome)
        .first()
    )
    if row is None:
        raise Missing(answers.ABSENT)
    if row.part.withdrawn_at is not None:
        raise Conflict(
            f"{row.part.title} is no longer in the assessment, so this cannot be changed."
        )
    row.assessment = of
    return row
