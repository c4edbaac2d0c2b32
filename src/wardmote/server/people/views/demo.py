"""The page of ready accounts; it is there in demo mode alone."""

from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from wardmote.server.people import queries
from wardmote.server.shell.audience import Audience, audience

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
@audience(Audience.DEMO)
def accounts(request: HttpRequest) -> HttpResponse:
    """List the ready accounts and what each can do."""
    known = {"accounts": queries.ready_accounts(), "next": request.GET.get("next", "")}
    return render(request, "people/demo.html", known)


@require_POST
@audience(Audience.DEMO)
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the ready accounts, and go on where a session ended."""
    person = queries.ready_account(request.POST.get("email", ""))
    login(request, person, backend=BACKEND)
    return redirect(get_next_redirect_url(request) or "start")
