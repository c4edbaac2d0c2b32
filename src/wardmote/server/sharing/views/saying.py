"""A council's person says that it saw an indicator, or looked and did not find it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.formats.stix import telling
from wardmote.rules.refusal import Conflict, Missing, Refusal
from wardmote.rules.sharing import disclosure
from wardmote.rules.sharing.saying import Word
from wardmote.server.sharing import permissions, queries
from wardmote.server.sharing.actions import saying
from wardmote.server.sharing.forms import saying as forms
from wardmote.server.sharing.queries import saying as said
from wardmote.server.sharing.queries import single
from wardmote.server.sharing.queries.saying import Said
from wardmote.server.sharing.views import words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def say(request: Request, ref: str) -> HttpResponse:
    """Ask whether an indicator was seen, or keep what is said of it for the first time."""
    return _say(request, ref, None)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def say_anew(request: Request, ref: str) -> HttpResponse:
    """Ask what is to stand instead of what was said, or keep it."""
    before = said.one(ref)
    if before.is_withdrawn:
        raise Conflict("Your organisation took this back. Say it anew on the indicator’s page.")
    return _say(request, before.target, before)


def _say(request: Request, ref: str, before: Said | None) -> HttpResponse:
    versions = single.versions(ref)
    now = timezone.now()
    speakers = said.speakers(versions, permissions.senders(request.actor))
    named = [(str(key), name) for key, _, name in speakers]
    if before is not None:
        named = [each for each in named if each[0] == str(before.organisation)]
    if not named or versions[0].type != "indicator":
        raise Missing(queries.ABSENT)
    if not said.is_open(versions, now):
        raise Conflict(saying.OVER)
    form = forms.SayingForm(
        request.POST if request.method == "POST" else None,
        speakers=named,
        now=timezone.localtime(now),
        initial=_filled(before, request.GET.get("what", ""), timezone.localdate(now)),
    )
    status = 200
    if form.is_bound:
        done, status = _kept(request, form, ref, now)
        if done:
            return redirect("sharing_object", ref)
    return render(request, "sharing/say.html", _known(form, ref, versions, before), status=status)


def _kept(request: Request, form: forms.SayingForm, ref: str, now: datetime) -> tuple[bool, int]:
    """Keep what is said; what is refused is said at the form, with the status."""
    if not form.is_valid():
        return False, 422
    organisation = UUID(form.cleaned_data["organisation"])
    try:
        kept = saying.say(
            actor=request.actor,
            ref=ref,
            organisation=organisation,
            word=_word(form.cleaned_data),
            after=form.cleaned_data["after"],
            now=now,
        )
    except Conflict as conflict:
        form.refuse(conflict.message, conflict.field)
        form.standing = said.standing(ref, organisation)
        return False, 409
    except Refusal as refused:
        form.refuse(refused.message, refused.field)
        return False, 422
    text = words.said(kept.word.count)
    messages.success(request, f"It is kept: {kept.organisation_name} {text}.")
    return True, 302


def _word(given: Mapping[str, Any]) -> Word:
    days = given["first_seen"], given["last_seen"]
    return Word(given["count"], *days, given["named"] == forms.NAMED)


def _filled(before: Said | None, what: str, today: date) -> dict[str, Any]:
    """Say what is filled in at first: what was said before, or what is likely."""
    if before is None:
        days = {"first_seen": today, "last_seen": today}
        return days | {"what": what, "count": "1", "named": forms.ALONE}
    word = before.word
    return {
        "what": forms.SEEN if word.is_seen else forms.LOOKED,
        "count": str(word.count or 1),
        "first_seen": timezone.localdate(word.first_seen),
        "last_seen": timezone.localdate(word.last_seen),
        "named": forms.NAMED if word.is_named else forms.ALONE,
        "after": before.at.isoformat(),
    }


def _known(
    form: forms.SayingForm, ref: str, versions: list[single.Version], before: Said | None
) -> dict[str, Any]:
    content = versions[0].content
    return {
        "form": form,
        "ref": ref,
        "name": telling.name(content),
        "label": telling.label(content),
        "before": before,
        "is_named": before is not None and before.word.is_named,
        "fewest": settings.SIGHTINGS_FROM,
        "band": disclosure.band(settings.SIGHTINGS_FROM, settings.SIGHTINGS_FROM),
        "words": words,
    }
