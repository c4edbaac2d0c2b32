"""How far an assessment is, stage by stage."""

from dataclasses import dataclass

from wardmote.rules.assess import scope, stages
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.assess.preparing import Activity
from wardmote.rules.assess.stages import Stage
from wardmote.rules.people.actors import Actor
from wardmote.server.assess import models
from wardmote.server.assess.queries import assessments, preparing
from wardmote.server.assess.queries import scope as scopes


@dataclass(frozen=True, slots=True)
class Overview:
    """How far each stage is. Shape: `parts` pair a part's progress with its stage."""

    prepare: Stage
    context: Stage
    services: Stage
    systems: Stage
    priorities: Stage
    sign_off: Stage
    parts: tuple[tuple[assessments.PartProgress, Stage], ...]
    review: Stage
    results: Stage
    cleared: models.ScopeSignOff | None
    """The newest sign-off where it was cleared and none has taken its place."""


def of_assessment(actor: Actor, of: models.Assessment) -> Overview:
    """Say how far each stage is. Cost: 10 queries."""
    whole = scopes.scope_of(actor, of)
    plan = preparing.plan(actor, of)
    gaps = scope.gaps(whole.scoped)
    places = {gap.place for gap in gaps}
    written = sum(bool(getattr(whole.context, name)) for name in scope.CONTEXT_TITLES)
    planned = {activity for activity, _ in plan.duties}
    parts = assessments.progress(actor, of)
    return Overview(
        prepare=stages.of_count(len(planned) + len(plan.dates), 2 * len(Activity)),
        context=stages.of_count(written, len(scope.CONTEXT_TITLES)),
        services=_listed(
            bool(whole.services), bool(places & {scope.Place.SERVICES, scope.Place.SERVICE})
        ),
        systems=_listed(
            bool(whole.systems), bool(places & {scope.Place.SYSTEMS, scope.Place.SYSTEM})
        ),
        priorities=stages.of_priorities(len(whole.prioritised), len(whole.systems)),
        sign_off=stages.of_sign_off(is_signed_off=bool(whole.signed_off), is_complete=not gaps),
        parts=tuple((one, stages.of_count(one.judged, one.judgements)) for one in parts),
        review=stages.of_review(
            AssessmentState(of.state), judged=of.judged_count, judgements=of.judgement_count
        ),
        results=stages.of_count(of.judged_count, of.judgement_count),
        cleared=whole.cleared,
    )


def _listed(any_there: bool, has_gaps: bool) -> Stage:
    return stages.of_count(int(any_there), 2 if has_gaps else 1)
