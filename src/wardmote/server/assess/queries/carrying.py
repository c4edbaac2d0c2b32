"""Reads an earlier cycle as it would be carried into a new one."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wardmote.rules.assess import carrying
from wardmote.rules.assess.carrying import Old, Plan
from wardmote.rules.frameworks.values import Change, Crosswalk, Framework, Part
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Invalid, Missing
from wardmote.server.assess import models, permissions
from wardmote.server.assess.queries import assessments
from wardmote.server.frameworks import queries as frameworks


@dataclass(frozen=True, slots=True)
class PartPlan:
    """What becomes of one part, and the answers that it comes from by outcome."""

    part: models.Part
    plan: Plan
    answers: dict[str, models.Answer]


@dataclass(frozen=True, slots=True)
class CarryPlan:
    """What becomes of a whole cycle."""

    source: models.Assessment
    before: Framework
    after: Framework
    parts: tuple[PartPlan, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Count outcomes over all parts: the same, changed, new, gone, and with something said."""
        plans = [each.plan for each in self.parts]
        carried = [one for each in plans for one in each.carried]
        return {
            "same": sum(one.change is Change.SAME for one in carried),
            "changed": sum(one.change in (Change.CHANGED, Change.RETITLED) for one in carried),
            "new": sum(one.change is Change.NEW for one in carried),
            "gone": sum(len(each.gone) for each in plans),
            "to_review": sum(one.needs_review for one in carried),
            "kept": sum(len(one.statements) for one in carried),
            "open": sum(one.open for one in carried),
            "of": len(carried),
        }


def told(plan: CarryPlan) -> dict[str, Any]:
    """Say what is carried, as pages show it and as it is kept. Cost: none."""
    return {
        "source": plan.source.title,
        "before": plan.before.ref,
        "counts": plan.counts,
        "parts": [
            {
                "title": each.part.title,
                "outcomes": [
                    {
                        "outcome": one.outcome,
                        "before": list(one.before),
                        "change": one.change.value,
                        "kept": len(one.statements),
                    }
                    for one in each.plan.carried
                ],
            }
            for each in plan.parts
        ],
        "gone": [
            {
                "part": each.part.title,
                "outcome": one.old.outcome,
                "words": one.words,
                "remark": one.remark,
            }
            for each in plan.parts
            for one in each.plan.gone
        ],
    }


def carried(actor: Actor, of: models.Assessment) -> dict[str, Any]:
    """Give what was carried into a cycle when it was started, as `told` said it. Cost: 1 query.

    Raises: Missing.
    """
    permissions.check_may_read(actor, of)
    for kept in models.Carried.objects.filter(assessment=of):
        found: dict[str, Any] = kept.told
        return found
    raise Missing("This assessment was not carried from an earlier one.")


def targets(of: models.Assessment) -> list[Framework]:
    """List the framework versions that a cycle can be carried to: its own first. No query."""
    known = {one.ref: one for one in frameworks.frameworks()}
    after = [one.after for one in frameworks.crosswalks() if one.before == of.framework]
    return [known[ref] for ref in (of.framework, *after) if ref in known]


def plan(actor: Actor, key: UUID, framework: str) -> CarryPlan:
    """Plan what carrying a cycle to a framework version would do. Cost: 3 queries.

    Raises: Missing; Invalid, where there is no crosswalk.
    """
    source = assessments.assessment(actor, key)
    if not actor.reads(source.organisation_id):
        raise Missing(permissions.ABSENT)
    before = frameworks.framework(source.framework)
    crosswalk, after = _crosswalk(before, framework)
    parts = assessments.parts(actor, source)
    answers: dict[UUID, dict[str, models.Answer]] = defaultdict(dict)
    rows = models.Answer.objects.filter(assessment=source, part__in=parts)
    for row in rows.order_by("part__number", "position"):
        answers[row.part_id][row.outcome] = row
    return CarryPlan(
        source,
        before,
        after,
        tuple(
            PartPlan(
                part,
                carrying.plan(
                    [_old(row) for row in answers[part.pk].values()],
                    crosswalk,
                    before,
                    after,
                    Part(part.kind),
                ),
                answers[part.pk],
            )
            for part in parts
        ),
    )


def _crosswalk(before: Framework, ref: str) -> tuple[Crosswalk, Framework]:
    if ref == before.ref:
        return carrying.identity(before), before
    try:
        return frameworks.crosswalk(before.ref, ref), frameworks.framework(ref)
    except Missing:
        raise Invalid(
            f"Nothing says how {before.name} maps to that framework version. "
            "Choose one from the list.",
            field="framework",
        ) from None


def _old(row: models.Answer) -> Old:
    return Old(row.outcome, row.statements, row.notes, row.judged, row.reason)
