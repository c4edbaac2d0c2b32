"""What people type to find organisations. Anything odd is taken as not asked for."""

from django import forms

from wardmote.rules.register import search
from wardmote.rules.register.values import KIND_TITLES, REGION_TITLES
from wardmote.server.register.queries import Wanted

STATES = {"current": "Current", "ended": "Ended", "all": "Current and ended"}


class Finding(forms.Form):
    """The search and the filters of the list."""

    q = forms.CharField(max_length=search.LONGEST_QUERY, required=False)
    kind = forms.ChoiceField(choices=[(str(k), t) for k, t in KIND_TITLES.items()], required=False)
    region = forms.ChoiceField(
        choices=[(str(k), t) for k, t in REGION_TITLES.items()], required=False
    )
    state = forms.ChoiceField(choices=list(STATES.items()), required=False)

    def wanted(self) -> Wanted:
        """Say what to list; a field that is wrong counts as empty."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("state") or "current"
        return Wanted(
            text=given.get("q", ""),
            kind=given.get("kind", ""),
            region=given.get("region", ""),
            state="" if state == "all" else state,
        )
