"""Forms of the plan: who does what, and by when."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from wardmote.rules.assess.preparing import ACTIVITY_TITLES, DUTY_TITLES, Activity, Duty
from wardmote.server.assess.forms import fields
from wardmote.server.shell.dates import DateField

Duties = Mapping[tuple[Activity, UUID], Duty]
OUTDATED = "This page was out of date. Check the plan, then save again."


class DutiesForm(fields.Form):
    """A duty, or none, for each person in each activity; and what stood when it was opened."""

    base = forms.CharField(required=False, max_length=100_000)

    def __init__(self, *args: Any, people: Sequence[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for activity in Activity:
            for person in people:
                self.fields[f"{activity}-{person}"] = forms.ChoiceField(
                    required=False,
                    choices=[("", "–"), *((one.value, DUTY_TITLES[one]) for one in Duty)],
                    error_messages={"invalid_choice": "Choose a part from the list."},
                )

    def clean_base(self) -> Duties:
        """Read what stood when the page was opened."""
        try:
            return {
                (Activity(activity), UUID(person)): Duty(duty)
                for activity, person, duty in json.loads(self.cleaned_data["base"] or "[]")
            }
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise forms.ValidationError(OUTDATED) from None

    def duties(self) -> Duties:
        """Give what was chosen."""
        chosen = {
            (activity, person): self.cleaned_data[f"{activity}-{person}"]
            for activity in Activity
            for person in self.people
        }
        return {key: Duty(duty) for key, duty in chosen.items() if duty}


def duties_opened(duties: Duties) -> dict[str, str]:
    """Give the form's values for a plan as it stands."""
    base = [[activity, str(person), duty] for (activity, person), duty in duties.items()]
    each = {f"{activity}-{person}": duty.value for (activity, person), duty in duties.items()}
    return {"base": json.dumps(base), **each}


class DatesForm(fields.Form):
    """A date, or none, for each activity; and what stood when it was opened."""

    base = forms.CharField(required=False, max_length=10_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for activity in Activity:
            self.fields[activity.value] = DateField(
                f"date for “{ACTIVITY_TITLES[activity]}”", required=False
            )

    def clean_base(self) -> Mapping[Activity, date]:
        """Read what stood when the page was opened."""
        try:
            found = json.loads(self.cleaned_data["base"] or "{}")
            return {Activity(key): date.fromisoformat(value) for key, value in found.items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise forms.ValidationError(OUTDATED) from None

    def dates(self) -> Mapping[Activity, date]:
        """Give the dates that were written."""
        written = {activity: self.cleaned_data[activity.value] for activity in Activity}
        return {activity: due_on for activity, due_on in written.items() if due_on}


def dates_opened(dates: Mapping[Activity, date]) -> dict[str, Any]:
    """Give the form's values for a plan as it stands."""
    base = {key.value: value.isoformat() for key, value in dates.items()}
    return {"base": json.dumps(base), **{key.value: value for key, value in dates.items()}}


class AssurerForm(fields.Form):
    """The address of an independent assurer."""

    email = fields.Line(error_messages={"required": "Enter the assurer’s email address."})
