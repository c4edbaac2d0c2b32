"""The form of sharing: what is offered, where to, and what is said of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from wardmote.formats.offers import looking
from wardmote.rules.assess import texts
from wardmote.rules.refusal import Missing
from wardmote.rules.sharing import wording
from wardmote.rules.sharing.grading import Credibility
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.register import queries as register
from wardmote.server.sharing.actions.offering import Said
from wardmote.server.sharing.forms.steering import Refusable

TLPS = {str(int(tlp)): tlp.label for tlp in Tlp}
MOST_RECIPIENTS = 50


class OfferForm(forms.Form):
    """What to look at: a text, or a file that is read as one."""

    text = forms.CharField(required=False, strip=False)
    file = forms.FileField(required=False)

    def clean_file(self) -> str:
        """Read the file as a text."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size is None or file.size > looking.MOST_BYTES:
            raise forms.ValidationError("The file must be no larger than 2 MB.")
        data = bytes(file.read())
        if b"\0" in data[:1000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            raise forms.ValidationError(
                "The file must be a text: STIX, MISP, CSAF, OpenIOC or CSV."
            )
        name = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return data.decode(name, "replace")

    def clean(self) -> dict[str, Any]:
        """Take the file's text where there is one."""
        given: dict[str, Any] = super().clean() or {}
        offered = given.get("file") or given.get("text", "")
        if not self.errors and not offered.strip():
            self.add_error("text", "Paste something to share, or choose a file.")
        return given | {"offered": offered.replace("\0", "")}


class SayForm(Refusable):
    """Where to send what was found, and what to say of it."""

    collection = forms.ChoiceField(
        error_messages={
            "required": "Choose where to share it.",
            "invalid_choice": "Choose where to share it from the list.",
        }
    )
    name = forms.CharField(
        max_length=200, error_messages={"required": "Say in a few words what it is."}
    )
    about = forms.CharField(max_length=5000, required=False)
    tlp = forms.ChoiceField(
        choices=list(TLPS.items()),
        error_messages={
            "required": "Choose how far it may be passed on.",
            "invalid_choice": "Choose how far it may be passed on from the list.",
        },
    )
    sure = forms.ChoiceField(
        choices=[(each.value, title) for each, title in wording.SURE.items()],
        error_messages={
            "required": "Say how sure you are.",
            "invalid_choice": "Say how sure you are, from the list.",
        },
    )
    recipients = forms.CharField(max_length=2000, required=False)

    def __init__(self, data: Any, *, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["collection"].choices = places  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Keep one line."""
        return texts.line(self.cleaned_data["name"])

    def clean_about(self) -> str:
        """Keep what can be kept."""
        return texts.text(self.cleaned_data["about"])

    def clean_recipients(self) -> list[UUID]:
        """Find organisations by their codes."""
        codes = [code.strip() for code in self.cleaned_data["recipients"].split(",")]
        wanted = list(dict.fromkeys(code for code in codes if code))
        if len(wanted) > MOST_RECIPIENTS:
            raise forms.ValidationError(f"Name up to {MOST_RECIPIENTS} organisations.")
        found = []
        for code in wanted:
            try:
                found.append(register.organisation(code).pk)
            except Missing:
                raise forms.ValidationError(
                    f"There is no organisation with the code {code[:20]} in the register."
                ) from None
        return found

    def said(self) -> Said:
        """Give what was said as the action takes it."""
        given = self.cleaned_data
        return Said(
            given["name"],
            given["about"],
            Tlp(int(given["tlp"])),
            Credibility(given["sure"]),
            given["recipients"],
        )
