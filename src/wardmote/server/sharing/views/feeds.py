"""The steward's pages of feeds: which there are, how they stand, and what they should do."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.rules.sharing.feeding import Direction
from wardmote.server.sharing import permissions
from wardmote.server.sharing.actions import feeds as actions
from wardmote.server.sharing.forms.feeds import FeedForm, NewFeedForm
from wardmote.server.sharing.queries import feeds as queries
from wardmote.server.sharing.queries import steering
from wardmote.server.sharing.views import doing, history, words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

KEPT = (
    *("title", "url", "remote", "user", "secret", "minutes", "ceiling", "types", "least_score"),
    "sends_unlabelled",
)


@audience(Audience.STEWARD)
@require_GET
def feeds(request: Request) -> HttpResponse:
    """List the feeds and how they stand."""
    known = {"feeds": list(queries.feeds()), "may_steer": request.actor.is_steward}
    return render(request, "sharing/feeds.html", known)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Ask for a new feed, or make it."""
    permissions.check_may_steer(request.actor)
    collections = [
        (str(each.pk), each.title) for each in steering.hub().collections if not each.ended_at
    ]
    form = NewFeedForm(request.POST or None, secrets=settings.FEED_SECRETS, collections=collections)
    if (
        request.method == "POST"
        and form.is_valid()
        and doing.is_done(form, lambda: _create(request, form))
    ):
        messages.success(request, f"{form.cleaned_data['title']} is made. It runs within a minute.")
        return redirect("sharing_feeds")
    return _form(request, form, feed=None)


@audience(Audience.STEWARD)
@require_GET
def feed(request: Request, key: UUID) -> HttpResponse:
    """Show a feed: how its last runs went, and what it does."""
    known = {
        "feed": queries.feed(key),
        "gone": queries.gone_count(key),
        "may_steer": request.actor.is_steward,
        "events": history.of(request, key),
        "words": words,
    }
    return render(request, "sharing/feed.html", known)


@audience(Audience.STEWARD)
@require_http_methods(["GET", "POST"])
def change(request: Request, key: UUID) -> HttpResponse:
    """Ask what a feed should do from now on, or change it."""
    permissions.check_may_steer(request.actor)
    found = queries.feed(key)
    form = FeedForm(
        request.POST or None,
        secrets=settings.FEED_SECRETS,
        initial={name: getattr(found, name) for name in KEPT},
    )
    if request.method == "POST" and form.is_valid():
        by = doing.by(request)
        if doing.is_done(form, lambda: actions.change_feed(feed=key, wanted=form.wanted, **by)):
            messages.success(request, f"{form.cleaned_data['title']} is changed.")
            return redirect("sharing_feed", key)
    return _form(request, form, feed=found)


@audience(Audience.STEWARD)
@require_POST
def run(request: Request, key: UUID) -> HttpResponse:
    """Let a feed run now."""
    actions.run_soon(feed=key, **doing.by(request))
    messages.success(request, "It runs within a minute. Load this page again to see how it went.")
    return redirect("sharing_feed", key)


@audience(Audience.STEWARD)
@require_POST
def turn(request: Request, key: UUID) -> HttpResponse:
    """Turn a feed on or off."""
    is_on = request.POST.get("on") == "yes"
    actions.turn(feed=key, is_on=is_on, **doing.by(request))
    messages.success(request, "The feed is on." if is_on else "The feed is off.")
    return redirect("sharing_feed", key)


def _create(request: Request, form: NewFeedForm) -> None:
    actions.create_feed(
        direction=Direction(form.cleaned_data["direction"]),
        collection=UUID(form.cleaned_data["collection"]),
        organisation=form.cleaned_data["code"].pk,
        wanted=form.wanted,
        **doing.by(request),
    )


def _form(request: Request, form: FeedForm, **known: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "sharing/change_feed.html", {"form": form} | known, status=status)
