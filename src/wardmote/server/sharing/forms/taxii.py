"""What a program asks for in the address and the headers, as the standard's forms read it."""

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest

from wardmote.formats.taxii import filters
from wardmote.formats.taxii.filters import Filters
from wardmote.server.register import queries as register

RECIPIENTS = "Wardmote-Recipients"
"""The header that names who may read what is marked TLP:RED: codes of the register."""


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
