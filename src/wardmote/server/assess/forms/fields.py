"""Fields that several forms of assessments share."""

from collections.abc import Mapping
from typing import Any

from django import forms

from wardmote.rules.assess import texts


class Line(forms.CharField):
    """A text of one line, kept as the rules keep it."""

    def __init__(self, *, most: int = texts.LINE_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=most, required="error_messages" in kwargs, **kwargs)
        _say_how_long(self, most)

    def to_python(self, value: Any) -> str:
        """Keep what can be kept."""
        return texts.line(value or "")


class Text(forms.CharField):
    """A text of several lines, kept as the rules keep it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=texts.TEXT_LENGTH, required="error_messages" in kwargs, **kwargs
        )
        _say_how_long(self, texts.TEXT_LENGTH)

    def to_python(self, value: Any) -> str:
        """Keep what can be kept."""
        return texts.text(value or "")


def _say_how_long(field: forms.CharField, most: int) -> None:
    field.error_messages["max_length"] = f"Use {most:,} characters or fewer."


class Version(forms.IntegerField):
    """The version at which a form was opened; one that is missing counts as long outdated."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> int:
        """Read the version."""
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class Form(forms.Form):
    """A form that can be refused by an action, and can show what someone else saved."""

    is_stale = False
    theirs: Mapping[str, str] = {}
    """What stands now in each field that this form would save otherwise."""
    opened_at: int = 0
    """The version that the next save will have seen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "%s"

    def refuse(self, message: str, field: str) -> None:
        """Show why an action refused, at the field where it is mended."""
        self.add_error(field if field in self.fields else None, message)

    def compare(self, there: Mapping[str, Any], version: int) -> None:
        """Take in what someone else saved, so that the page shows both."""
        self.is_stale = True
        self.opened_at = version
        self.theirs = {
            name: shown(self.fields[name], value)
            for name, value in there.items()
            if name in self.fields and _plain(self.cleaned_data.get(name)) != _plain(value)
        }

    @property
    def status(self) -> int:
        """Give the HTTP status of the page that shows this form."""
        return 409 if self.is_stale else 422 if self.errors else 200


def shown(field: forms.Field, value: Any) -> str:
    """Write a value in words."""
    choices = {str(key): str(title) for key, title in getattr(field, "choices", ())}
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return ", ".join(sorted(choices.get(str(one), str(one)) for one in values)) or "Nothing"


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(str(one) for one in value)
    return str(value)
