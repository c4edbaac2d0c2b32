"""What the sign-in library asks of us: who may sign up, how it words things, what it mails."""

import base64
from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from wardmote.rules.refusal import Conflict, Invalid, Refusal
from wardmote.server.people import actions, queries
from wardmote.server.shell import mail

LETTERS = {
    "account/email/password_reset_key": "people/mail/new_password.txt",
    "account/email/unknown_account": "people/mail/no_account.txt",
    "account/email/email_confirmation": "people/mail/new_address.txt",
}
NOTICES = {
    "account/email/password_changed": "Your password was changed.",
    "account/email/password_reset": "Your password was changed, by a link that we mailed to you.",
    "account/email/password_set": "A password was set.",
    "account/email/email_changed": "The email address of your account was changed.",
    "account/email/email_confirm": "A new email address was confirmed.",
    "account/email/email_deleted": "An email address was taken off your account.",
    "mfa/email/totp_activated": "An app for codes was added.",
    "mfa/email/totp_deactivated": "The app for codes was taken off.",
    "mfa/email/webauthn_added": "A passkey was added.",
    "mfa/email/webauthn_removed": "A passkey was removed.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made. The old ones ended.",
    "socialaccount/email/account_connected": "Signing in with another organisation was added.",
    "socialaccount/email/account_disconnected": "Signing in with another organisation was ended.",
}
INVITATION = "invitation"
"""Where a session keeps the link of an invitation while its reader signs in elsewhere."""


class Account(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up, speaks plainly and mails our letters."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Ask your CAF lead.",
        "duplicate_email": "Enter an email address that is not already yours.",
        "email_password_mismatch": "Check your email address and password, and try again.",
        "email_taken": "Enter another email address. This one cannot be used.",
        "enter_current_password": "Enter your current password.",
        "incorrect_code": "Enter the code that your app shows now, or a recovery code.",
        "incorrect_password": "Enter your password as it is now.",
        "invalid_or_expired_key": "The link has been used or is too old. Ask for a new one.",
        "invalid_password_reset": "The link has been used or is too old. Ask for a new one.",
        "rate_limited": "You have tried too often. Wait a few minutes and try again.",
        "too_many_login_attempts": "There were too many tries. Wait a few minutes and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an account comes from an invitation."""
        return False

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Take a new address, unless it is another person's.

        Raises: Conflict.
        """
        if queries.has_account(email_address.email, but=email_address.user_id):
            raise Conflict("There is another account for this address. Sign in with that one.")
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Leave the library's own messages out, but for what it found wrong."""
        if kwargs.get("message"):
            super().add_message(*args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail one of our letters once all is saved."""
        if template_prefix in NOTICES:
            template, what = "people/mail/notice.txt", NOTICES[template_prefix]
        else:
            template, what = LETTERS[template_prefix], ""
        known = {**context, "what": what, "base_url": settings.BASE_URL, "at": timezone.now()}
        transaction.on_commit(lambda: mail.send(template, to=email, **known), robust=True)


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts the secrets of apps and recovery codes, and speaks plainly."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Enter the code that your app shows now, or a recovery code.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret with a key that comes from the service's own."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Leave the naming to the person."""
        return "Passkey"

    def _get_site_name(self) -> str:
        return "Wardmote"


def _box() -> Fernet:
    key = salted_hmac("wardmote.people.second_step", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


class Social(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in whom we know by issuer and subject, or who opened an invitation first."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Make an account for someone new who holds an invitation, and turn others away.

        The address that the issuer gives decides nothing: it never links to an account.
        """
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        token = request.session.pop(INVITATION, "")
        try:
            if not token:
                raise Invalid("Open the link in your invitation first, and sign in from there.")
            data = sociallogin.account.get_provider_account().get_user_data() or {}
            person, _ = actions.join_anew(
                token=token,
                name=str(data.get("name") or data.get("email") or "New person")[:200],
                password=None,
                now=timezone.now(),
            )
        except Refusal as refusal:
            page = {"message": refusal.message}
            answer = render(request, "people/not_invited.html", page, status=403)
            raise ImmediateHttpResponse(answer) from refusal
        sociallogin.connect(request, person)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse: an account comes from an invitation."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Go back to the account."""
        return reverse("account")


def address_tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Say whose account someone tries to enter, in small letters: guesses are counted by it."""
    given = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(given).strip().lower()


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """Say that there were too many tries, whether or not there is such an account."""
    return render(request, "429.html", status=429)
