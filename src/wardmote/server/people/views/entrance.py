"""Signing in and out: the sign-in library's views behind our audiences and pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from wardmote.server.shell.audience import Audience, audience


def shown(
    who: Audience, view: Callable[..., HttpResponse], **known: Any
) -> Callable[..., HttpResponse]:
    """Open one of the library's views to an audience; a form with errors answers 422."""

    @wraps(view)
    def ours(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            context = response.context_data = {**(response.context_data or {}), **known}
            forms = [context.get("form"), context.get("webauthn_form")]
            if request.method == "POST" and any(form.errors for form in forms if form):
                response.status_code = 422
        return response

    return audience(who)(ours)


sign_in = shown(Audience.ANYONE, views.login)
sign_out = shown(Audience.ANYONE, views.logout)
inactive = shown(Audience.ANYONE, views.account_inactive)
