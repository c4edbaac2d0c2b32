"""Answers of TAXII: its media type, its resources, its errors."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse

MEDIA_TYPE = "application/taxii+json;version=2.1"


def resource(
    value: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Answer with a resource."""
    return raw(orjson.dumps(value), status, headers)


def raw(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Answer with a resource that is written already."""
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=headers)


def error(status: int, description: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Say no, as an error object (TAXII 2.1, section 3.6.1)."""
    body = {
        "title": HTTPStatus(status).phrase,
        "description": description,
        "http_status": str(status),
    }
    return resource(body, status, headers)
