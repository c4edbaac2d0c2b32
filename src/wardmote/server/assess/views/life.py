"""Review, approval and sharing; and who did what."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.rules.assess import life, readiness, telling
from wardmote.rules.assess.life import AssessmentState, Step
from wardmote.rules.assess.readiness import Topic
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import life as actions
from wardmote.server.assess.forms import evidence as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import life as queries
from wardmote.server.assess.views import places
from wardmote.server.people.queries import taking_part
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Assessment
    from wardmote.server.audit.models import Event

DONE = {
    Step.SEND_FOR_REVIEW: "The assessment is in internal review. Its reviewers are told by email.",
    Step.SEND_BACK: "The assessment is open again. Its CAF lead is told by email.",
    Step.APPROVE: "The assessment is approved.",
    Step.REOPEN: "The assessment is open again, and no longer approved.",
    Step.SHARE: "The assessment is shared with the steward.",
    Step.WITHDRAW: "The steward can no longer read the assessment.",
}


@audience(Audience.MEMBER)
@require_GET
def review(request: Request, key: UUID) -> HttpResponse:
    """Show where the assessment is in its life, and what may come next."""
    of = assessments.assessment(request.actor, key)
    state = AssessmentState(of.state)
    roles = request.actor.roles.get(of.organisation_id, frozenset())
    facts = queries.facts(request.actor, of, today=timezone.localdate())
    following = next(
        (step for at, step in life.STEPS if at is state and step in readiness.CHECKED), None
    )
    lacks = readiness.lacks(following, facts) if following else ()
    steps = life.steps_for(state, roles)
    blocked = any(each.must for each in lacks)
    known = {
        "of": of,
        "state": state,
        "titles": life.TITLES,
        "overview": places.overview(key),
        "lacks": [(each, _where(of.pk, of.organisation.code, each.topic)) for each in lacks],
        "following": life.STEP_TITLES[following] if following else "",
        "steps": [
            (step, life.STEP_TITLES[step], blocked and step in readiness.CHECKED) for step in steps
        ],
        "taken": [
            (each, str(each.change.get("reason") or ""))
            for each in queries.steps_taken(request.actor, of)
        ],
        "judged": facts.judged,
        "judgements": facts.judgements,
    }
    return render(request, "assess/review.html", known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def take_step(request: Request, key: UUID, step: str) -> HttpResponse:
    """Ask for confirmation of a step, or take it."""
    if step not in set(Step):
        raise Missing("There is no such page.")
    chosen = Step(step)
    of = assessments.assessment(request.actor, key)
    permissions.check_may_step(request.actor, of, chosen)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_step(
                actor=request.actor,
                assessment=key,
                step=chosen,
                reason=form.cleaned_data["reason"],
                seen=_seen(request),
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except Invalid as invalid:
            form.refuse(invalid.message, invalid.field)
        else:
            messages.success(request, DONE[chosen])
            return redirect("review", key)
    life.after(AssessmentState(of.state), chosen)
    known = {"form": form, "step": chosen, **_confirming(request, of, chosen)}
    return render(request, "assess/step.html", known, status=form.status)


def _confirming(request: Request, of: "Assessment", step: Step) -> dict[str, object]:
    """Give what a person should know before they take a step."""
    taken = queries.steps_taken(request.actor, of, limit=1)
    facts = queries.facts(request.actor, of, today=timezone.localdate())
    lacks = readiness.lacks(step, facts)
    return {
        "of": of,
        "title": life.STEP_TITLES[step],
        "needs_reason": step in life.NEED_REASON,
        "seen": taken[0].pk if taken else "",
        "lacks": [(each, _where(of.pk, of.organisation.code, each.topic)) for each in lacks],
        "is_blocked": any(each.must for each in lacks),
        "overview": places.overview(of.pk),
        "judged": facts.judged,
        "judgements": facts.judgements,
    }


@audience(Audience.MEMBER)
@require_GET
def history(request: Request, key: UUID) -> HttpResponse:
    """Tell who did what to the assessment, newest first."""
    of = assessments.assessment(request.actor, key)
    outcomes = [each.code for each in assessments.framework(of).outcomes]
    outcome = request.GET.get("outcome", "")
    person, before = _key(request, "person"), _key(request, "before")
    found = queries.history(
        request.actor,
        of,
        person=person,
        outcome=outcome if outcome in outcomes else "",
        before=before,
    )
    known = {
        "of": of,
        "overview": places.overview(key),
        "outcomes": outcomes,
        "outcome": outcome if outcome in outcomes else "",
        "people": taking_part.of_organisation(request.actor, of.organisation_id),
        "person": person,
        **_told(request, found),
    }
    return render(request, "assess/assessment_history.html", known)


@audience(Audience.MEMBER)
@require_GET
def looks(request: Request, key: UUID) -> HttpResponse:
    """Tell the council when the steward's side read its assessment."""
    of = assessments.assessment(request.actor, key)
    found = queries.looks(request.actor, of, before=_key(request, "before"))
    known = {"of": of, "overview": places.overview(key), **_told(request, found)}
    return render(request, "assess/looks.html", known)


def _told(request: Request, found: "list[Event]") -> dict[str, object]:
    shown = found[: queries.PAGE]
    following = request.GET.copy()
    if len(found) > queries.PAGE:
        following["before"] = str(shown[-1].pk)
    return {
        "events": [
            (each, telling.tell(each.verb, each.change), telling.details(each.change))
            for each in shown
        ],
        "following": following.urlencode() if len(found) > queries.PAGE else "",
    }


def _where(assessment: UUID, organisation: str, topic: Topic) -> str:
    """Say where something that is missing is mended."""
    if topic is Topic.SCOPE:
        return places.scope(assessment)
    if topic is Topic.STALE:
        return f"{reverse('evidence', args=[organisation])}?state=stale"
    return places.tasks(assessment)


def _key(request: Request, name: str) -> UUID | None:
    """Read a key that was asked for; what is none asks for nothing."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _seen(request: Request) -> UUID | None:
    """Read which step the person saw last.

    Raises: Conflict.
    """
    seen = request.POST.get("seen", "")
    if not seen:
        return None
    try:
        return UUID(seen)
    except ValueError:
        raise Conflict("This page is out of step. Open it again.") from None
