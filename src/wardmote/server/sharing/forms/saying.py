"""The form in which a council says that it saw an indicator, or looked and did not find it."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from wardmote.rules.sharing import quality
from wardmote.rules.sharing import saying as rules
from wardmote.server.sharing.forms.steering import Refusable
from wardmote.server.sharing.queries.saying import Said
from wardmote.server.shell.dates import DateField

SEEN, LOOKED = "seen", "looked"
ALONE, NAMED = "no", "yes"
LAST_MOMENT = time(23, 59, 59, 999000)
"""The end of a day, as STIX writes it."""
COUNT = f"Enter how many times as a whole number from 1 to {quality.MOST_SEEN:,}."


class SayingForm(Refusable):
    """What a busy person knows: which of the two, from when to when, how many times.

    `after` is when the word was made that the page showed; empty where it showed none. Days
    become times: whole days where `now` is, the last of them no further than `now`.
    """

    what = forms.ChoiceField(
        choices=[(SEEN, "We saw this"), (LOOKED, "We looked and did not find it")],
        error_messages={
            "required": "Say whether you saw it.",
            "invalid_choice": "Say whether you saw it.",
        },
    )
    count = forms.CharField(required=False)
    first_seen = DateField("first day", required=True)
    last_seen = DateField("last day", required=True)
    named = forms.ChoiceField(
        choices=[(ALONE, "Do not name my council"), (NAMED, "Name my council")],
        error_messages={
            "required": "Say whether others may read your council’s name.",
            "invalid_choice": "Say whether others may read your council’s name.",
        },
    )
    organisation = forms.ChoiceField(
        error_messages={
            "required": "Say for which organisation.",
            "invalid_choice": "Choose the organisation from the list.",
        }
    )
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    standing: Said | None = None
    """What stands meanwhile, where that is why it was refused."""

    def __init__(
        self, data: Any, *, speakers: list[tuple[str, str]], now: datetime, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.now = now
        self.fields["organisation"].choices = speakers  # type: ignore[attr-defined]
        if len(speakers) == 1:
            self.fields["organisation"].required = False

    def clean_organisation(self) -> str:
        """Take the one organisation where there is but one."""
        chosen: str = self.cleaned_data["organisation"]
        return chosen or str(self.fields["organisation"].choices[0][0])  # type: ignore[attr-defined]

    def clean_after(self) -> datetime | None:
        """Read when the word was made that the person knows of."""
        text = self.cleaned_data["after"]
        try:
            found = datetime.fromisoformat(text) if text else None
        except ValueError:
            found = None
        if text and (found is None or found.tzinfo is None):
            raise forms.ValidationError("Open the page again: it was changed on the way here.")
        return found

    def clean(self) -> None:
        """Ask how many times where it was seen, and for days that can be."""
        self._check_days()
        given = self.cleaned_data.get("count", "").strip().replace(",", "")
        if self.cleaned_data.get("what") != SEEN:
            self.cleaned_data["count"] = 0
        elif not (given.isascii() and given.isdigit() and 0 < len(given) < 10 and int(given)):
            self.add_error("count", COUNT)
        else:
            self.cleaned_data["count"] = int(given)

    def _check_days(self) -> None:
        """Say what is wrong with the days together with all else that is wrong."""
        first, last = (self.cleaned_data.get(each) for each in ("first_seen", "last_seen"))
        times = {
            "first_seen": first and self._at(first, time.min),
            "last_seen": last and self._end_of(last),
        }
        self.cleaned_data |= times
        found = rules.wrong_days(times["first_seen"], times["last_seen"], self.now)
        for field, message in found.items():
            self.add_error(field, message)

    def _end_of(self, day: date) -> datetime:
        return self.now if day == self.now.date() else self._at(day, LAST_MOMENT)

    def _at(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, self.now.tzinfo)
