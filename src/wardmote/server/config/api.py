"""Puts the rooms' endpoints together: /api/v1/, who may call it, and its description."""

import inspect
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie
from ninja.security.http import HttpAuthBase

from wardmote.rules.people.actors import Actor
from wardmote.rules.people.keys import Scope
from wardmote.rules.refusal import Forbidden
from wardmote.server.assess import api as assess
from wardmote.server.frameworks import api as frameworks
from wardmote.server.people.actions import api_keys
from wardmote.server.register import api as register
from wardmote.server.sharing import api as sharing
from wardmote.server.shell import endpoints, problems
from wardmote.server.shell.audience import Audience, audience

READING = ("GET", "HEAD", "OPTIONS")


class Key(HttpAuthBase):
    """A program shows a key of its person: `Authorization: Bearer KEY`."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Enter as the person whose key it is.

        Raises: AuthenticationError for a key that is not good, Forbidden for one that may not.
        """
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        actor, scopes = api_keys.actor_for_key(header, timezone.now())
        if Scope.READ not in scopes:
            raise AuthenticationError
        if request.method not in READING and Scope.WRITE not in scopes:
            raise Forbidden("This key may read but not change. Make one that may do both.")
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class Session(APIKeyCookie):
    """A page shows that its person is signed in; a change needs the CSRF token too."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Give the person who is signed in."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.is_signed_in else None


class Api(NinjaAPI):
    """The API, described as it answers."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Describe the API; refusals are of their own media type."""
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, described in operation["responses"].items():
                    content = described.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[problems.MEDIA_TYPE] = content.pop("application/json")
        return schema


api = Api(
    title="Wardmote",
    version="1",
    description="Organisations and frameworks for anyone; assessments and sightings for those "
    "who take part.",
    docs_url=None,
    openapi_url=None,
    auth=[Key(), Session()],
    parser=endpoints.Strict(),
    renderer=endpoints.Renderer(),
)
problems.handle(api)
for room in (register, frameworks, assess, sharing):
    api.add_router("", room.router)


@cache
def description() -> dict[str, Any]:
    """Give the OpenAPI description."""
    return api.get_openapi_schema(path_prefix="/api/v1/")


@require_GET
@audience(Audience.ANYONE)
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI description to programs."""
    return HttpResponse(
        orjson.dumps(description(), option=orjson.OPT_NON_STR_KEYS), content_type="application/json"
    )


@require_GET
@audience(Audience.ANYONE)
def docs(request: HttpRequest) -> HttpResponse:
    """List all endpoints for people."""
    return render(request, "api.html", {"schema": description()})


@csrf_exempt
@audience(Audience.ANYONE)
def absent(request: HttpRequest) -> HttpResponse:
    """Say that there is no such endpoint, in the form that programs read."""
    return problems.response(404, "There is no such endpoint. See /api/v1/docs.")


def _guarded(pattern: URLPattern) -> URLPattern:
    """Say who may knock at an address, and answer a wrong method as any other problem."""
    view: Callable[..., HttpResponse] = pattern.callback

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            made = problems.response(405, f"This endpoint takes: {response['Allow']}.")
            made["Allow"] = response["Allow"]
            return made
        return response

    guarded.audience = _audience(view)  # type: ignore[attr-defined]
    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    pattern.callback = guarded
    return pattern


def _audience(view: Callable[..., HttpResponse]) -> Audience | None:
    """Find the one audience that all methods of an address declare."""
    operations = inspect.getclosurevars(view).nonlocals["self"].operations
    declared = {getattr(each.view_func, "audience", None) for each in operations}
    found: Audience | None = declared.pop() if len(declared) == 1 else None
    return found


_patterns, _app, _namespace = api.urls
urlpatterns = [
    path("docs", docs, name="api_docs"),
    path("openapi.json", openapi, name="api_openapi"),
    *(
        _guarded(each)
        for each in _patterns
        if isinstance(each, URLPattern) and each.name != "api-root"
    ),
    re_path("", absent, name="api_absent"),
]
