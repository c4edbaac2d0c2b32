"""The steward's pages: API roots, circles, collections and who may use them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.rules.sharing.markings import Tlp
from wardmote.server.register import queries as register
from wardmote.server.sharing import actions, permissions
from wardmote.server.sharing.forms import steering as forms
from wardmote.server.sharing.queries import steering
from wardmote.server.sharing.views import doing, history, words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.STEWARD)
@require_GET
def hub(request: Request) -> HttpResponse:
    """Show the whole hub."""
    known = {
        "hub": steering.hub(),
        "may_steer": request.actor.is_steward,
        "address": f"{settings.BASE_URL}/taxii2/",
        "words": words,
    }
    return render(request, "sharing/hub.html", known)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def add_root(request: Request) -> HttpResponse:
    """Ask for a new API root, or open it."""
    permissions.check_may_steer(request.actor)
    form = forms.RootForm(request.POST or None)
    if _wants(request, form) and doing.is_done(
        form, lambda: actions.create_root(**doing.by(request), **form.cleaned_data)
    ):
        messages.success(request, f"{form.cleaned_data['title']} is open.")
        return redirect("sharing_steward")
    return _form(request, "sharing/add_root.html", form)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def add_circle(request: Request) -> HttpResponse:
    """Ask for a new circle, or make it."""
    permissions.check_may_steer(request.actor)
    form = forms.CircleForm(request.POST or None)
    if _wants(request, form) and doing.is_done(
        form, lambda: actions.create_circle(**doing.by(request), **form.cleaned_data)
    ):
        messages.success(request, f"{form.cleaned_data['name']} is made. Let its members in.")
        return redirect("sharing_steward")
    return _form(request, "sharing/add_circle.html", form)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def add_collection(request: Request) -> HttpResponse:
    """Ask for a new collection, or open it."""
    permissions.check_may_steer(request.actor)
    known = steering.hub()
    circles = [
        (str(each.pk), f"The members of {each.name}")
        for each in known.circles
        if each.ended_at is None
    ]
    roots = [(each.slug, each.title) for each in known.roots]
    form = forms.CollectionForm(request.POST or None, roots=roots, circles=circles)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        readers = given.pop("readers")
        given |= {name: Tlp(int(given[name])) for name in ("ceiling", "default_marking")}
        given["is_open"] = readers == forms.OPEN
        given["circle"] = None if readers in (forms.OPEN, forms.CLOSED) else UUID(readers)
        if doing.is_done(form, lambda: actions.create_collection(**doing.by(request), **given)):
            messages.success(request, f"{given['title']} is open.")
            return redirect("sharing_steward")
    return _form(request, "sharing/add_collection.html", form, has_roots=bool(roots))


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def collection(request: Request, key: UUID) -> HttpResponse:
    """Show a collection with who may use it, or let an organisation in."""
    found = steering.collection(key)
    form = forms.AccessForm(request.POST or None, initial={"may": ["read"], "standing": "member"})
    if request.method == "POST":
        permissions.check_may_steer(request.actor)
        if form.is_valid() and doing.is_done(
            form, lambda: _let_in(request, key, form.cleaned_data)
        ):
            messages.success(request, f"{form.cleaned_data['code'].name} may use it.")
            return redirect("sharing_collection", key)
    known = {
        "collection": found,
        "accesses": list(steering.accesses(key)),
        "form": form,
        "may_steer": request.actor.is_steward and found.ended_at is None,
        "events": history.of(request, key),
        "address": f"{settings.BASE_URL}/taxii2/{found.root.slug}/collections/{key}/",
        "words": words,
    }
    return render(request, "sharing/collection.html", known, status=422 if form.errors else 200)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def end_access(request: Request, key: UUID, organisation: UUID) -> HttpResponse:
    """Ask whether an organisation is to use a collection no longer, or see to it."""
    permissions.check_may_steer(request.actor)
    found = steering.collection(key)
    named = register.organisations([organisation])
    if request.method == "POST":
        actions.revoke(collection=key, organisation=organisation, **doing.by(request))
        messages.success(request, f"{named[0].name} no longer uses {found.title}.")
        return redirect("sharing_collection", key)
    known = {
        "what": f"access of {named[0].name if named else 'an organisation'}",
        "text": f"It no longer reads {found.title} or sends to it. What it sent is kept.",
        "back": "sharing_collection",
        "key": key,
        "button": "End its access",
    }
    return render(request, "sharing/end.html", known)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def end_collection(request: Request, key: UUID) -> HttpResponse:
    """Ask whether a collection is to end, or end it."""
    permissions.check_may_steer(request.actor)
    found = steering.collection(key)
    if request.method == "POST":
        actions.end_collection(collection=key, **doing.by(request))
        messages.success(request, f"{found.title} has ended.")
        return redirect("sharing_steward")
    known = {
        "what": found.title,
        "text": "Nobody reads it or sends to it any more. What it holds is kept.",
        "back": "sharing_collection",
        "key": key,
        "button": "End the collection",
    }
    return render(request, "sharing/end.html", known)


def _wants(request: Request, form: forms.Refusable) -> bool:
    return request.method == "POST" and form.is_valid()


def _let_in(request: Request, key: UUID, given: dict[str, Any]) -> None:
    actions.grant(
        collection=key,
        organisation=given["code"].pk,
        can_read="read" in given["may"],
        can_write="write" in given["may"],
        is_member=given["standing"] == "member",
        **doing.by(request),
    )


def _form(request: Request, page: str, form: forms.Refusable, **known: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, page, {"form": form} | known, status=status)
