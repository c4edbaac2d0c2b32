"""The second step of signing in: the library's views behind our audiences and pages."""

from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.http import HttpResponse

from wardmote.server.people.views.entrance import shown
from wardmote.server.shell.audience import Audience


class AddPasskey(webauthn.AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey that may sign in alone, so the device is asked to check the person."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the device what a passkey needs."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        found["form"] = kwargs.get("form") or self.get_form()
        return found


class PasskeyAgain(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Asks for a passkey once more, and stays on its page where it is not the person's."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again, with the other ways; the library would lead away from it."""
        found = self.get_context_data() | {"form": form}
        answer: HttpResponse = self.render_to_response(found)
        return answer


overview = shown(Audience.MEMBER, base.index)
authenticate = shown(Audience.ANYONE, base.authenticate)
code_again = shown(Audience.MEMBER, base.reauthenticate)
add_app = shown(Audience.MEMBER, totp.activate_totp)
remove_app = shown(Audience.MEMBER, totp.deactivate_totp)
show_codes = shown(Audience.MEMBER, codes.view_recovery_codes)
make_codes = shown(Audience.MEMBER, codes.generate_recovery_codes)
download_codes = shown(Audience.MEMBER, codes.download_recovery_codes)
passkeys = shown(Audience.MEMBER, webauthn.list_webauthn)
add_passkey = shown(Audience.MEMBER, AddPasskey.as_view())
remove_passkey = shown(Audience.MEMBER, webauthn.remove_webauthn)
passkey_sign_in = shown(Audience.ANYONE, webauthn.login_webauthn)
passkey_again = shown(Audience.MEMBER, PasskeyAgain.as_view())
