"""Endpoints of sightings: a program says what its person would say on the page of an indicator."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict, model_validator

from wardmote.rules.refusal import Invalid, Missing
from wardmote.rules.sharing import quality
from wardmote.rules.sharing.saying import Word
from wardmote.server.sharing import permissions, queries
from wardmote.server.sharing.actions import saying
from wardmote.server.sharing.queries import finding, single
from wardmote.server.sharing.queries import saying as said
from wardmote.server.sharing.queries.saying import Said
from wardmote.server.shell.audience import Audience
from wardmote.server.shell.endpoints import endpoint
from wardmote.server.shell.requests import Request

router = Router(tags=["sightings"])
Short = Annotated[str, Field(max_length=500)]
"""Longer than any id or value that the hub keeps."""


class About(Schema):
    """Which indicator, by its id, or by a value: then all indicators that look for it."""

    indicator: Short = ""
    value: Short = ""


class Withdrawing(About):
    """What to take back. `organisation` is a code; needed by a person with several."""

    model_config = ConfigDict(extra="forbid")
    organisation: Short = ""


class Reporting(About):
    """What was seen, or looked for and not found.

    `count` is 1, and the times are now, unless you say otherwise. `named` lets others read whose
    word it is. `organisation` is a code; needed by a person with several. Nothing else is taken:
    it could carry what stands in a log.
    """

    model_config = ConfigDict(extra="forbid")
    seen: bool
    count: Annotated[int, Field(ge=1, le=quality.MOST_SEEN)] | None = None
    first_seen: AwareDatetime | None = None
    last_seen: AwareDatetime | None = None
    named: bool = False
    organisation: Short = ""

    @model_validator(mode="before")
    @classmethod
    def _holds_no_log(cls, given: Any) -> Any:
        """Say why a name is refused, rather than that it is not known."""
        if isinstance(given, dict):
            quality.check_names(given.keys() - cls.model_fields.keys())
        return given


class SightingShown(Schema):
    """What your organisation says of an indicator. `count` is 0 where it was not found."""

    id: str
    indicator: str
    organisation_code: str
    count: int
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    named: bool
    said_at: AwareDatetime
    withdrawn: bool


@endpoint(router, "GET", "/sightings", Audience.MEMBER, list[SightingShown])
def list_sightings(request: Request, about: Query[About]) -> list[dict[str, Any]]:
    """List what your organisations said of an indicator, the newest first."""
    return [_shown(each) for ref in _refs(about) for each in said.said(ref)]


@endpoint(router, "POST", "/sightings", Audience.MEMBER, list[SightingShown])
def report_sighting(request: Request, sent: Reporting) -> list[dict[str, Any]]:
    """Say that you saw an indicator, or looked and did not find it; the newest word stands."""
    if sent.count is not None and not sent.seen:
        raise Invalid("Leave count out where it was not seen.", field="count")
    refs, now = _refs(sent), timezone.now()
    word = Word(
        (sent.count or 1) if sent.seen else 0,
        sent.first_seen or sent.last_seen or now,
        sent.last_seen or now,
        sent.named,
    )
    organisation = _organisation(request, refs, sent.organisation)
    kept = saying.report(
        actor=request.actor, refs=refs, organisation=organisation, word=word, now=now
    )
    return [_shown(each) for each in kept]


@endpoint(router, "POST", "/sightings/withdraw", Audience.MEMBER, list[SightingShown])
def withdraw_sighting(request: Request, sent: Withdrawing) -> list[dict[str, Any]]:
    """Take back what your organisation last said of an indicator."""
    refs = _refs(sent)
    gone = saying.withdraw(
        actor=request.actor,
        refs=refs,
        organisation=_organisation(request, refs, sent.organisation),
        now=timezone.now(),
    )
    return [_shown(each) for each in gone]


def _refs(about: About) -> list[str]:
    """Find which indicators are meant, among those that may be read."""
    if bool(about.indicator) == bool(about.value):
        raise Invalid("Give either the id of an indicator or a value.", field="indicator")
    if about.indicator:
        if single.versions(about.indicator)[0].type != "indicator":
            raise Invalid("This is not an indicator. Give the id of one.", field="indicator")
        return [about.indicator]
    found = finding.looking_for(about.value)
    if not found:
        raise Missing("No indicator that you may read looks for this. Share one first.")
    return found


def _organisation(request: Request, refs: list[str], code: str) -> UUID:
    """Choose for which organisation the person speaks."""
    senders = permissions.senders(request.actor)
    able = said.speakers(single.versions(refs[0]), senders)
    if not able:
        raise Missing(queries.ABSENT)
    wanted = [each for each in able if each[1].lower() == code.lower()] if code else able
    if len(wanted) == 1:
        return wanted[0][0]
    known = ", ".join(each[1] for each in able)
    raise Invalid(f"Say for which organisation: {known}.", field="organisation")


def _shown(it: Said) -> dict[str, Any]:
    return {
        "id": it.ref,
        "indicator": it.target,
        "organisation_code": it.organisation_code,
        "count": it.word.count,
        "first_seen": it.word.first_seen,
        "last_seen": it.word.last_seen,
        "named": it.word.is_named,
        "said_at": it.at,
        "withdrawn": it.is_withdrawn,
    }
