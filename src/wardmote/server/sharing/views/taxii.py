"""The TAXII 2.1 server: each address calls one query or one action.

Source: OASIS TAXII 2.1 (June 2021), sections 4 and 5.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.formats.taxii import filters, media, resources
from wardmote.formats.taxii.filters import Filters
from wardmote.rules.refusal import Forbidden, Missing
from wardmote.rules.sharing import renderings
from wardmote.rules.sharing.renderings import Rendering
from wardmote.server.sharing import actions, queries
from wardmote.server.sharing.forms import taxii as forms
from wardmote.server.sharing.middleware import answers
from wardmote.server.sharing.queries import Page, Place
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

View = Callable[..., HttpResponse]


def taxii(*methods: str) -> Callable[[View], View]:
    """Declare a TAXII address: for programs with a key, by these methods, in TAXII's media type."""

    def declare(view: View) -> View:
        @wraps(view)
        def checked(request: Request, **arguments: str) -> HttpResponse:
            if not media.takes_taxii(request.headers.get("Accept", "")):
                return answers.error(406, f"This server answers in {media.TAXII} alone.")
            return view(request, **arguments)

        return audience(Audience.KEY)(require_http_methods(methods)(checked))

    return declare


@taxii("GET", "HEAD")
def discovery(request: Request) -> HttpResponse:
    """Say which API roots there are."""
    addresses = tuple(f"{settings.BASE_URL}/taxii2/{each.slug}/" for each in queries.roots())
    return _resource(
        resources.Discovery(
            title="Wardmote",
            contact=settings.DEFAULT_FROM_EMAIL,
            default=addresses[0] if addresses else "",
            api_roots=addresses,
        )
    )


@taxii("GET", "HEAD")
def root(request: Request, root: str) -> HttpResponse:
    """Describe an API root."""
    found = queries.root(root)
    return _resource(
        resources.api_root(found.title, settings.TAXII_MAX_CONTENT_LENGTH, found.description)
    )


@taxii("GET", "HEAD")
def status(request: Request, root: str, key: str) -> HttpResponse:
    """Say what became of what was sent within the last day."""
    try:
        which = UUID(key)
    except ValueError:
        raise Missing(queries.ABSENT) from None
    return answers.answer(queries.status(root, which, timezone.now()).encode())


@taxii("GET", "HEAD")
def collections(request: Request, root: str) -> HttpResponse:
    """List the collections of an API root."""
    queries.root(root)
    found = tuple(_described(place) for place in queries.collections(root))
    return _resource(resources.Collections(collections=found))


@taxii("GET", "HEAD")
def collection(request: Request, root: str, name: str) -> HttpResponse:
    """Describe a collection."""
    return _resource(_described(queries.collection(root, name)))


@taxii("GET", "HEAD")
def manifest(request: Request, root: str, name: str) -> HttpResponse:
    """List what a collection holds."""
    place, rendering = _readable(root, name), forms.read_rendering(request)
    page = queries.manifest(place, _asked(forms.read_filters(request), rendering))
    found = tuple(
        resources.ManifestRecord(
            id=renderings.written_ref(ref, rendering),
            date_added=at,
            version=renderings.written_version(ref, version, rendering) or at,
            media_type=f"application/stix+json;version={spec_version}",
        )
        for at, ref, version, spec_version in page.found
    )
    more = page.last if page.is_more else ""
    written = resources.Manifest(more=page.is_more, next=more, objects=found)
    return _paged(resources.written(written), page)


@taxii("GET", "HEAD", "POST")
def envelope(request: Request, root: str, name: str) -> HttpResponse:
    """Give the objects of a collection, or take some in."""
    if request.method == "POST":
        return _receive(request, root, name)
    place = _readable(root, name)
    return _objects(place, forms.read_filters(request), forms.read_rendering(request))


@taxii("GET", "HEAD", "DELETE")
def object_by_id(request: Request, root: str, name: str, ref: str) -> HttpResponse:
    """Give the versions of one object, or take one's own away."""
    place = _readable(root, name)
    known = filters.DELETION if request.method == "DELETE" else filters.OBJECT
    wanted = replace(forms.read_filters(request, known), ids=(ref,))
    if request.method == "DELETE":
        actions.delete(actor=request.actor, place=place, wanted=wanted, now=timezone.now())
        return answers.answer(b"{}")
    return _of_one(_objects, place, wanted, forms.read_rendering(request))


@taxii("GET", "HEAD")
def versions(request: Request, root: str, name: str, ref: str) -> HttpResponse:
    """List the versions of one object."""
    wanted = replace(
        forms.read_filters(request, filters.VERSIONS), ids=(ref,), which=(filters.Which.ALL,)
    )
    return _of_one(_versions, _readable(root, name), wanted, forms.read_rendering(request))


def _resource(
    resource: resources.Discovery
    | resources.ApiRoot
    | resources.Collection
    | resources.Collections,
) -> HttpResponse:
    return answers.answer(resources.written(resource))


def _described(place: Place) -> resources.Collection:
    return resources.Collection(
        id=str(place.key),
        title=place.title,
        description=place.description,
        alias=place.alias,
        can_read=place.can_read,
        can_write=place.can_write,
        media_types=(media.STIX, *([media.OLDER_STIX] if settings.IS_TESTING else [])),
    )


def _readable(root: str, name: str) -> Place:
    place = queries.collection(root, name)
    if not place.can_read:
        raise Forbidden("You may send to this collection, but not read it.")
    return place


def _asked(wanted: Filters, rendering: Rendering) -> Filters:
    """Ask for all that the client sees under the ids that it names."""
    ids = [each for ref in wanted.ids for each in renderings.refs_behind(ref, rendering)]
    return replace(wanted, ids=tuple(ids))


def _objects(place: Place, wanted: Filters, rendering: Rendering) -> HttpResponse:
    if rendering is Rendering.AS_SENT:
        page = queries.texts(place, wanted)
        objects = page.found.encode()
    else:
        page = queries.bodies(place, _asked(wanted, rendering))
        objects = b",".join(
            renderings.rendered(ref, body.encode(), rendering) for _, ref, body in page.found
        )
    more = f'"more":true,"next":"{page.last}",' if page.is_more else ""
    return _paged(b'{%b"objects":[%b]}' % (more.encode(), objects), page)


def _versions(place: Place, wanted: Filters, rendering: Rendering) -> HttpResponse:
    page = queries.versions(place, _asked(wanted, rendering))
    found = tuple(
        renderings.written_version(ref, version, rendering) or at for at, ref, version in page.found
    )
    more = page.last if page.is_more else ""
    written = resources.Versions(more=page.is_more, next=more, versions=found)
    return _paged(resources.written(written), page)


def _of_one(give: View, place: Place, wanted: Filters, rendering: Rendering) -> HttpResponse:
    """Give what is found of one object; that there is no such object is another answer."""
    response = give(place, wanted, rendering)
    if response.content == b"{}" and not queries.holds(place.key, _asked(wanted, rendering).ids):
        raise Missing(queries.ABSENT)
    return response


def _paged(written: bytes, page: Page) -> HttpResponse:
    """Answer with a page; one without rows is an empty object."""
    if not page.first:
        return answers.answer(b"{}")
    added = {"X-TAXII-Date-Added-First": page.first, "X-TAXII-Date-Added-Last": page.last}
    return answers.answer(written, headers=added)


def _receive(request: Request, root: str, name: str) -> HttpResponse:
    if not media.sends_taxii(request.headers.get("Content-Type", "")):
        return answers.error(415, f"Send {media.TAXII}, and say so in Content-Type.")
    place = queries.collection(root, name)
    status = actions.receive(
        actor=request.actor,
        place=place,
        body=request.body_sent,  # type: ignore[attr-defined]
        recipients=forms.read_recipients(request),
        is_named=forms.read_named(request),
        now=timezone.now(),
    )
    return answers.answer(status, 202)
