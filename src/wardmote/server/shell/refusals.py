"""Translates a refusal into a page, once for all rooms."""

import logging
from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wardmote.rules.refusal import Kind, Refusal

STATUS = {Kind.INVALID: 422, Kind.FORBIDDEN: 403, Kind.MISSING: 404, Kind.CONFLICT: 409}
HEADINGS = {
    Kind.INVALID: "There is a problem",
    Kind.FORBIDDEN: "You cannot do this",
    Kind.MISSING: "Page not found",
    Kind.CONFLICT: "This cannot be done now",
}
logger = logging.getLogger(__name__)


class Refusals:
    """Shows what a view refused; all that the view did before is undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page, and leave faults to Django.

        Nothing is at an address that no text in the database can hold, such as one with a NUL.
        """
        if isinstance(exception, Refusal):
            return page(request, exception)
        if isinstance(exception, DataError) and "\0" in request.path_info:
            return not_found(request, exception)
        return None


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Show a refusal."""
    return render(
        request,
        "refusal.html",
        {"heading": HEADINGS[refusal.kind], "message": refusal.message},
        status=STATUS[refusal.kind],
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show that there is no such page, in the words of every other thing that is not there."""
    message = "Check the address, or go back to the start."
    return render(
        request,
        "refusal.html",
        {"heading": HEADINGS[Kind.MISSING], "message": message},
        status=404,
    )


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show that what was sent could not be read, such as a form of too many fields."""
    message = "It was too large or damaged, so nothing was saved. Go back and try again."
    return render(
        request,
        "refusal.html",
        {"heading": "What you sent could not be read", "message": message},
        status=400,
    )


def fault(request: HttpRequest) -> HttpResponse:
    """Show that something failed here, with no word of what."""
    return render(request, "fault.html", status=500)
