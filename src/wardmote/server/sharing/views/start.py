"""Where a person begins: what is new, what they can read, how to share and to connect a tool."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from wardmote.server.sharing import permissions
from wardmote.server.sharing.actions import visiting
from wardmote.server.sharing.queries import finding, overview
from wardmote.server.sharing.views import words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

NEWEST = 10


@audience(Audience.MEMBER)
@require_GET
def start(request: Request) -> HttpResponse:
    """Show what is new since the last visit, and the collections."""
    since = visiting.visit(actor=request.actor, now=timezone.now())
    shelves = overview.shelves(since)
    senders = permissions.senders(request.actor)
    fresh = finding.found(finding.Wanted(since=since), NEWEST)
    known = {
        "since": since,
        "shelves": shelves,
        "fresh": fresh.rows,
        "is_more": fresh.after is not None,
        "makers": finding.names([row.maker for row in fresh.rows]),
        "may_share": any(shelf.place.writers & senders for shelf in shelves),
        "most": finding.MOST_COUNTED,
        "words": words,
    }
    return render(request, "sharing/start.html", known)


@audience(Audience.MEMBER)
@require_GET
def connect(request: Request) -> HttpResponse:
    """Say how to connect a tool: address, key, collections."""
    shelves = overview.shelves(timezone.now())
    known = {"shelves": shelves, "address": f"{settings.BASE_URL}/taxii2/"}
    return render(request, "sharing/connect.html", known)
