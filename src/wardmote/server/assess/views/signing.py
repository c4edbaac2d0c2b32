"""The page on which a scope is signed off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.rules.assess import scope as rules
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import signing
from wardmote.server.assess.forms import scope as forms
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries import scope as queries
from wardmote.server.assess.views import editing
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def sign_off(request: Request, key: UUID) -> HttpResponse:
    """Show the whole scope with what is missing, or sign it off."""
    of = assessments.assessment(request.actor, key)
    form = forms.SignOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        signing.sign_off(
            actor=request.actor,
            assessment=key,
            seen=form.cleaned_data["seen"],
            now=timezone.now(),
        )
        messages.success(request, "The scope is signed off.")
        return redirect("scope", key)
    whole = queries.scope_of(request.actor, of)
    known = {
        "of": of,
        "whole": whole,
        "gaps": rules.gaps(whole.scoped),
        "context_titles": rules.CONTEXT_TITLES,
        "criticalities": rules.CRITICALITY_TITLES,
        "most": rules.PRIORITISED_COUNT,
        "may_edit": editing.may_edit(request.actor, of),
        "may_sign": editing.is_open(of) and permissions.may_sign_scope(request.actor, of),
    }
    return editing.page(request, "assess/scope/sign_off.html", form, known)
