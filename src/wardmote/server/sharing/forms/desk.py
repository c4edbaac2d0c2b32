"""Forms of the steward's desk, and of whoever says that an indicator finds the harmless."""

from django import forms

from wardmote.rules.sharing.grading import (
    CREDIBILITY_TITLES,
    RELIABILITY_TITLES,
)
from wardmote.server.sharing.forms.steering import Refusable

RELEASE, REFUSE, EMBARGO, SETTLE = "release", "refuse", "embargo", "settle"
TIMES = ["%d/%m/%Y %H:%M", "%d %m %Y %H:%M", "%Y-%m-%d %H:%M"]


class DecisionForm(Refusable):
    """What becomes of something that is held."""

    decision = forms.ChoiceField(
        choices=[
            (RELEASE, "Let it in"),
            (REFUSE, "Refuse it"),
            (EMBARGO, "Let it in later"),
        ],
        error_messages={"required": "Choose what becomes of it."},
    )
    reason = forms.CharField(max_length=500, required=False)
    until = forms.DateTimeField(
        input_formats=TIMES,
        required=False,
        error_messages={"invalid": "Enter a day and a time, such as 31/3/2027 09:00."},
    )

    def clean(self) -> None:
        """Ask for what the decision needs."""
        chosen = self.cleaned_data.get("decision")
        if chosen == REFUSE and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Say why. Whoever sent it reads this.")
        if chosen == EMBARGO and not self.cleaned_data.get("until") and not self.errors:
            self.add_error("until", "Enter from when on it may be read.")


class GradeForm(Refusable):
    """A grade: how reliable the source is, and how credible what it says."""

    reliability = forms.ChoiceField(
        choices=[(str(each), f"{each}: {title}") for each, title in RELIABILITY_TITLES.items()],
        error_messages={"required": "Choose how reliable the source is."},
    )
    credibility = forms.ChoiceField(
        choices=[(str(each), f"{each}: {title}") for each, title in CREDIBILITY_TITLES.items()],
        error_messages={"required": "Choose how credible it is."},
    )


class FalseHitForm(Refusable):
    """Why an indicator finds what is harmless."""

    reason = forms.CharField(
        max_length=500, error_messages={"required": "Say what it finds, and why that is harmless."}
    )
