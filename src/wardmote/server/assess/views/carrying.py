"""Starting a cycle from an earlier one: choose, see the plan, start; and what became of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.server.assess import permissions
from wardmote.server.assess.actions import carrying as actions
from wardmote.server.assess.forms import cycles as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import carrying as queries
from wardmote.server.assess.views import editing, places
from wardmote.server.frameworks import queries as frameworks
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def carry(request: Request, key: UUID) -> HttpResponse:
    """Ask what the new cycle is to be, show what would be carried, or start it."""
    of = assessments.assessment(request.actor, key)
    permissions.check_may_lead(request.actor, of)
    choices = queries.targets(of)
    form = forms.CarryForm(
        request.POST or None,
        frameworks=choices,
        profiles=assessments.profiles_of_all(choices),
        initial={"framework": choices[-1].ref, "starts_on": timezone.localdate(), "profile": ""},
    )
    known = {"of": of, "form": form, "overview": places.overview(key)}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") == "start":
            with editing.RefusedOnto(form):
                made = actions.carry_forward(
                    actor=request.actor, source=key, now=timezone.now(), **form.cleaned_data
                )
                messages.success(request, f"{made.title} is started.")
                return redirect("carried", made.pk)
        elif request.POST.get("step") != "change":
            plan = queries.plan(request.actor, key, form.cleaned_data["framework"])
            known |= {"told": queries.told(plan), "before": plan.before, "after": plan.after}
            return render(request, "assess/carry_plan.html", known)
    return render(request, "assess/carry.html", known, status=form.status)


@audience(Audience.MEMBER)
@require_GET
def carried(request: Request, key: UUID) -> HttpResponse:
    """Show what was carried into a cycle, and what has no place in it."""
    of = assessments.assessment(request.actor, key)
    told = queries.carried(request.actor, of)
    known = {
        "of": of,
        "told": told,
        "before": frameworks.framework(told["before"]),
        "after": assessments.framework(of),
        "overview": places.overview(key),
        "tasks": places.tasks(key),
        "source": of.carried_from_id and places.overview(of.carried_from_id),
    }
    return render(request, "assess/carried.html", known)
