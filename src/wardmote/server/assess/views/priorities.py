"""Pages on which systems are prioritised."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.rules.assess import scope as rules
from wardmote.rules.refusal import Missing
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import prioritising
from wardmote.server.assess.forms import scope as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import scope as queries
from wardmote.server.assess.views import editing
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_GET
def priorities(request: Request, key: UUID) -> HttpResponse:
    """List the systems in the suggested order, with what each still needs."""
    of = assessments.assessment(request.actor, key)
    whole = queries.scope_of(request.actor, of)
    rows = {one.pk: one for one in whole.systems}
    described = whole.scoped.systems
    others = [
        (rows[each], rules.lacks(described[each], whole.scoped.in_scope))
        for each in rules.suggested(described)
        if not rows[each].is_prioritised
    ]
    known = {
        "of": of,
        "whole": whole,
        "others": others,
        "criticalities": rules.CRITICALITY_TITLES,
        "most": rules.PRIORITISED_COUNT,
        "may_edit": editing.may_edit(request.actor, of),
    }
    return render(request, "assess/scope/priorities.html", known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def prioritise(request: Request, key: UUID, system_key: UUID) -> HttpResponse:
    """Ask why a system is prioritised, or prioritise it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    row = queries.find_system(whole, system_key)
    form = forms.PriorityForm(request.POST or None, initial={"reason": row.priority_reason})
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            prioritising.prioritise(
                actor=request.actor,
                assessment=key,
                key=system_key,
                reason=form.cleaned_data["reason"],
                was=form.cleaned_data["was"],
                now=timezone.now(),
            )
            message = f"{row.name} is prioritised."
            return editing.done(request, message, "priorities", key, whole)
        if form.is_stale:
            form.compare({"reason": row.priority_reason}, 0)
    known = {
        "of": of,
        "whole": whole,
        "row": row,
        "described": whole.scoped.systems[row.pk],
        "criticalities": rules.CRITICALITY_TITLES,
        "criteria": rules.CRITERION_TITLES,
        "who": editing.who_saved(request, form, row.pk),
    }
    return editing.page(request, "assess/scope/prioritise.html", form, known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def stop_prioritising(request: Request, key: UUID, system_key: UUID) -> HttpResponse:
    """Ask whether to stop prioritising a system, or stop it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    row = queries.find_system(whole, system_key)
    if request.method == "POST":
        prioritising.stop_prioritising(
            actor=request.actor, assessment=key, key=system_key, now=timezone.now()
        )
        message = f"{row.name} is no longer prioritised."
        return editing.done(request, message, "priorities", key, whole)
    if not row.is_prioritised:
        raise Missing("This system is not prioritised.")
    return render(request, "assess/scope/stop.html", {"of": of, "whole": whole, "row": row})
