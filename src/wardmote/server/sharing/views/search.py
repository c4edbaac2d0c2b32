"""The search, and its result as a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from wardmote.formats.stix import telling
from wardmote.formats.tables import cells
from wardmote.rules.sharing import wording
from wardmote.server.sharing.forms import searching
from wardmote.server.sharing.queries import finding, overview
from wardmote.server.sharing.views import words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

MOST_EXPORTED = 1000
FILTERS = ("q", "type", "source", "tlp", "collection", "from", "to", "sort")
HEADER = (
    *("Type", "Name", "Values", "Label", "Source", "Collection", "Added", "Valid from"),
    *("Valid until", "Taken back", "STIX id"),
)


@audience(Audience.MEMBER)
@require_GET
def search(request: Request) -> HttpResponse:
    """Show a page of what is looked for."""
    wanted = searching.wanted(request.GET)
    page = finding.found(wanted)
    makers = finding.makers()
    asked = _asked(request)
    known = {
        "wanted": wanted,
        "given": {name: request.GET.get(name, "") for name in FILTERS},
        "rows": page.rows,
        "asked": asked.urlencode(),
        "following": _following(asked, page),
        "is_later": wanted.after is not None,
        "is_filtered": any(asked.values()),
        "makers": makers,
        "named": makers | finding.names([*(row.maker for row in page.rows), wanted.maker]),
        "types": {kind: title for kind, (title, _) in sorted(wording.TYPES.items())},
        "shelves": overview.titles(),
        "most": MOST_EXPORTED,
        "words": words,
    }
    return render(request, "sharing/search.html", known)


@audience(Audience.MEMBER)
@require_GET
def export(request: Request) -> HttpResponse:
    """Send what is looked for as a table, up to a thousand rows."""
    page = finding.found(searching.wanted(request.GET), MOST_EXPORTED)
    named = finding.names([row.maker for row in page.rows])
    rows = [HEADER, *(_cells(row, named) for row in page.rows)]
    return HttpResponse(
        cells.csv_bytes(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="shared.csv"'},
    )


def _asked(request: Request) -> Any:
    asked = request.GET.copy()
    for name in list(asked):
        if name not in FILTERS or not asked[name]:
            del asked[name]
    return asked


def _following(asked: Any, page: finding.Found) -> str:
    if page.after is None:
        return ""
    following = asked.copy()
    following["after"] = searching.written(page.after)
    return str(following.urlencode())


def _cells(row: finding.Row, named: dict[str, str]) -> tuple[str, ...]:
    valid = (telling.moment(row.content, name) for name in ("valid_from", "valid_until"))
    return (
        wording.title(row.type),
        row.name,
        " ".join(value for _, value in telling.looked_for(row.content)),
        row.tlp.label,
        named.get(row.maker, row.maker),
        row.collection_title,
        timezone.localtime(row.added_at).isoformat(timespec="seconds"),
        *(each.isoformat() if each else "" for each in valid),
        "Yes" if row.is_revoked else "No",
        row.ref,
    )
