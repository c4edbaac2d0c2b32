"""Says in plain words what a form misses."""

from typing import Any

REQUIRED = {
    "login": "Enter your email address.",
    "email": "Enter an email address.",
    "password": "Enter your password.",
    "oldpassword": "Enter your current password.",
    "password1": "Enter a new password.",
    "password2": "Enter the new password again.",
    "name": "Enter a name.",
    "code": "Enter a code.",
    "credential": "Your device did not give a passkey. Try again.",
}
INVALID = {
    "login": "Enter an email address in the correct format, like name@example.com.",
    "email": "Enter an email address in the correct format, like name@example.com.",
    "credential": "Your device did not give a passkey. Try again.",
}


class Plain:
    """Put before a form of the library, so that its errors are in our words."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            for kind, words in (("required", REQUIRED), ("invalid", INVALID)):
                if name in words:
                    field.error_messages[kind] = words[name]
            field.widget.attrs.pop("placeholder", None)
