"""One request, one transaction, one person."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from wardmote.server.people import enter


class Enter:
    """Runs a request in a transaction in which row security knows who asks.

    Innermost of the middleware: what a view raises is turned into a page by the shell and undoes
    all that the view did, because nothing half-done may stay.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Enter, answer, and undo where the answer is a fault."""
        with transaction.atomic():
            person = request.user.pk if request.user.is_authenticated else None
            request.actor = enter.enter(person)  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "is_undone", False):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Undo all when a view raises, once it is known what to show: that may ask the database."""
        request.is_undone = True  # type: ignore[attr-defined]
