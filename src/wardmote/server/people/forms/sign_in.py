"""Forms of signing in."""

from typing import Any

from allauth.account.forms import LoginForm


class SignIn(LoginForm):  # type: ignore[misc]
    """An e-mail address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages = {
            "required": "Enter your email address.",
            "invalid": "Enter an email address in the correct format, like name@example.com.",
        }
        self.fields["password"].error_messages = {"required": "Enter your password."}
