"""Forms about people: shapes and wording; rules are kept elsewhere."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password

from wardmote.rules.people import keys
from wardmote.rules.people.roles import TITLES, Role
from wardmote.server.people.forms.plain import Plain

DAYS = {30: "30 days", 90: "90 days", 365: "1 year"}


class Roles(Plain, forms.Form):
    """The roles of one person at an organisation."""

    roles: Any = forms.MultipleChoiceField(
        error_messages={
            "required": "Choose at least one role.",
            "invalid_choice": "Choose roles that this organisation has.",
        }
    )

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, TITLES[role]) for role in roles]


class Invite(Roles):
    """Who is asked to join, and as what."""

    email = forms.EmailField(max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["email", "roles"])


class Accept(Plain, forms.Form):
    """A new person's name and password."""

    name = forms.CharField(max_length=200, error_messages={"required": "Enter your full name."})
    password1 = forms.CharField(max_length=1000, strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["name"].error_messages["required"] = "Enter your full name."
        self.fields["password1"].error_messages["required"] = "Enter a password."

    def clean_password1(self) -> str:
        """Refuse a password that is easy to guess."""
        password: str = self.cleaned_data["password1"]
        applicant = get_user_model()(email=self.email, name=str(self.data.get("name", "")))
        validate_password(password, applicant)
        return password


class Name(Plain, forms.Form):
    """A person's own name."""

    name = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Enter your full name."


class Key(Plain, forms.Form):
    """A new key: what for, what it may do, and for how long."""

    name = forms.CharField(max_length=100)
    scopes = forms.ChoiceField(
        choices=[("read", "Read only"), ("write", "Read and change")],
        error_messages={"required": "Choose what the key may do."},
    )
    lifetime_days = forms.TypedChoiceField(
        coerce=int,
        choices=[(days, DAYS[days]) for days in keys.LIFETIMES_DAYS],
        error_messages={"required": "Choose how long the key works."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Enter what the key is for."
