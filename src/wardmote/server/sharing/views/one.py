"""One object: what it is, what may be done with it, what hangs together with it."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from wardmote.formats.stix import making, releases, telling, worth
from wardmote.rules.indicators import defanging
from wardmote.rules.refusal import Missing
from wardmote.rules.sharing import decay, grading, renderings, wording
from wardmote.server.sharing import permissions, queries
from wardmote.server.sharing.actions import offering
from wardmote.server.sharing.queries import feeds, finding, single, standing
from wardmote.server.sharing.queries import saying as said
from wardmote.server.sharing.queries.saying import Said
from wardmote.server.sharing.views import around, words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_GET
def one(request: Request, ref: str) -> HttpResponse:
    """Show an object in its newest version, or in an earlier one."""
    versions = single.versions(ref)
    shown = _shown(request, versions)
    content = shown.content
    near = single.around(ref)
    others = single.others(around.refs(content, near))
    makers = [version.maker for version in versions]
    now, judged = timezone.now(), standing.standing(ref)
    ours = said.said(ref)
    known = {
        "ref": ref,
        "shown": shown,
        "newest": versions[0],
        "content": content,
        "name": telling.name(content),
        "sentence": wording.sentence(shown.type),
        "values": [
            (kind, defanging.defanged(kind, value)) for kind, value in telling.looked_for(content)
        ],
        "pattern": defanging.defanged_pattern(str(content.get("pattern", ""))),
        "facts": _facts(content, shown, now, judged),
        "judged": judged,
        "maker": finding.names(makers).get(shown.maker, ""),
        "places": list(
            dict.fromkeys((each.collection, each.collection_title) for each in versions)
        ),
        "origins": feeds.origins(ref),
        "versions": versions,
        "others": others,
        "relations": around.relations(ref, content, near, others),
        "picture": around.picture(ref, content, near, others),
        "seen": around.sightings(_others(near.sightings, ours), now),
        "is_more": near.is_more,
        "raw": json.dumps(content, indent=2, ensure_ascii=False),
        "may_take_back": _may_take_back(request, versions),
        "words": words,
    }
    return render(request, "sharing/one.html", known | _saying(request, versions, ours, now))


@audience(Audience.MEMBER)
@require_GET
def download(request: Request, ref: str) -> HttpResponse:
    """Send an object as a bundle of STIX, with the definition of its label."""
    shown = _shown(request, single.versions(ref))
    label = json.loads(renderings.definition(shown.tlp))
    bundle = making.bundle([label, shown.content])
    return HttpResponse(
        json.dumps(bundle, indent=2, ensure_ascii=False),
        content_type="application/stix+json;version=2.1",
        headers={"Content-Disposition": f'attachment; filename="{shown.type}.stix.json"'},
    )


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def take_back(request: Request, ref: str) -> HttpResponse:
    """Ask whether an object of one's own is to be revoked, or revoke it."""
    versions = single.versions(ref)
    if not _may_take_back(request, versions):
        raise Missing(queries.ABSENT)
    content = versions[0].content
    name, is_sighting = telling.name(content), versions[0].type == "sighting"
    about = str(content["sighting_of_ref"]) if is_sighting else ref
    if request.method == "POST":
        offering.take_back(actor=request.actor, ref=ref, now=timezone.now())
        text = "What your council said is taken back."
        if not is_sighting:
            text = f"{name} is taken back. Tools that connect learn of it."
        messages.success(request, text)
        return redirect("sharing_object", about)
    known = {"ref": ref, "about": about, "name": name, "is_sighting": is_sighting}
    return render(request, "sharing/take_back.html", known)


def _others(found: list[dict[str, Any]], ours: list[Said]) -> list[dict[str, Any]]:
    """Leave out what the hub makes of sightings, and what one's own said to the hub alone."""
    own = {each.ref for each in ours if not each.word.is_named}
    return [each for each in found if each["id"] not in own and not releases.read(each)]


def _saying(
    request: Request, versions: list[single.Version], ours: list[Said], now: datetime
) -> dict[str, Any]:
    """Gather what the reader's own said, and whether one that said nothing yet may."""
    senders = permissions.senders(request.actor)
    silent = senders - {each.organisation for each in ours if not each.is_withdrawn}
    is_open = said.is_open(versions, now)
    return {
        "ours": ours,
        "senders": senders,
        "is_open": is_open,
        "may_say": bool(is_open and silent and said.speakers(versions, silent)),
    }


def _shown(request: Request, versions: list[single.Version]) -> single.Version:
    wanted = request.GET.get("version", "")
    if not wanted:
        return versions[0]
    for version in versions:
        if str(version.key) == wanted:
            return version
    raise Missing(queries.ABSENT)


def _may_take_back(request: Request, versions: list[single.Version]) -> bool:
    ours = [each for each in versions if each.is_ours and not versions[0].is_revoked]
    if not ours or not permissions.senders(request.actor):
        return False
    return single.may_take_back([each.maker for each in ours])


def _facts(
    content: dict[str, Any], shown: single.Version, now: datetime, judged: standing.Standing
) -> dict[str, Any]:
    """Gather what is said of how sure, how good and how long."""
    grade = judged.grade or telling.grade(content)
    confidence = telling.number(content, "confidence")
    since, until = (telling.moment(content, name) for name in ("valid_from", "valid_until"))
    known: dict[str, Any] = {
        "grade": grade,
        "grade_meaning": grading.meaning(grade) if grade else "",
        "confidence": confidence,
        "sure": None if confidence is None else wording.sure(confidence),
        "since": since,
        "until": until,
        "score": None,
        "ends": None,
        "created": telling.moment(content, "created"),
        "modified": telling.moment(content, "modified"),
    }
    if content.get("type") == "indicator" and since is not None:
        facts = decay.completed(worth.facts(content), judged.grade, judged.figures)
        known |= {"score": decay.score(facts, now), "ends": decay.expires_at(facts)}
    return known
