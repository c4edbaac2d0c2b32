"""Endpoints of the register. Anyone may read it."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema

from wardmote.formats.register import records
from wardmote.rules.register.search import LONGEST_QUERY
from wardmote.rules.register.values import Kind, Region, Tier
from wardmote.server.register import queries
from wardmote.server.shell.audience import Audience
from wardmote.server.shell.endpoints import endpoint

router = Router(tags=["organisations"])


class Listed(Schema):
    """An organisation as a list shows it."""

    code: str
    name: str
    short_name: str
    gss_code: str
    kind: Kind
    tier: Tier
    region: Region | None
    population: int | None
    ends_on: date | None


class Organisation(Listed):
    """An organisation with all that the register knows. Successors and `part_of` are codes."""

    latitude: float | None
    longitude: float | None
    hexagon_q: int | None
    hexagon_r: int | None
    website: str
    starts_on: date | None
    part_of: list[str]
    predecessors: list[str]
    successors: list[str]
    wikidata: str
    source: str
    is_invented: bool


class Organisations(Schema):
    """A page of organisations; send `after` to get the next, which is empty on the last."""

    items: list[Listed]
    total: int
    is_more_than_total: bool
    after: str


class Finding(Schema):
    """What to list."""

    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = ""
    kind: Kind | None = None
    region: Region | None = None
    state: Literal["current", "ended", "all"] = "current"
    after: Annotated[str, Query(max_length=20)] = ""


@endpoint(router, "GET", "/organisations", Audience.ANYONE, Organisations)
def list_organisations(request: HttpRequest, finding: Query[Finding]) -> dict[str, Any]:
    """List organisations by name, or find the best matches for a name, code or place."""
    wanted = queries.Wanted(
        text=finding.q,
        kind=str(finding.kind or ""),
        region=str(finding.region or ""),
        state="" if finding.state == "all" else finding.state,
    )
    found = queries.listed(wanted, today=timezone.localdate(), after=finding.after)
    return {
        "items": [_listed(row) for row in found.rows],
        "total": found.total,
        "is_more_than_total": found.is_more,
        "after": found.after,
    }


@endpoint(router, "GET", "/organisations/{code}", Audience.ANYONE, Organisation)
def get_organisation(
    request: HttpRequest, code: Annotated[str, Path(max_length=20)]
) -> dict[str, Any]:
    """Get one organisation by its code."""
    row = queries.organisation(code)
    around = queries.around(row)
    value = queries.value_of(row, tuple(each.code for each in around.successors))
    predecessors = [each.code for each in around.predecessors]
    return {
        **records.organisation(value),
        "predecessors": predecessors,
        "is_invented": row.is_invented,
    }


def _listed(row: Any) -> dict[str, Any]:
    return records.organisation(queries.value_of(row))
