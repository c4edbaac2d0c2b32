"""The templates' environment: GOV.UK components under our own brand."""

from datetime import date, datetime
from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
)
from jinja2.utils import missing


class Unknown(Undefined):
    """A name or attribute that is not there: an error, but for options left out of a dict.

    The component macros read their options from dicts and count on absent ones being empty.
    """

    def __new__(cls, hint: Any = None, obj: Any = missing, **rest: Any) -> Any:
        """Choose how strict to be."""
        return (ChainableUndefined if isinstance(obj, dict) else StrictUndefined)(hint, obj, **rest)


def _local(value: datetime) -> datetime:
    """Give a time as clocks here show it; where that would be before the first year, as it is."""
    try:
        return timezone.localtime(value)
    except OverflowError:
        return value


def day(value: date | datetime | None) -> str:
    """Write a date as people do: 3 November 2026."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _local(value)
    return f"{value.day} {value:%B %Y}"


def clock(value: datetime) -> str:
    """Write the time of day as people do: 2:05pm."""
    local = _local(value)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime | None) -> str:
    """Write a time as people do: 3 November 2026 at 2:05pm."""
    if value is None:
        return ""
    return f"{day(value)} at {clock(value)}"


def count(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: 1 system, 3 systems."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def environment(**options: Any) -> Environment:
    """Make the environment; an unknown name is an error."""
    ours = options.pop("loader")
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Environment(
        loader=ChoiceLoader([ours, govuk]),
        autoescape=True,
        undefined=Unknown,
        trim_blocks=True,
        lstrip_blocks=True,
        **{key: value for key, value in options.items() if key not in ("undefined", "autoescape")},
    )
    made.globals |= {
        "static": static,
        "url": _url,
        "get_messages": get_messages,
        "count": count,
    }
    made.filters |= {"day": day, "clock": clock, "moment": moment}
    return made


def _url(name: str, *args: Any) -> str:
    return reverse(name, args=args)
