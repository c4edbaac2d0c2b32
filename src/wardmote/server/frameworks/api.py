"""Endpoints of the frameworks. Anyone may read them."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema

from wardmote.rules.frameworks.structure import LONGEST_REF
from wardmote.rules.frameworks.values import Change, Crosswalk, Framework, Part, Profile
from wardmote.server.frameworks import queries
from wardmote.server.shell.audience import Audience
from wardmote.server.shell.endpoints import answer, endpoint

router = Router(tags=["frameworks"])
Ref = Annotated[str, Path(max_length=LONGEST_REF)]


class ProfileListed(Schema):
    """A profile without its targets; one that is not official is never to be shown as if it was."""

    ref: str
    title: str
    official: bool


class FrameworkListed(Schema):
    """A framework without its outcomes."""

    ref: str
    title: str
    version: str
    publisher: str
    published_on: str
    wording: str
    outcome_count: int
    statement_count: int
    profiles: list[ProfileListed]


class LevelShown(Schema):
    """One column, from the lowest."""

    code: str
    title: str


class StatementShown(Schema):
    """One statement, and its position in each column in which it stands."""

    code: str
    text: str
    stands: dict[str, int]


class OutcomeShown(Schema):
    """One outcome with its statements."""

    code: str
    title: str
    summary: str
    statements: list[StatementShown]


class PrincipleShown(Schema):
    """One principle with its outcomes."""

    code: str
    title: str
    summary: str
    outcomes: list[OutcomeShown]


class ObjectiveShown(Schema):
    """One objective, and the part of an assessment that answers it."""

    code: str
    title: str
    summary: str
    part: Part
    principles: list[PrincipleShown]


class FrameworkShown(FrameworkListed):
    """A whole framework."""

    source: str
    levels: list[LevelShown]
    objectives: list[ObjectiveShown]


class ProfileShown(Schema):
    """The level that each outcome must reach; null where the profile does not apply."""

    ref: str
    code: str
    framework: str
    title: str
    source: str
    published_on: str
    official: bool
    targets: dict[str, str | None]


class CrossingShown(Schema):
    """What became of one outcome."""

    before: str
    after: str
    change: Change
    note: str


class CrosswalkShown(Schema):
    """How one version maps to another; `statements` maps those that are word for word the same."""

    before: str
    after: str
    source: str
    crossings: list[CrossingShown]
    statements: dict[str, str]


@endpoint(router, "GET", "/frameworks", Audience.ANYONE, list[FrameworkListed])
def list_frameworks(request: HttpRequest) -> list[dict[str, Any]]:
    """List the frameworks."""
    known = queries.frameworks()
    profiles = queries.profiles(*(each.ref for each in known))
    return [_listed(each, profiles) for each in known]


@endpoint(router, "GET", "/frameworks/{ref}", Audience.ANYONE, FrameworkShown)
def get_framework(request: HttpRequest, ref: Ref) -> HttpResponse:
    """Get a framework with all its statements."""
    return answer(_whole(queries.framework(ref)))


@endpoint(router, "GET", "/frameworks/{ref}/profiles", Audience.ANYONE, list[ProfileShown])
def list_profiles(request: HttpRequest, ref: Ref) -> list[dict[str, Any]]:
    """List the profiles of a framework, official ones first."""
    return [_profile(each) for each in queries.profiles(queries.framework(ref).ref)]


@endpoint(router, "GET", "/frameworks/{before}/to/{after}", Audience.ANYONE, CrosswalkShown)
def get_crosswalk(request: HttpRequest, before: Ref, after: Ref) -> HttpResponse:
    """Get what became of each outcome from one version to the next."""
    return answer(_crosswalk(queries.crosswalk(before, after)))


def _listed(it: Framework, profiles: list[Profile]) -> dict[str, Any]:
    return {
        "ref": it.ref,
        "title": it.title,
        "version": it.version,
        "publisher": it.publisher,
        "published_on": it.published_on,
        "wording": it.wording,
        "outcome_count": len(it.outcomes),
        "statement_count": it.statement_count,
        "profiles": [each for each in profiles if each.framework == it.ref],
    }


def _whole(it: Framework) -> dict[str, Any]:
    return {
        **_listed(it, queries.profiles(it.ref)),
        "source": it.source,
        "levels": [{"code": level.code, "title": level.title} for level in it.levels],
        "objectives": it.objectives,
    }


def _profile(it: Profile) -> dict[str, Any]:
    return {"ref": it.ref, **{name: getattr(it, name) for name in Profile.__dataclass_fields__}}


def _crosswalk(it: Crosswalk) -> dict[str, Any]:
    return {name: getattr(it, name) for name in Crosswalk.__dataclass_fields__}
