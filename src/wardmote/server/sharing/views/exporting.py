"""Lists for firewalls and sensors, and the page that says how to fetch them."""

import hashlib
import tempfile
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import IO, Any

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wardmote.formats.exports import offered
from wardmote.formats.exports.choosing import Chooser
from wardmote.formats.exports.offered import Format
from wardmote.rules.refusal import Missing
from wardmote.server.sharing.forms import exporting as forms
from wardmote.server.sharing.forms.exporting import Asked
from wardmote.server.sharing.queries import exporting, overview
from wardmote.server.sharing.queries.exporting import Source
from wardmote.server.sharing.views import words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

IN_MEMORY = 1_000_000
"""The largest list that is made in memory; a larger one is made in a file. Units: bytes."""

NEVER = 0


@audience(Audience.MEMBER)
@require_safe
def lists(request: Request) -> HttpResponse:
    """Say which lists there are, where each is and how to fetch it."""
    shelves = [each for each in overview.shelves(timezone.now()) if each.place.can_read]
    chosen = request.GET.get("collection", "")
    shelf = next((each for each in shelves if str(each.place.key) == chosen), None)
    shelf = shelf or (shelves[0] if shelves else None)
    rows = [] if shelf is None else [_row(str(shelf.place.key), name) for name in offered.FORMATS]
    known = {"shelves": shelves, "shelf": shelf, "rows": rows, "words": words}
    return render(request, "sharing/lists.html", known)


def _row(collection: str, name: str) -> dict[str, Any]:
    kind = offered.FORMATS[name]
    address = f"{settings.BASE_URL}{reverse('sharing_list', args=[collection, name])}"
    line = f"curl --fail --user any:$KEY --etag-save {name}.tag --etag-compare {name}.tag"
    return {"format": kind, "address": address, "line": f"{line} --output {kind.file} '{address}'"}


@audience(Audience.MEMBER)
@require_safe
def one(request: Request, name: str, kind: str) -> HttpResponseBase:
    """Give a list, or say that it has not changed."""
    if kind not in offered.FORMATS:
        raise Missing(f"There is no such list. There are: {', '.join(offered.FORMATS)}.")
    asked = forms.read(request.GET.dict())
    source = exporting.source(name)
    now = timezone.now()
    mark = hashlib.sha256(repr((source, kind, asked)).encode()).hexdigest()[:32]
    for tag in request.headers.get("If-None-Match", "").split(","):
        if _still_holds(tag, mark, now):
            return _headed(HttpResponseNotModified(), tag.strip().removeprefix("W/"), source)
    chooser = Chooser(now=now, kinds=_kinds(asked, kind), least_score=asked.least_score)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the answer closes it
    for part in _parts(offered.FORMATS[kind], source, asked, chooser, now):
        file.write(part)
    until = NEVER if chooser.until is None else int(chooser.until.timestamp())
    size = file.tell()
    file.seek(0)
    answer = FileResponse(file, content_type=offered.FORMATS[kind].media)
    answer["Content-Length"] = str(size)
    answer["Content-Disposition"] = f'attachment; filename="{offered.FORMATS[kind].file}"'
    return _headed(answer, f'"{mark}-{until}"', source)


def _still_holds(tag: str, mark: str, now: datetime) -> bool:
    """Tell whether what somebody has is as it would be now.

    The tag says until when time alone changes nothing.
    """
    known, _, until = tag.strip().removeprefix("W/").strip('"').partition("-")
    if known != mark or not (until.isascii() and until.isdigit() and len(until) <= 12):
        return False
    return int(until) == NEVER or now.timestamp() < int(until)


def _kinds(asked: Asked, kind: str) -> tuple[Any, ...]:
    held = offered.FORMATS[kind].kinds
    if held and asked.kinds:
        both = tuple(each for each in held if each in asked.kinds)
        if not both:
            raise Missing(f"The list {kind!r} holds none of these kinds.")
        return both
    return asked.kinds or held


def _parts(
    kind: Format, source: Source, asked: Asked, chooser: Chooser, now: datetime
) -> Iterable[bytes]:
    wanted = "" if kind.write is None else "indicator"
    is_scored = bool(asked.least_score)
    objects = exporting.shared(source.key, asked.most, wanted, is_scored=is_scored)
    if kind.write is None:
        ref = f"bundle--{uuid.uuid5(source.key, source.changed_at.isoformat())}"
        return offered.bundle(chooser.whole(objects), ref)
    return kind.write(chooser.indicators(objects), source.title, now)


def _headed(answer: HttpResponseBase, tag: str, source: Source) -> HttpResponseBase:
    answer["ETag"] = tag
    answer["Last-Modified"] = format_datetime(source.changed_at.astimezone(UTC), usegmt=True)
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization, Cookie"
    return answer
