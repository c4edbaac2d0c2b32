"""Forms of evidence: their shape and wording."""

from typing import Any

from django import forms

from wardmote.rules.assess.evidence import KEPT_AT_LENGTH, KIND_TITLES, EvidenceKind, Reference
from wardmote.server.assess.forms import fields
from wardmote.server.shell.dates import DateField


class ReferenceForm(fields.Form):
    """A piece of evidence: what it is and where it is kept."""

    title = fields.Line(error_messages={"required": "Enter a title for the evidence."})
    kind = forms.ChoiceField(
        choices=[(kind.value, KIND_TITLES[kind]) for kind in EvidenceKind],
        error_messages={
            "required": "Choose what kind of evidence it is.",
            "invalid_choice": "Choose what kind of evidence it is from the list.",
        },
    )
    kept_at = fields.Line(
        most=KEPT_AT_LENGTH,
        error_messages={"required": "Enter a link, or say where the evidence is kept."},
    )
    shows = fields.Text()
    owner = fields.Line()
    dated_on = DateField("date of the document", required=False)
    review_on = DateField("review date", required=False)
    version = fields.Version()

    def reference(self) -> Reference:
        """Give what was written as the rules know it."""
        given: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if name != "version"
        }
        return Reference(**given | {"kind": EvidenceKind(given["kind"])})


class ReasonForm(fields.Form):
    """Why something is done."""

    reason = fields.Text()
