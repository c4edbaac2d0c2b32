"""What the sign-in library asks of us: who may sign up, how it words things, what it mails."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Account(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up and speaks plainly."""

    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
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

    def format_email_subject(self, subject: str) -> str:
        """Leave a subject as its template has it."""
        return subject

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Leave the library's own messages out, but for what it found wrong."""
        message = kwargs.get("message")
        if message:
            super().add_message(*args, **kwargs)


def address_tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Say whose account someone tries to enter, in small letters: guesses are counted by it."""
    given = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(given).strip().lower()


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """Say that there were too many tries, whether or not there is such an account."""
    return render(request, "429.html", status=429)
