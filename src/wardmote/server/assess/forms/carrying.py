"""The form of a new cycle that is carried from an earlier one."""

from collections.abc import Sequence
from typing import Any

from django import forms

from wardmote.rules.frameworks.values import Framework, Profile
from wardmote.server.assess.forms import fields


class CarryForm(fields.Form):
    """Which framework version and profile, and when."""

    framework = forms.ChoiceField(
        error_messages={
            "required": "Choose a framework version.",
            "invalid_choice": "Choose a framework version from the list.",
        }
    )
    profile = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": "Choose a profile from the list."},
    )
    title = fields.Line(error_messages={"required": "Enter a title for the assessment."})
    starts_on = fields.DateField("start date", required=True)
    due_on = fields.DateField("due date", required=False)

    def __init__(
        self,
        *args: Any,
        frameworks: Sequence[Framework],
        profiles: Sequence[Profile],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        titles = {one.ref: f"{one.title} {one.version}" for one in frameworks}
        self.fields["framework"].choices = list(titles.items())  # type: ignore[attr-defined]
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            ("", "No profile"),
            *((one.ref, f"{titles[one.framework]}: {_title(one)}") for one in profiles),
        ]

    def clean(self) -> None:
        """Refuse a profile of another framework, and dates in the wrong order."""
        given = self.cleaned_data
        framework, profile = given.get("framework"), given.get("profile")
        if profile and framework and not profile.startswith(f"{framework}:"):
            self.add_error("profile", "Choose a profile of the framework version you chose.")
        starts, due = given.get("starts_on"), given.get("due_on")
        if starts and due and due < starts:
            self.add_error("due_on", "The due date must be on or after the start date.")


def _title(profile: Profile) -> str:
    if profile.official or "unofficial" in profile.title.lower():
        return profile.title
    return f"{profile.title} (unofficial)"
