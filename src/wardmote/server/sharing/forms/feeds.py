"""The steward's form of a feed: another server, as whom, how often, and what goes out."""

from collections.abc import Iterable
from typing import Any

from django import forms

from wardmote.rules.sharing import feeding, wording
from wardmote.rules.sharing.feeding import Direction
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing.actions.feeds import Wanted
from wardmote.server.sharing.forms.steering import OrganisationForm, Refusable

WAYS = [
    (Direction.IN.value, "Fetch from there: what is new there comes here"),
    (Direction.OUT.value, "Send there: what is new here goes there"),
]
TYPES = [
    (kind, f"{title} of version 6" if kind == "ipv6-addr" else title)
    for kind, (title, _) in sorted(wording.TYPES.items())
]
CEILINGS = [(str(int(tlp)), tlp.label) for tlp in feeding.WIDEST_SENT]
NUMBER = {"invalid": "Enter a whole number.", "required": "Enter a whole number."}


class FeedForm(Refusable):
    """What a feed does; a new one has more to say, see `NewFeedForm`."""

    title = forms.CharField(max_length=200, error_messages={"required": "Enter a name."})
    url = forms.CharField(
        max_length=400, error_messages={"required": "Enter the other server’s address."}
    )
    remote = forms.CharField(
        max_length=200, error_messages={"required": "Enter the id or title of its collection."}
    )
    user = forms.CharField(max_length=200, required=False)
    secret = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "Choose one of these secrets."}
    )
    minutes = forms.IntegerField(initial=60, error_messages=NUMBER)
    ceiling = forms.ChoiceField(choices=CEILINGS, initial=str(int(Tlp.GREEN)), required=False)
    types = forms.MultipleChoiceField(choices=TYPES, required=False)
    least_score = forms.IntegerField(initial=0, required=False, error_messages=NUMBER)
    sends_unlabelled = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, secrets: Iterable[str], **more: Any) -> None:
        super().__init__(data, **more)
        names = [(name, name) for name in secrets]
        self.fields["secret"].choices = [("", "No sign-in"), *names]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """Give what was entered."""
        given = self.cleaned_data
        return Wanted(
            title=given["title"],
            url=given["url"],
            remote=given["remote"],
            minutes=given["minutes"],
            user=given["user"],
            secret=given["secret"],
            ceiling=Tlp(int(given["ceiling"] or Tlp.GREEN)),
            types=given["types"],
            least_score=given["least_score"] or 0,
            sends_unlabelled=given["sends_unlabelled"],
        )


class NewFeedForm(FeedForm, OrganisationForm):
    """A new feed: which way, which collection here, and as which organisation."""

    direction = forms.ChoiceField(
        choices=WAYS, error_messages={"required": "Choose which way it goes."}
    )
    collection = forms.ChoiceField(error_messages={"required": "Choose a collection."})

    def __init__(
        self, data: Any = None, *, secrets: Iterable[str], collections: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, secrets=secrets)
        self.fields["collection"].choices = collections  # type: ignore[attr-defined]

    def refuse(self, message: str, field: str) -> None:
        """Show why an action refused; what it calls the organisation is here its code."""
        super().refuse(message, "code" if field == "organisation" else field)
