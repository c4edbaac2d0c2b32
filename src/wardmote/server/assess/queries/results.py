"""Reads a whole assessment in a few queries, for results, print and export."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from wardmote.rules.assess import evidence, results
from wardmote.rules.assess.whole import Answered, Evidence, Whole, WholePart
from wardmote.rules.frameworks.values import Framework, Part, Profile
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models
from wardmote.server.assess.queries import assessments

SAID = (
    *("statements", "notes", "indicative", "rule", "judged", "reason", "needs_review"),
    *("carried_from", "work_state", "version", "saved_at"),
)
ANSWER = ("id", "part_id", "outcome", "saved_by__name", *SAID)
REFERENCE = ("id", "title", "kind", "kept_at", "dated_on", "owner", "shows", "review_on")
USED = ("answer_id", "shows", "evidence__retired_at", *(f"evidence__{one}" for one in REFERENCE))


def whole(
    actor: Actor, key: UUID, *, today: date, part: int | None = None, with_evidence: bool = True
) -> Whole:
    """Read an assessment with all that is said in it, or one of its parts.

    Raises: Missing, also where there is no such part.
    Cost: 4 queries, 3 without evidence.
    """
    found = assessments.assessment(actor, key)
    framework, profile = assessments.framework(found), assessments.profile(found)
    parts = assessments.parts(actor, found)
    if part is not None:
        parts = [each for each in parts if each.number == part]
        if not parts:
            raise Missing("This assessment has no such part.")
    of = {"assessment": found, "part__in": [each.pk for each in parts]}
    used = _evidence(of, today) if with_evidence else {}
    answers: dict[UUID, list[Answered]] = defaultdict(list)
    rows = models.Answer.objects.filter(**of).order_by("part__number", "position").values(*ANSWER)
    for row in rows:
        answers[row["part_id"]].append(_answered(row, framework, profile, used))
    return Whole(
        key=found.pk,
        title=found.title,
        organisation=found.organisation.name,
        organisation_code=found.organisation.code,
        framework=framework,
        profile=profile,
        state=found.state,
        starts_on=found.starts_on,
        due_on=found.due_on,
        approved_by=_approver(found),
        approved_at=found.approved_at,
        shared_at=found.shared_at,
        parts=tuple(
            WholePart(each.number, Part(each.kind), each.title, tuple(answers[each.pk]))
            for each in parts
        ),
    )


def _approver(found: models.Assessment) -> str:
    return found.approved_by.name if found.approved_by else ""


def _answered(
    row: Mapping[str, Any],
    framework: Framework,
    profile: Profile | None,
    used: Mapping[UUID, list[Evidence]],
) -> Answered:
    return Answered(
        key=row["id"],
        outcome=framework.outcome(row["outcome"]),
        standing=results.standing(
            framework,
            profile,
            row["outcome"],
            judged=row["judged"],
            needs_review=row["needs_review"],
        ),
        saved_by=row["saved_by__name"] or "",
        evidence=tuple(used.get(row["id"], ())),
        **{name: row[name] for name in SAID},
    )


def _evidence(of: Mapping[str, Any], today: date) -> dict[UUID, list[Evidence]]:
    rows = models.EvidenceUse.objects.filter(
        assessment=of["assessment"], answer__part__in=of["part__in"]
    )
    used: dict[UUID, list[Evidence]] = defaultdict(list)
    for row in rows.order_by("evidence__title", "id").values_list(*USED):
        answer, shows, gone, key, title, kind, kept_at, dated_on, owner, general, review_on = row
        used[answer].append(
            Evidence(
                key=key,
                title=title,
                kind=kind,
                kept_at=kept_at,
                dated_on=dated_on,
                owner=owner,
                shows=shows or general,
                is_stale=evidence.is_stale(dated_on=dated_on, review_on=review_on, today=today),
                is_retired=gone is not None,
            )
        )
    return used
