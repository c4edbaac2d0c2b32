"""Who may do what with an assessment. A stranger is told that there is none."""

from uuid import UUID

from wardmote.rules.assess.life import STEPS, Step
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import TITLES, Role
from wardmote.rules.refusal import Forbidden, Missing
from wardmote.server.assess import models

EDITORS = (Role.CAF_LEAD, Role.COLLABORATOR, Role.QUALITY_ASSURER)
ABSENT = "There is no such assessment, or you are not part of it."


def may_read(actor: Actor, assessment: models.Assessment) -> bool:
    """Tell whether the person may read an assessment with all that is in it."""
    return actor.reads(assessment.organisation_id) or assessment.pk in actor.assigned


def check_may_read(actor: Actor, assessment: models.Assessment) -> None:
    """Refuse whoever may not know of the assessment.

    Raises: Missing.
    """
    if not may_read(actor, assessment):
        raise Missing(ABSENT)


def may_edit(actor: Actor, assessment: models.Assessment) -> bool:
    """Tell whether the person may answer, add evidence and plan work."""
    return actor.has(assessment.organisation_id, *EDITORS)


def check_may_edit(actor: Actor, assessment: models.Assessment) -> None:
    """Refuse whoever may read but not change.

    Raises: Missing, Forbidden.
    """
    check_may_read(actor, assessment)
    if not may_edit(actor, assessment):
        raise Forbidden("You can read this assessment but not change it. Ask its CAF lead.")


def may_lead(actor: Actor, assessment: models.Assessment) -> bool:
    """Tell whether the person leads the assessment."""
    return actor.has(assessment.organisation_id, Role.CAF_LEAD)


def check_may_lead(actor: Actor, assessment: models.Assessment) -> None:
    """Refuse whoever is not the council's CAF lead.

    Raises: Missing, Forbidden.
    """
    check_may_read(actor, assessment)
    if not may_lead(actor, assessment):
        raise Forbidden("Only the CAF lead can do this.")


def may_sign_scope(actor: Actor, assessment: models.Assessment) -> bool:
    """Tell whether the person may sign off the scope."""
    return actor.has(assessment.organisation_id, Role.CAF_LEAD, Role.APPROVER)


def check_may_sign_scope(actor: Actor, assessment: models.Assessment) -> None:
    """Refuse whoever is neither the CAF lead nor the approver.

    Raises: Missing, Forbidden.
    """
    check_may_read(actor, assessment)
    if not may_sign_scope(actor, assessment):
        raise Forbidden("Only the approver or the CAF lead can sign off the scope.")


def may_complete(actor: Actor, assessment: models.Assessment) -> bool:
    """Tell whether the person may say that the work on an outcome is complete."""
    return actor.has(assessment.organisation_id, Role.CAF_LEAD, Role.QUALITY_ASSURER)


def may_comment(actor: Actor, assessment: models.Assessment) -> bool:
    """Tell whether the person may comment: all who work at the council, and its assurers."""
    return actor.works_at(assessment.organisation_id) or assessment.pk in actor.assigned


def check_may_comment(actor: Actor, assessment: models.Assessment) -> None:
    """Refuse whoever may not comment.

    Raises: Missing, Forbidden.
    """
    check_may_read(actor, assessment)
    if not may_comment(actor, assessment):
        raise Forbidden("You can read this assessment but not comment on it.")


def may_keep_evidence(actor: Actor, organisation: UUID) -> bool:
    """Tell whether the person may change an organisation's evidence register."""
    return actor.has(organisation, *EDITORS)


def check_may_keep_evidence(actor: Actor, organisation: UUID) -> None:
    """Refuse whoever may not change an organisation's evidence register.

    Raises: Missing, Forbidden.
    """
    if not actor.reads(organisation):
        raise Missing("There is no such evidence, or you are not part of its organisation.")
    if not may_keep_evidence(actor, organisation):
        raise Forbidden("You can read this evidence but not change it. Ask the CAF lead.")


def check_may_step(actor: Actor, assessment: models.Assessment, step: Step) -> None:
    """Refuse whoever may never take a step, in whatever state the assessment is.

    Raises: Missing, Forbidden.
    """
    check_may_read(actor, assessment)
    roles = frozenset().union(*(by for (_, at), (_, by) in STEPS.items() if at is step))
    if not actor.has(assessment.organisation_id, *roles):
        names = " or ".join(sorted(TITLES[role] for role in roles))
        raise Forbidden(f"Only someone with this role can do this: {names}.")
