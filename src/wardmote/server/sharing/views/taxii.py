"""The TAXII 2.1 server: each address calls one query or one action.

Source: OASIS TAXII 2.1 (June 2021), sections 4 and 5.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.rules.refusal import Forbidden, Missing
from wardmote.server.sharing import actions, queries
from wardmote.server.sharing.forms import taxii as forms
from wardmote.server.sharing.middleware import answers
from wardmote.server.sharing.middleware.answers import MEDIA_TYPE
from wardmote.server.sharing.queries import Page, Place
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

STIX = "application/stix+json;version={}"
View = Callable[..., HttpResponse]


def taxii(*methods: str) -> Callable[[View], View]:
    """Declare a TAXII address: for programs with a key, by these methods, in TAXII's media type."""

    def declare(view: View) -> View:
        @wraps(view)
        def checked(request: Request, **arguments: str) -> HttpResponse:
            if not forms.takes_taxii(request.headers.get("Accept", "")):
                return answers.error(406, f"This server answers in {MEDIA_TYPE} alone.")
            return view(request, **arguments)

        return audience(Audience.KEY)(require_http_methods(methods)(checked))

    return declare


@taxii("GET", "HEAD")
def discovery(request: Request) -> HttpResponse:
    """Say which API roots there are."""
    addresses = [f"{settings.BASE_URL}/taxii2/{each.slug}/" for each in queries.roots()]
    found: dict[str, Any] = {"title": "Wardmote", "contact": settings.DEFAULT_FROM_EMAIL}
    if addresses:
        found |= {"default": addresses[0], "api_roots": addresses}
    return answers.resource(found)


@taxii("GET", "HEAD")
def root(request: Request, root: str) -> HttpResponse:
    """Describe an API root."""
    found = queries.root(root)
    return answers.resource(
        {
            "title": found.title,
            **({"description": found.description} if found.description else {}),
            "versions": [MEDIA_TYPE],
            "max_content_length": settings.TAXII_MAX_CONTENT_LENGTH,
        }
    )


@taxii("GET", "HEAD")
def status(request: Request, root: str, key: str) -> HttpResponse:
    """Say what became of what was sent within the last day."""
    try:
        which = UUID(key)
    except ValueError:
        raise Missing(queries.ABSENT) from None
    return answers.raw(queries.status(root, which, timezone.now()).encode())


@taxii("GET", "HEAD")
def collections(request: Request, root: str) -> HttpResponse:
    """List the collections of an API root."""
    queries.root(root)
    found = [_described(place) for place in queries.collections(root)]
    return answers.resource({"collections": found} if found else {})


@taxii("GET", "HEAD")
def collection(request: Request, root: str, name: str) -> HttpResponse:
    """Describe a collection."""
    return answers.resource(_described(queries.collection(root, name)))


@taxii("GET", "HEAD")
def manifest(request: Request, root: str, name: str) -> HttpResponse:
    """List what a collection holds."""
    place = _readable(root, name)
    page = queries.manifest(place.key, forms.read_wanted(request), forms.read_limit(request))
    found = [
        {
            "id": ref,
            "date_added": at,
            "version": version or at,
            "media_type": STIX.format(spec_version),
        }
        for at, ref, version, spec_version in page.found
    ]
    return _paged("objects", orjson.dumps(found), page)


@taxii("GET", "HEAD", "POST")
def objects(request: Request, root: str, name: str) -> HttpResponse:
    """Give the objects of a collection, or take some in."""
    if request.method == "POST":
        return _receive(request, root, name)
    return _objects(request, _readable(root, name), forms.read_wanted(request))


@taxii("GET", "HEAD", "DELETE")
def object_by_id(request: Request, root: str, name: str, ref: str) -> HttpResponse:
    """Give the versions of one object, or take one's own away."""
    place = _readable(root, name)
    wanted = replace(forms.read_wanted(request), ids=(ref,), types=())
    if request.method == "DELETE":
        return _delete(request, place, wanted)
    return _of_one(_objects, request, place, wanted, ref)


@taxii("GET", "HEAD")
def versions(request: Request, root: str, name: str, ref: str) -> HttpResponse:
    """List the versions of one object."""
    wanted = replace(forms.read_wanted(request, every_version=True), ids=(ref,), types=())
    return _of_one(_versions, request, _readable(root, name), wanted, ref)


def _described(place: Place) -> dict[str, Any]:
    return {
        "id": str(place.key),
        "title": place.title,
        **({"description": place.description} if place.description else {}),
        **({"alias": place.alias} if place.alias else {}),
        "can_read": place.can_read,
        "can_write": place.can_write,
        "media_types": [STIX.format("2.1")],
    }


def _readable(root: str, name: str) -> Place:
    place = queries.collection(root, name)
    if not place.can_read:
        raise Forbidden("You may send to this collection, but not read it.")
    return place


def _objects(request: Request, place: Place, wanted: queries.Wanted) -> HttpResponse:
    page = queries.objects(place.key, wanted, forms.read_limit(request))
    return _paged("objects", f"[{page.found}]".encode(), page)


def _versions(request: Request, place: Place, wanted: queries.Wanted) -> HttpResponse:
    page = queries.versions(place.key, wanted, forms.read_limit(request))
    found = [version or at for at, version in page.found]
    return _paged("versions", orjson.dumps(found), page)


def _of_one(
    give: View, request: Request, place: Place, wanted: queries.Wanted, ref: str
) -> HttpResponse:
    """Give what is found of one object; that there is no such object is another answer."""
    response = give(request, place, wanted)
    if response.content == b"{}" and not queries.holds(place.key, ref):
        raise Missing(queries.ABSENT)
    return response


def _paged(name: str, rows: bytes, page: Page) -> HttpResponse:
    """Answer with a page; one without rows is an empty object."""
    if not page.first:
        return answers.raw(b"{}")
    more = f'"more":true,"next":"{page.last}",' if page.is_more else ""
    return answers.raw(
        b'{%s"%s":%s}' % (more.encode(), name.encode(), rows),
        headers={
            "X-TAXII-Date-Added-First": page.first,
            "X-TAXII-Date-Added-Last": page.last,
        },
    )


def _receive(request: Request, root: str, name: str) -> HttpResponse:
    if not forms.sends_taxii(request.headers.get("Content-Type", "")):
        return answers.error(415, f"Send {MEDIA_TYPE}.")
    place = queries.collection(root, name)
    status = actions.receive(
        actor=request.actor,
        place=place,
        body=request.body_sent,  # type: ignore[attr-defined]
        recipients=forms.read_recipients(request),
        now=timezone.now(),
    )
    return answers.raw(status, 202)


def _delete(request: Request, place: Place, wanted: queries.Wanted) -> HttpResponse:
    actions.delete(actor=request.actor, place=place, wanted=wanted, now=timezone.now())
    return answers.resource({})
