"""Forms of a cycle as a whole."""

from collections.abc import Sequence
from typing import Any

from django import forms

from wardmote.rules.assess import describing
from wardmote.rules.frameworks.values import Framework, Profile
from wardmote.rules.refusal import Invalid
from wardmote.server.assess.forms import fields
from wardmote.server.shell.dates import DateField


def profile_title(profile: Profile) -> str:
    """Name a profile, and say so where it is not official."""
    said = profile.official or "unofficial" in profile.title.lower()
    return profile.title if said else f"{profile.title} (unofficial)"


class DetailsForm(fields.Form):
    """What can be changed of a cycle: its title, dates and profile."""

    title = fields.Line(error_messages={"required": "Enter a title for the assessment."})
    starts_on = DateField("start date", required=True)
    due_on = DateField("due date", required=False)
    profile = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a profile from the list."},
    )

    def __init__(self, *args: Any, profiles: Sequence[Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            *((one.ref, profile_title(one)) for one in profiles),
            ("", "No profile"),
        ]

    def clean(self) -> None:
        """Refuse dates in the wrong order."""
        given = self.cleaned_data
        if given.get("starts_on"):
            try:
                describing.check_dates(given["starts_on"], given.get("due_on"))
            except Invalid as invalid:
                self.refuse(invalid.message, invalid.field)


class CarryForm(DetailsForm):
    """What a new cycle needs, whether it begins empty or from an earlier one."""

    framework = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a framework version.",
            "invalid_choice": "Choose a framework version from the list.",
        },
    )

    def __init__(
        self,
        *args: Any,
        frameworks: Sequence[Framework],
        profiles: Sequence[Profile],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, profiles=profiles, **kwargs)
        titles = {one.ref: one.name for one in frameworks}
        self.fields["framework"].choices = list(titles.items())  # type: ignore[attr-defined]
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            *((one.ref, f"{titles[one.framework]}: {profile_title(one)}") for one in profiles),
            ("", "No profile"),
        ]

    def clean(self) -> None:
        """Refuse a profile of another framework, besides what any cycle is refused for."""
        super().clean()
        profile, framework = self.cleaned_data.get("profile"), self.cleaned_data.get("framework")
        if profile and framework and not profile.startswith(f"{framework}:"):
            self.add_error("profile", "Choose a profile of the framework version you chose.")


class StartForm(CarryForm):
    """What a new cycle needs that begins empty."""

    organisation = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose an organisation.",
            "invalid_choice": "Choose an organisation from the list.",
        },
    )

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
