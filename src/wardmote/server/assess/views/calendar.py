"""A person's due dates as a calendar that other programs follow by a secret address."""

import hashlib
import re

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from wardmote.formats.calendars import feed as formats
from wardmote.rules.refusal import Missing
from wardmote.server.assess.actions import noticing
from wardmote.server.assess.queries import todo as queries
from wardmote.server.assess.views import places
from wardmote.server.people import enter
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

ABSENT = "There is no such calendar. Its address may have been replaced."


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def settings_page(request: Request) -> HttpResponse:
    """Make, replace or end the secret address; it is shown once, when it is made."""
    if request.method == "POST":
        if request.POST.get("step") == "end":
            noticing.end_feed(actor=request.actor)
            return redirect("calendar")
        token = noticing.make_feed(actor=request.actor, now=timezone.now())
        address = settings.BASE_URL + reverse("calendar_feed", args=[token])
        return _page(request, address)
    return _page(request, "")


def _page(request: Request, address: str) -> HttpResponse:
    known = {"feed": queries.feed(request.actor), "address": address}
    response = render(request, "assess/calendar.html", known)
    response["Cache-Control"] = "no-store"
    return response


@audience(Audience.ANYONE)
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """Give the calendar of the person whose secret this is; nobody else learns that there is one.

    The feed enters as that person, so that row security shows it what they may see, as it stands.
    """
    person = None
    if re.fullmatch(r"[A-Za-z0-9_-]{43}", token):
        person = queries.person_of_feed(noticing.hashed(token))
    actor = enter.enter(person) if person else None
    if actor is None or not actor.is_signed_in:
        raise Missing(ABSENT)
    sent = formats.ics((_day(one) for one in queries.calendar(actor)), name="Wardmote")
    etag = f'"{hashlib.sha256(sent).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(sent, content_type="text/calendar; charset=utf-8", headers=headers)


def _day(due: queries.Due) -> formats.Day:
    path = (
        places.outcome(due.assessment, due.part, due.outcome)
        if due.outcome
        else places.overview(due.assessment)
    )
    return formats.Day(
        uid=f"{due.uid}@wardmote",
        on=due.on,
        title=due.title,
        address=settings.BASE_URL + path,
        stamp=due.stamp,
    )
