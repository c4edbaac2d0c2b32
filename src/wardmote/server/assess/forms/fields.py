"""Fields that several forms of assessments share."""

from collections.abc import Mapping
from datetime import date
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


class DateParts(forms.Widget):
    """Three inputs: day, month and year."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Read the three inputs."""
        return tuple(data.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year"))


class DateField(forms.Field):
    """A date written as day, month and year."""

    widget = DateParts

    def __init__(self, what: str, *, required: bool) -> None:
        super().__init__(required=required)
        self.what = what

    def prepare_value(self, value: Any) -> tuple[str, str, str]:
        """Give day, month and year as they are shown."""
        if isinstance(value, date):
            return (str(value.day), str(value.month), str(value.year))
        return value or ("", "", "")

    def clean(self, value: Any) -> date | None:
        """Read the date, or say how to write it."""
        if not any(value):
            if self.required:
                raise forms.ValidationError(f"Enter the {self.what}.")
            return None
        try:
            day, month, year = (int(each) if each.isascii() else 0 for each in value)
            found = date(year, month, day)
        except (ValueError, OverflowError):
            raise forms.ValidationError(
                f"Enter the {self.what} as a real date, such as 31 3 2027."
            ) from None
        if not 2000 <= found.year <= 2100:
            raise forms.ValidationError(f"The year of the {self.what} must be 2000 to 2100.")
        return found


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
