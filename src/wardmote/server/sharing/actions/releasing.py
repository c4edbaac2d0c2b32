"""Says of who saw what that which the rule allows, at a fixed hour, as objects of the hub's own."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wardmote.formats.stix import releases
from wardmote.formats.stix.sightings import stamp
from wardmote.rules.sharing import disclosure, figures
from wardmote.rules.sharing.disclosure import Release, Report, Share, Teams
from wardmote.rules.sharing.figures import Question
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.people import enter
from wardmote.server.sharing.actions import issuing, receiving

BATCH = 200
"""Targets that are looked at in one transaction."""


@dataclass(frozen=True, slots=True)
class Target:
    """What councils reported on, where the hub holds it, and how far that may go."""

    place: UUID
    ref: str
    root: UUID
    title: str
    tlp: Tlp
    floor: int
    population: int
    teams: Teams


def release(*, now: datetime, k: int | None = None) -> int:
    """Look at all new reports and issue what may be issued; say how many objects were issued.

    Shape: `k` is the fewest councils of which anything is said, from the settings if not given.
    Raises: Invalid, where k is below the fewest.
    Cost: 2 queries for each batch, and 3 for each object that is issued.
    """
    k = settings.SIGHTINGS_FROM if k is None else k
    disclosure.check_k(k)
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as far as STIX writes it
    issued = 0
    while found := _batch(at, k):
        issued += found[1]
    return issued


def end(*, now: datetime) -> int:
    """Forget who reported what has ended, and take the figures back; say of how much.

    What has ended was taken back by its maker, or its valid_until has passed.
    """
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    ended = 0
    while found := _end_some(at):
        ended += found
    return ended


@transaction.atomic
def _end_some(now: datetime) -> int:
    enter.enter(None)
    receiving.lock()
    over = json.loads(issuing.ask("SELECT wm_sharing_over(%s, %s)::text", BATCH, now))
    for each in over:
        for issued in each["issued"]:
            told = json.loads(issued["told"]) | {"revoked": True, "modified": stamp(now)}
            far = {"tlp": issued["tlp"], "floor": issued["floor"]}
            issuing.issue(UUID(each["place"]), told, now, about=each["target"], **far)
    places, refs = [each["place"] for each in over], [each["target"] for each in over]
    issuing.ask("SELECT wm_sharing_end(%s::uuid[], %s)", places, refs)
    return len(over)


@transaction.atomic
def _batch(now: datetime, k: int) -> tuple[int, int] | None:
    """Look at some targets; say how many there were and how many objects were issued."""
    enter.enter(None)
    receiving.lock()
    reported = json.loads(issuing.ask("SELECT wm_sharing_reported(%s, %s)::text", BATCH, now))
    if not reported:
        return None
    issued = sum(_look(each, now, k) for each in reported)
    places, refs = [each["place"] for each in reported], [each["target"] for each in reported]
    issuing.ask("SELECT wm_sharing_looked_at(%s::uuid[], %s)", places, refs)
    return len(reported), issued


def _look(it: Mapping[str, Any], now: datetime, k: int) -> int:
    """Ask the rule about one target, and issue what it says anew."""
    marking = it["marking"]
    if not it["is_held"] or marking["is_over"] or marking["tlp"] >= Tlp.RED:
        return 0  # it has ended, or so few know it that each would know who reported
    target = Target(
        *(UUID(it["place"]), it["target"], UUID(it["root"]), it["title"]),
        *(Tlp(marking["tlp"]), marking["floor"], it["population"], it["teams"]),
    )
    reports, disputes = _reports(it["reports"]), _reports(it["disputes"])
    return sum(
        _answer(target, question, figures.answering(question, reports, disputes), it, now, k)
        for question in Question
    )


def _answer(
    target: Target,
    question: Question,
    reports: Iterable[Report],
    it: Mapping[str, Any],
    now: datetime,
    k: int,
) -> int:
    kept = it["before"].get(question)
    before = _before(kept)
    after = disclosure.release(
        before, reports, k=k, population=target.population, teams=target.teams
    )
    if after is None or after == before:
        return 0
    kind = "opinion" if question is Question.WRONG else "sighting"
    ref = kept["ref"] if kept else f"{kind}--{uuid.uuid4()}"
    created = datetime.fromisoformat(kept["created"]) if kept else now
    _keep(target, question, ref, created, after)
    if before is not None and before.figures == after.figures:
        return 0
    maker = issuing.introduce(target.place, target.root, target.title)
    issue = releases.Issue(ref, maker, target.ref, created, now, target.tlp)
    told = releases.written(issue, question, after.figures)
    issuing.issue(target.place, told, now, about=target.ref, tlp=target.tlp, floor=target.floor)
    return 1


def _keep(target: Target, question: Question, ref: str, created: datetime, after: Release) -> None:
    basis = {
        each: [share.magnitude, share.first_week.isoformat(), share.last_week.isoformat()]
        for each, share in after.basis.items()
    }
    issuing.ask(
        "SELECT wm_sharing_keep_release(%s, %s, %s, %s, %s, %s::jsonb, %s::jsonb)",
        *(target.place, target.ref, str(question), ref, created),
        *(json.dumps(releases.flat(after.figures)), json.dumps(basis)),
    )


def _before(kept: Mapping[str, Any] | None) -> Release | None:
    if kept is None:
        return None
    basis = {
        each: Share(magnitude, date.fromisoformat(first), date.fromisoformat(last))
        for each, (magnitude, first, last) in kept["basis"].items()
    }
    return Release(releases.figures(kept["figures"]), basis)


def _reports(rows: Iterable[Mapping[str, Any]]) -> list[Report]:
    return [
        Report(
            row["by"],
            row["count"],
            datetime.fromisoformat(row["first"]),
            datetime.fromisoformat(row["last"]),
            row["named"],
        )
        for row in rows
    ]
