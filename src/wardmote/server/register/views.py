"""Pages of the register."""

import itertools
from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import condition, require_GET, require_http_methods
from markupsafe import Markup

from wardmote.formats.register import sheet
from wardmote.rules.register.values import KIND_TITLES, REGION_TITLES, TIER_TITLES
from wardmote.server.register import actions, forms, permissions, queries
from wardmote.server.shell import hexagons
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

LINES = 200
"""How many lines of an export leave together: each piece that leaves costs by itself."""
TITLES = {
    "kinds": {str(kind): title for kind, title in KIND_TITLES.items()},
    "regions": {str(region): title for region, title in REGION_TITLES.items()},
    "tiers": {str(tier): title for tier, title in TIER_TITLES.items()},
    "states": forms.STATES,
}


@require_GET
@audience(Audience.ANYONE)
def organisations(request: Request) -> HttpResponse:
    """List organisations, or what a search finds."""
    form = forms.Finding(request.GET)
    wanted = form.wanted()
    found = queries.listed(wanted, today=_today(), after=request.GET.get("after", ""))
    asked = {"q": wanted.text, "kind": wanted.kind, "region": wanted.region}
    asked = {**asked, "state": wanted.state or "all"}
    return render(
        request,
        "register/organisations.html",
        {
            **TITLES,
            "wanted": wanted,
            "is_too_long": "q" in form.errors,
            "found": found,
            "asked": urlencode({key: value for key, value in asked.items() if value}),
            "after": urlencode({"after": found.after}),
            "is_later": bool(request.GET.get("after")),
            "most": queries.MOST_COUNTED,
            "candidates": queries.CANDIDATES,
            "may_load": permissions.may_import(request.actor) and queries.is_empty(),
        },
    )


def _version(request: HttpRequest) -> str:
    """Name what an export would hold: it changes with the register and, as some end, each day."""
    said = f"{queries.changed_at()} {_today()} {forms.Finding(request.GET).wanted()}"
    return f'"{sha256(said.encode()).hexdigest()[:32]}"'


@require_GET
@audience(Audience.ANYONE)
@condition(etag_func=_version)
def export(request: Request) -> StreamingHttpResponse:
    """Give what the list shows, all pages of it, as the register's CSV file."""
    wanted = forms.Finding(request.GET).wanted()
    lines = sheet.lines(queries.exported(wanted, today=_today()))
    return StreamingHttpResponse(
        (text.encode() for text in itertools.chain(["\ufeff"], _joined(lines))),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="organisations.csv"',
            "Cache-Control": "no-cache",
        },
    )


@require_GET
@audience(Audience.ANYONE)
def organisation(request: Request, code: str) -> HttpResponse:
    """Show one organisation."""
    found = queries.organisation(code)
    today = _today()
    return render(
        request,
        "register/organisation.html",
        {
            **TITLES,
            "one": found,
            "around": queries.around(found),
            "has_ended": found.ends_on is not None and found.ends_on < today,
            "is_to_come": found.starts_on is not None and found.starts_on > today,
            "map": place(found.name, found.hexagon_q, found.hexagon_r),
        },
    )


@require_http_methods(["GET", "POST"])
@audience(Audience.STEWARD)
def load(request: Request) -> HttpResponse:
    """Offer the register of England, and load it."""
    actor = request.actor
    permissions.check_may_import(actor)
    if request.method == "POST":
        done = actions.load_england(actor=actor, now=timezone.now())
        messages.success(request, f"{len(done.added):,} organisations of England were added.")
        return redirect("organisations")
    return render(request, "register/load.html", {"size": len(sheet.england())})


def _joined(lines: Iterator[str]) -> Iterator[str]:
    while some := "".join(itertools.islice(lines, LINES)):
        yield some


def place(name: str, q: int | None, r: int | None) -> Markup | None:
    """Draw where a council lies in England; None where it has no place on the map."""
    if q is None or r is None:
        return None
    return hexagons.draw(
        [*_england(), hexagons.Cell(q, r, "chosen", label=name)],
        title=f"{name} on the map of England",
        description=f"Each hexagon is one council that serves a place. {name} is the dark one.",
    )


@cache
def _england() -> tuple[hexagons.Cell, ...]:
    """Give the hexagons of England as it ships, which are the backdrop of every map."""
    return tuple(
        hexagons.Cell(one.hexagon_q, one.hexagon_r)
        for one in sheet.england()
        if one.hexagon_q is not None and one.hexagon_r is not None
    )


def _today() -> date:
    return timezone.localdate()
