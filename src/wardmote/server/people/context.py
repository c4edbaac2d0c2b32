"""What every page knows of the person and their session."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wardmote.server.people import keeping


def person(request: HttpRequest) -> dict[str, Any]:
    """Give pages the session's end and the field that names the writer of a form."""
    actor = getattr(request, "actor", None)
    is_in = actor is not None and actor.is_signed_in
    return {
        "standing": getattr(request, "standing", None) if is_in else None,
        "written_by": SimpleLazyObject(lambda: keeping.written_by(request)),
    }
