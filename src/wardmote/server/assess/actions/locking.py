"""Takes hold of an assessment for a change, so that two changes never cross."""

from collections.abc import Callable
from uuid import UUID

from wardmote.rules.assess import life
from wardmote.rules.people.actors import Actor
from wardmote.server.assess import models
from wardmote.server.assess.queries import assessments

Check = Callable[[Actor, models.Assessment], None]


def to_change(actor: Actor, key: UUID, check: Check) -> models.Assessment:
    """Lock an assessment that the person may change and that is open. Cost: 2 queries.

    The permission comes before the lock: who may only read cannot lock, and must not be told
    that the assessment is absent.
    Raises: Missing, Forbidden, Conflict.
    """
    check(actor, assessments.assessment(actor, key))
    found = models.Assessment.objects.select_for_update().get(pk=key)
    life.check_may_be_edited(life.AssessmentState(found.state))
    return found
