"""The door of the TAXII server: who is asking, how often, and in one transaction."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DataError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import Resolver404, resolve
from django.utils import timezone

from wardmote.formats.taxii import credentials
from wardmote.rules.people import keys
from wardmote.rules.people.keys import Scope
from wardmote.rules.refusal import Forbidden, Kind, Missing, Refusal
from wardmote.server.people.actions import api_keys
from wardmote.server.sharing.middleware import answers, bodies, limits
from wardmote.server.shell import standby

PREFIX = "/taxii2"
LISTS = "/sharing/export/"
READING = ("GET", "HEAD", "OPTIONS")
STATUS = {Kind.INVALID: 400, Kind.FORBIDDEN: 403, Kind.MISSING: 404, Kind.CONFLICT: 409}
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Wardmote", charset="UTF-8", Bearer realm="Wardmote"'}
logger = logging.getLogger(__name__)


class Refused(Exception):
    """A request that ends before its view."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        super().__init__(response.status_code)


class Taxii:
    """Answers what is asked of the TAXII server; every other request passes by.

    It stands before sessions, forms and sign-in pages, which a program with a key has no need
    of. Each request is one transaction of the person whose key it shows; what is refused is
    undone. The body is read before that transaction, so that a slow client holds none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.limits = limits.Limits(a_minute=settings.TAXII_REQUESTS_A_MINUTE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass the request on."""
        if not _is_for_programs(request):
            return self.get_response(request)
        try:
            return self._answer(request)
        except Refused as refused:
            return refused.response
        except bodies.Unreadable as trouble:
            response = answers.error(trouble.status, trouble.message)
            response["Connection"] = "close"
            return response
        except Refusal as refusal:
            return answers.error(STATUS[refusal.kind], refusal.message)
        except DataError:
            return answers.error(400, "The request holds characters or numbers that nothing has.")
        except OperationalError as trouble:
            logger.warning("TAXII request not answered in time: %s", trouble)
            again = {"Retry-After": "5"}
            return answers.error(503, "Too much is going on. Try again later.", again)
        except Exception as fault:
            logger.error("Internal Server Error: %s", request.path, exc_info=fault)
            return answers.error(500, "Something failed here, and nothing was saved.")

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.body_sent = b""  # type: ignore[attr-defined]
        if request.method == "POST":
            with transaction.atomic():
                self._enter(request, is_counted=False)
            request.body_sent = bodies.read(request, settings.TAXII_MAX_CONTENT_LENGTH)  # type: ignore[attr-defined]
        with transaction.atomic():
            self._enter(request, is_counted=True)
            view, arguments = _view(request)
            response = view(request, **arguments)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        if isinstance(response, HttpResponseNotAllowed):
            return answers.error(
                405, f"This address takes: {response['Allow']}.", {"Allow": response["Allow"]}
            )
        return response

    def _enter(self, request: HttpRequest, *, is_counted: bool) -> None:
        """Enter as the person whose key it is."""
        header = credentials.bearer(request.headers.get("Authorization", ""))
        given = keys.presented(header)
        actor, scopes = api_keys.actor_for_key(header, timezone.now())
        if given is None or Scope.READ not in scopes:
            raise Refused(
                answers.error(
                    401,
                    "Send a key that is still good, as the password of Basic or as a Bearer token. "
                    "Make one in your account.",
                    CHALLENGE,
                )
            )
        seconds = self.limits.wait(given.prefix) if is_counted else 0
        if seconds:
            again = {"Retry-After": str(seconds)}
            raise Refused(answers.error(429, "This key asks too often. Wait a little.", again))
        if request.method not in READING and Scope.WRITE not in scopes:
            raise Forbidden("This key may read but not change. Make one that may do both.")
        if request.method not in READING and standby.is_standby():
            raise Refused(answers.error(503, "This server only reads. Send to the main one."))
        request.actor = actor  # type: ignore[attr-defined]


def _is_for_programs(request: HttpRequest) -> bool:
    """Tell whether a program asks: for TAXII, or for a list with a key instead of a session."""
    if request.path_info.startswith(LISTS):
        is_browser = "text/html" in request.headers.get("Accept", "")
        return "Authorization" in request.headers or not is_browser
    return request.path_info == PREFIX or request.path_info.startswith(f"{PREFIX}/")


def _view(request: HttpRequest) -> tuple[Callable[..., HttpResponse], dict[str, Any]]:
    try:
        found = resolve(request.path_info)
    except Resolver404:
        raise Missing("There is nothing at this address, or you may not know of it.") from None
    return found.func, found.kwargs
