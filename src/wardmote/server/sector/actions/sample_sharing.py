"""Lets the invented sector share invented attacks, through the same doors as real ones."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from wardmote.engines.sample import sharing
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.people import enter
from wardmote.server.register import queries as register
from wardmote.server.sector.actions import sample_reports
from wardmote.server.sharing import actions, queries

STEWARD = "XS1"


def share(first_people: Mapping[str, UUID], now: datetime) -> int:
    """Open circles and collections as the steward, then send as each council.

    Shape: `first_people` gives a person of each organisation, by its code. Gives the number of
    objects. Must run within a transaction, and leaves nobody entered.
    Cost: about 900 objects in two seconds.
    """
    steward = first_people[STEWARD]
    told = sharing.places()
    named = {*(code for each in told["circles"] for code in each["members"]), STEWARD, "XA1"}
    named |= {code for each in told["collections"] for code in each["writers"]}
    keys = {code: register.organisation(code).pk for code in sorted(named)}
    _open(steward, told, keys, now)
    for circle in told["circles"]:
        for code in circle["shown"]:
            _show(first_people[code], circle["name"], keys[code], now)
    own = {}
    for code in sorted(keys.keys() - {"XA1"}):
        enter.enter(first_people[code])
        own[code] = actions.identity(keys[code], now=now)
    count, targets = 0, []  # type: int, list[str]
    for sending in sharing.sendings({code: each["id"] for code, each in own.items()}, now):
        count += _send(first_people[sending.by], own[sending.by], sending, keys, now)
        if sending.collection == "sector":
            targets += [each["id"] for each in sending.objects if each["type"] == "indicator"]
    named_as = {code: each["id"] for code, each in own.items()}
    sample_reports.report(first_people, named_as, targets, now)
    enter.enter(None)
    return count


def _open(steward: UUID, told: Mapping[str, Any], keys: Mapping[str, UUID], now: datetime) -> None:
    actor = enter.enter(steward)
    by: dict[str, Any] = {"actor": actor, "now": now}
    for root in told["roots"]:
        actions.create_root(**root, **by)
    circles = {}
    for each in told["circles"]:
        made = actions.create_circle(name=each["name"], description=each["description"], **by)
        circles[each["name"]] = made.pk
        for code in each["members"]:
            actions.join(circle=made.pk, organisation=keys[code], **by)
    for each in told["collections"]:
        made_collection = actions.create_collection(
            root=each["root"],
            title=each["title"],
            description=each["description"],
            alias=each["alias"],
            circle=circles.get(each["circle"]),
            is_open=each["is_open"],
            ceiling=Tlp(each["ceiling"]),
            default_marking=Tlp(min(each["ceiling"], Tlp.AMBER)),
            **by,
        )
        for code in (*each["writers"], *each["partners"]):
            actions.grant(
                collection=made_collection.pk,
                organisation=keys[code],
                can_read=True,
                can_write=code in each["writers"],
                is_member=code in each["writers"],
                **by,
            )


def _show(person: UUID, circle: str, organisation: UUID, now: datetime) -> None:
    actor = enter.enter(person)
    (found,) = [each for each in queries.circles() if each.name == circle]
    actions.show(actor=actor, circle=found.pk, organisation=organisation, is_shown=True, now=now)


def _send(
    person: UUID,
    own: dict[str, Any],
    sending: sharing.Sending,
    keys: Mapping[str, UUID],
    now: datetime,
) -> int:
    actor = enter.enter(person)
    root = "partners" if sending.collection == "partners" else "sector"
    status = actions.receive(
        actor=actor,
        place=queries.collection(root, sending.collection),
        body=json.dumps({"objects": [own, *sending.objects]}).encode(),
        recipients=[keys[code] for code in sending.readers],
        now=now,
    )
    told = json.loads(status)
    if told["failure_count"]:
        raise Invalid(f"The sample cannot be shared: {told['failures'][0]}")
    return int(told["success_count"])
