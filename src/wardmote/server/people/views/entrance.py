"""Signing in and out: the sign-in library's views behind our audiences and pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from wardmote.server.people import actions
from wardmote.server.shell.audience import Audience, audience

View = Callable[..., HttpResponse]


def shown(who: Audience, view: View, **known: Any) -> View:
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


def _with_address(view: View) -> View:
    @wraps(view)
    def ours(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.keep_address(request.actor)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return ours


sign_in = shown(Audience.ANYONE, views.login, oidc_name=settings.OIDC_NAME)
sign_out = shown(Audience.ANYONE, views.logout)
inactive = shown(Audience.ANYONE, views.account_inactive)
reauthenticate = shown(Audience.MEMBER, views.reauthenticate)
change_password = shown(Audience.MEMBER, views.password_change)
set_password = shown(Audience.MEMBER, views.password_set)
reset_password = shown(Audience.ANYONE, views.password_reset)
reset_password_done = shown(Audience.ANYONE, views.password_reset_done)
new_password = shown(Audience.ANYONE, views.password_reset_from_key)
new_password_done = shown(Audience.ANYONE, views.password_reset_from_key_done)
change_email = shown(Audience.MEMBER, _with_address(views.email))
confirm_email = shown(Audience.ANYONE, views.confirm_email)
oidc_sign_in = shown(Audience.ANYONE, oidc.login)
oidc_callback = shown(Audience.ANYONE, oidc.callback)
oidc_cancelled = shown(Audience.ANYONE, social.login_cancelled)
oidc_failed = shown(Audience.ANYONE, social.login_error)
