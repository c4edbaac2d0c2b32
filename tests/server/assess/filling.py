"""Fills an assessment for tests of what comes after answering."""

from datetime import timedelta

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from wardmote.formats.frameworks import shipped
from wardmote.rules.assess.evidence import EvidenceKind, Reference
from wardmote.server.assess import models
from wardmote.server.assess.actions import evidence

HOSTILE = "<script>alert(1)</script>&amp;\"'"


def judge_all(begun: models.Assessment, level: str = "achieved") -> None:
    """Judge every outcome, and sign off the scope, so that the assessment is complete."""
    with as_owner():
        answers = models.Answer.objects.filter(assessment=begun)
        answers.update(judged=level, needs_review=False)
        models.Assessment.objects.filter(pk=begun.pk).update(judged_count=answers.count())
        models.ScopeSignOff.objects.create(
            organisation_id=begun.organisation_id,
            assessment=begun,
            signed_by_id=begun.created_by_id,
            signed_at=NOW,
        )


def set_state(begun: models.Assessment, state: str) -> None:
    with as_owner():
        models.Assessment.objects.filter(pk=begun.pk).update(state=state)


def set_answer(begun: models.Assessment, outcome: str, **values: object) -> models.Answer:
    with as_owner():
        models.Answer.objects.filter(assessment=begun, outcome=outcome).update(**values)
        return models.Answer.objects.get(assessment=begun, outcome=outcome)


def answered(framework: str, outcome: str) -> dict[str, dict[str, str]]:
    """Answer every statement of an outcome as the best would."""
    return {
        each.code: {"answer": "no" if "not_achieved" in each.stands else "yes", "how": ""}
        for each in shipped.framework(framework).outcome(outcome).statements
    }


def add_system_part(begun: models.Assessment, number: int = 1) -> models.Part:
    """Add a prioritised system with its outcomes."""
    from wardmote.rules.frameworks.values import Part
    from wardmote.server.assess.actions import cycles

    with as_owner():
        system = models.System.objects.create(
            organisation_id=begun.organisation_id,
            assessment=begun,
            name=f"System {number}",
            is_prioritised=True,
        )
        service = models.Service.objects.create(
            organisation_id=begun.organisation_id, assessment=begun, name=f"Service {number}"
        )
        models.Support.objects.create(
            organisation_id=begun.organisation_id,
            assessment=begun,
            system=system,
            service=service,
        )
        return cycles.add_part(
            begun, number=number, kind=Part.SYSTEM, title=f"System {number}", system=system
        )


def reference(title: str = "Policy", **other: object) -> Reference:
    return Reference(title, EvidenceKind.POLICY, "https://intranet.example/policy", **other)


def keep(cast: Cast, title: str = "Policy", who: str = "alice", **other: object) -> models.Evidence:
    """Add a reference to the register of the person's council."""
    actor = cast.enter(who)
    organisation = next(iter(actor.roles))
    return evidence.add(
        actor=actor, organisation=organisation, given=reference(title, **other), now=NOW
    )


OLD = TODAY - timedelta(days=400)
