"""Pages of the scope as a whole: overview, context, picture."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.engines.pictures import support
from wardmote.rules.assess import scope as rules
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import scoping
from wardmote.server.assess.forms import scope as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import scope as queries
from wardmote.server.assess.views import editing
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_GET
def scope(request: Request, key: UUID) -> HttpResponse:
    """Show the scope: what it holds, what is missing, who signed it off."""
    of = assessments.assessment(request.actor, key)
    whole = queries.scope_of(request.actor, of)
    return render(
        request,
        "assess/scope/scope.html",
        {
            "of": of,
            "whole": whole,
            "gaps": rules.gaps(whole.scoped),
            "context_titles": rules.CONTEXT_TITLES,
            "most": rules.PRIORITISED_COUNT,
            "may_edit": editing.may_edit(request.actor, of),
        },
    )


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def context(request: Request, key: UUID) -> HttpResponse:
    """Show the context of the assessment as a form, or save it."""
    of = editing.opened(request, key, permissions.check_may_edit)
    whole = queries.scope_of(request.actor, of)
    there = {name: getattr(whole.context, name) for name in rules.CONTEXT_TITLES}
    form = forms.ContextForm(request.POST or None, initial=there)
    form.opened_at = whole.context.version
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            scoping.save_context(
                actor=request.actor,
                assessment=key,
                context=form.described(),
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            return editing.done(request, "The context is saved.", "scope", key, whole)
        if form.is_stale:
            form.compare(there, whole.context.version)
    known = {"of": of, "whole": whole, "who": editing.who_saved(request, form, whole.context.pk)}
    return editing.page(request, "assess/scope/context.html", form, known)


@audience(Audience.MEMBER)
@require_GET
def picture(request: Request, key: UUID) -> HttpResponse:
    """Show which systems support which services, as a picture and as a table."""
    of = assessments.assessment(request.actor, key)
    whole = queries.scope_of(request.actor, of)
    return render(
        request,
        "assess/scope/picture.html",
        {
            "of": of,
            "whole": whole,
            "picture": _drawn(whole),
            "supported": frozenset().union(*whole.supports.values()),
        },
    )


def _drawn(whole: queries.Whole) -> str:
    places = {one.pk: index for index, one in enumerate(whole.services)}
    services = [support.Box(one.name, is_faint=not one.in_scope) for one in whole.services]
    systems = [
        support.Box(
            one.name,
            is_strong=one.is_prioritised,
            links=tuple(sorted(places[key] for key in whole.supports.get(one.pk, ()))),
        )
        for one in whole.systems
    ]
    return support.draw(
        services,
        systems,
        title="Services and the systems that support them",
        description="The table below says the same in words.",
    )
