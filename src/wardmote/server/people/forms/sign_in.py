"""Forms of signing in: the library's, in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest

from wardmote.server.people.forms.plain import Plain


class SignIn(Plain, account.LoginForm):  # type: ignore[misc]
    """An email address and a password."""


class ChangePassword(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password in place of one that is known."""


class SetPassword(Plain, account.SetPasswordForm):  # type: ignore[misc]
    """A password for someone who has none."""


class ResetPassword(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    """The address to which a link for a new password goes."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Mail the link, or that there is no account: both take as long and look the same."""
        if not self.users:
            email: str = self.cleaned_data["email"]
            get_adapter(request).send_mail("account/email/unknown_account", email, {})
            return email
        sent: str = super().save(request, **kwargs)
        return sent


class NewPassword(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link in a letter."""


class Email(Plain, account.AddEmailForm):  # type: ignore[misc]
    """A new address."""


class Reauthenticate(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class Code(Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code."""


class CodeAgain(Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    """A code once more."""


class App(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code that a new app shows."""


class Passkey(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; each may sign in without a password, so the device must check the person."""

    passwordless = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask the device to have checked the person."""
        self.cleaned_data["passwordless"] = True
        found: dict[str, Any] = super().clean()
        return found
