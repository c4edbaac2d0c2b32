"""Forms of the steward: API roots, circles, collections, and who may use them."""

from typing import Any

from django import forms

from wardmote.rules.refusal import Missing
from wardmote.rules.sharing.markings import DEFAULT, Tlp
from wardmote.server.register import queries as register

TLPS = [(str(int(tlp)), tlp.label) for tlp in Tlp]
OPEN, CLOSED = "open", "closed"


class Refusable(forms.Form):
    """A form that an action may refuse."""

    def refuse(self, message: str, field: str) -> None:
        """Show why an action refused, at the field where it is mended."""
        self.add_error(field if field in self.fields else None, message)


class RootForm(Refusable):
    """A new API root."""

    title = forms.CharField(max_length=200, error_messages={"required": "Enter a title."})
    slug = forms.CharField(
        max_length=50, error_messages={"required": "Enter the last part of its address."}
    )
    description = forms.CharField(max_length=2000, required=False)
    is_default = forms.BooleanField(required=False)


class CircleForm(Refusable):
    """A new circle."""

    name = forms.CharField(max_length=200, error_messages={"required": "Enter a name."})
    description = forms.CharField(max_length=2000, required=False)


class CollectionForm(Refusable):
    """A new collection."""

    title = forms.CharField(max_length=200, error_messages={"required": "Enter a title."})
    description = forms.CharField(max_length=2000, required=False)
    alias = forms.CharField(max_length=50, required=False)
    root = forms.ChoiceField(error_messages={"required": "Choose an API root."})
    readers = forms.ChoiceField(error_messages={"required": "Say who reads it."})
    ceiling = forms.ChoiceField(choices=TLPS, initial=str(int(Tlp.RED)))
    default_marking = forms.ChoiceField(choices=TLPS, initial=str(int(DEFAULT)))

    def __init__(
        self, data: Any, *, roots: list[tuple[str, str]], circles: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["root"].choices = roots  # type: ignore[attr-defined]
        self.fields["readers"].choices = [  # type: ignore[attr-defined]
            *circles,
            (OPEN, "Every organisation of the hub"),
            (CLOSED, "Only organisations that you let in one by one"),
        ]


class OrganisationForm(Refusable):
    """One organisation of the register, by its code."""

    code = forms.CharField(
        max_length=20, error_messages={"required": "Enter the organisation’s code."}
    )

    def clean_code(self) -> Any:
        """Find the organisation."""
        try:
            return register.organisation(self.cleaned_data["code"].strip())
        except Missing:
            raise forms.ValidationError(
                "There is no organisation with this code in the register."
            ) from None


class TeamForm(OrganisationForm):
    """The security team that looks after an organisation."""

    team = forms.CharField(max_length=100, error_messages={"required": "Name the team."})


class AccessForm(OrganisationForm):
    """What an organisation may do in a collection."""

    may = forms.MultipleChoiceField(
        choices=[("read", "Read"), ("write", "Send")],
        error_messages={"required": "Choose whether it may read, send or both."},
    )
    standing = forms.ChoiceField(
        choices=[("member", "A member"), ("partner", "A partner, who reads less than members")],
        error_messages={"required": "Choose whether it is a member or a partner."},
    )
