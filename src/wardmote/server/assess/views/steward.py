"""The steward's side: the list of assessments, and one that was shared."""

import re
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from wardmote.rules.assess import life, texts
from wardmote.rules.assess.life import AssessmentState
from wardmote.rules.register import values
from wardmote.server.assess.actions import looking
from wardmote.server.assess.queries import results as whole
from wardmote.server.assess.queries import steward as queries
from wardmote.server.assess.views import results
from wardmote.server.frameworks import queries as frameworks
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.STEWARD)
@require_GET
def listed(request: Request) -> HttpResponse:
    """List the sector's assessments: how far each is, never what it says."""
    wanted = _wanted(request)
    page = queries.assessments(request.actor, wanted)
    following = request.GET.copy()
    if page.after:
        following["after"] = f"{page.after[0].isoformat()}_{page.after[1]}"
    known = {
        "rows": page.rows,
        "following": following.urlencode() if page.after else "",
        "is_first": wanted.after is None,
        "wanted": wanted,
        "is_filtered": any(
            (wanted.text, wanted.state, wanted.region, wanted.kind, wanted.framework)
        ),
        "states": life.TITLES,
        "shared": AssessmentState.SHARED,
        "regions": values.REGION_TITLES,
        "kinds": values.KIND_TITLES,
        "frameworks": _frameworks(),
        "today": timezone.localdate(),
    }
    return render(request, "assess/steward_list.html", known)


@audience(Audience.STEWARD)
@require_GET
def shared_results(request: Request, key: UUID) -> HttpResponse:
    """Show the results of a shared assessment; the council sees that they were read."""
    reader = looking.open_shared(
        actor=request.actor, assessment=key, what="results", now=timezone.now()
    )
    found = whole.whole(reader, key, today=timezone.localdate(), with_evidence=False)
    place = reverse("shared_print", args=[key])
    known = results.page(request, found, lambda part, code: f"{place}#{part}-{code}")
    copies = [(place, "The whole assessment, made for paper")]
    known |= {"copies": copies, "overview": reverse("steward_list"), "is_steward": True}
    return render(request, "assess/results.html", known)


@audience(Audience.STEWARD)
@require_GET
def shared_print(request: Request, key: UUID) -> HttpResponse:
    """Show a whole shared assessment; the council sees that it was read."""
    reader = looking.open_shared(
        actor=request.actor, assessment=key, what="the whole", now=timezone.now()
    )
    found = whole.whole(reader, key, today=timezone.localdate())
    known = results.whole_page(found) | {"overview": reverse("shared_results", args=[key])}
    return render(request, "assess/print.html", known)


def _wanted(request: Request) -> queries.Wanted:
    """Read what is asked for; what makes no sense is left out."""
    asked = request.GET
    state, region, kind = (asked.get(name, "") for name in ("state", "region", "kind"))
    framework = asked.get("framework", "")
    return queries.Wanted(
        text=texts.line(asked.get("q", ""))[:100],
        state=state if state in set(AssessmentState) else "",
        region=region if region in set(values.Region) else "",
        kind=kind if kind in set(values.Kind) else "",
        framework=framework if framework in _frameworks() else "",
        after=_after(asked.get("after", "")),
    )


def _after(asked: str) -> tuple[date, UUID] | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9a-f-]{36}", asked):
        return None
    on, _, key = asked.partition("_")
    try:
        return date.fromisoformat(on), UUID(key)
    except ValueError:
        return None


def _frameworks() -> dict[str, str]:
    return {one.ref: one.name for one in frameworks.frameworks()}
