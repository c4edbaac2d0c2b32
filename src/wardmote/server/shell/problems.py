"""Translates a refusal into problem+json, once for all endpoints (RFC 9457)."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wardmote.rules.refusal import Refusal
from wardmote.server.shell import refusals

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


class FieldProblem(Schema):
    """One thing to mend, and where it is in what was sent."""

    field: str
    message: str


class Problem(Schema):
    """Why a request was turned down, in words that say what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem]


def response(
    status: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    also: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Say no to a program. Shape: `also` is what a certain problem tells beyond the rest."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [dict(each) for each in errors],
        **(also or {}),
    }
    return HttpResponse(orjson.dumps(body), content_type=MEDIA_TYPE, status=status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Undo all that the endpoint did, and say why it was refused."""
    transaction.set_rollback(True)
    fields = getattr(refusal, "problems", ()) or ([refusal] if refusal.field else [])
    return response(
        refusals.STATUS[refusal.kind],
        refusal.message,
        errors=[{"field": each.field, "message": each.message} for each in fields],
    )


def handle(api: NinjaAPI) -> None:
    """Make an API answer each failure with problem+json."""
    handlers: dict[type[Exception], Any] = {
        Refusal: refused,
        ValidationError: _not_valid,
        AuthenticationError: _nobody,
        HttpError: _http,
        SuspiciousOperation: _too_much,
        DataError: _impossible,
        Exception: _fault,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _not_valid(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    transaction.set_rollback(True)
    errors = [
        {"field": ".".join(str(part) for part in each["loc"][1:]), "message": str(each["msg"])}
        for each in trouble.errors[:50]
    ]
    return response(422, "What you sent has something to mend.", errors=errors)


def _nobody(request: HttpRequest, trouble: AuthenticationError) -> HttpResponse:
    transaction.set_rollback(True)
    made = response(
        401, "Send a key that is still good: 'Authorization: Bearer KEY'. Make one in your account."
    )
    made["WWW-Authenticate"] = 'Bearer realm="Wardmote"'
    return made


def _http(request: HttpRequest, trouble: HttpError) -> HttpResponse:
    """Answer what the library refused; what our parser said of a body comes as its cause."""
    transaction.set_rollback(True)
    cause = trouble.__cause__
    if isinstance(cause, HttpError):
        trouble = cause
    if isinstance(cause, SuspiciousOperation):
        return _too_much(request, cause)
    return response(trouble.status_code, trouble.message)


def _too_much(request: HttpRequest, trouble: SuspiciousOperation) -> HttpResponse:
    transaction.set_rollback(True)
    return response(413, "What you sent is too large. Send less at a time.")


def _impossible(request: HttpRequest, trouble: DataError) -> HttpResponse:
    """Answer what no row can hold, such as a NUL character."""
    transaction.set_rollback(True)
    return response(422, "What you sent holds characters or numbers that nothing has.")


def _fault(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Log once what failed here, with no word of it to the program."""
    logger.error("Internal Server Error: %s", request.path, exc_info=fault)
    return response(500, "Something failed here, and nothing was saved. Try again later.")
