"""Answers of TAXII, as HTTP."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpResponse

from wardmote.formats.taxii import media, resources


def answer(
    body: bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Answer with a resource that is written already."""
    return HttpResponse(body, status=status, content_type=media.TAXII, headers=headers)


def error(status: int, description: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Say no, as an error object."""
    said = resources.error(HTTPStatus(status).phrase, status, description)
    return answer(resources.written(said), status, headers)
