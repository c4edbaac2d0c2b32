"""A date that a person types as day, month and year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms


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
