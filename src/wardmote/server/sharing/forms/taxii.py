"""What a program asks for in the address and the headers, as the standard's forms read it."""

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest

from wardmote.formats.taxii import credentials, filters
from wardmote.formats.taxii.filters import Filters
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing.renderings import Rendering
from wardmote.server.register import queries as register

RECIPIENTS = "Wardmote-Recipients"
"""The header that names who may read what is marked TLP:RED: codes of the register."""

NAMED = "Wardmote-Named"
"""The header with which a council lets others see whose sightings these are: yes."""

MARKINGS = "Wardmote-Markings"
"""The header that asks for the labels of another traffic light protocol."""

TLP_1 = "tlp1"
"""What that header, or the user name of a program that can send no header, asks for."""


def read_rendering(request: HttpRequest) -> Rendering:
    """Read which labels are wanted.

    Raises: Invalid.
    """
    said = request.headers.get(MARKINGS)
    if said is None:
        is_named = credentials.user_name(request.headers.get("Authorization", "")) == TLP_1
        return Rendering.TLP_1 if is_named else Rendering.AS_SENT
    if said != TLP_1:
        raise Invalid(f"{MARKINGS} takes {TLP_1}, or is left out.")
    return Rendering.TLP_1


def read_filters(request: HttpRequest, known: Collection[str] = filters.OBJECTS) -> Filters:
    """Read the filters of an address.

    Raises: Invalid.
    """
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    return filters.read(pairs, known)


def read_recipients(request: HttpRequest) -> list[UUID]:
    """Read who may read what is marked TLP:RED.

    Raises: Missing, where a code is not in the register.
    """
    codes = [code.strip() for code in request.headers.get(RECIPIENTS, "").split(",")]
    return [register.organisation(code).pk for code in dict.fromkeys(codes) if code]


def read_named(request: HttpRequest) -> bool:
    """Read whether the sender lets itself be named with its sightings.

    Raises: Invalid, where it is neither yes nor no.
    """
    said = request.headers.get(NAMED, "no").strip().lower()
    if said not in ("yes", "no"):
        raise Invalid(f"{NAMED} must be yes or no.")
    return said == "yes"
