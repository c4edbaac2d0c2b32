"""The steward decides what waits, and grades; a member reports what finds the harmless."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Forbidden, Invalid, Missing
from wardmote.rules.sharing import grading
from wardmote.server.audit import actions as audit
from wardmote.server.people import enter
from wardmote.server.sharing import models, permissions
from wardmote.server.sharing.actions import indexing, receiving
from wardmote.server.sharing.actions.reviewing import REFUSED
from wardmote.server.shell import keys

SETTLED = "settled"
LONGEST_REASON = 500
"""Units: characters."""


@transaction.atomic
def release(*, actor: Actor, key: UUID, now: datetime) -> None:
    """Let in what is held, as sent by whoever sent it.

    Raises: Missing for anyone but the steward; Conflict where it is decided.
    """
    found = _waiting(actor, key, is_held=True)
    receiving.lock()
    _let_in(key, now)
    _record(actor, found, "released an object", now)


@transaction.atomic
def refuse(*, actor: Actor, key: UUID, reason: str, now: datetime) -> None:
    """Refuse what is held; its sender reads why.

    Raises: Missing for anyone but the steward; Conflict where it is decided; Invalid.
    """
    found = _waiting(actor, key, is_held=True)
    _decide(found, REFUSED, now, _reason(reason))
    _record(actor, found, "refused an object", now, reason=found.reason)


@transaction.atomic
def embargo(*, actor: Actor, key: UUID, until: datetime, now: datetime) -> None:
    """Let in what is held at a later time, without a further decision.

    Raises: Missing for anyone but the steward; Conflict where it is decided; Invalid.
    """
    found = _waiting(actor, key, is_held=True)
    if until <= now:
        raise Invalid("Choose a time that is still to come.", field="until")
    found.embargo_until = until
    found.save(update_fields=["embargo_until"])
    _record(actor, found, "held an object until a time", now, until=until.isoformat())


@transaction.atomic
def settle(*, actor: Actor, key: UUID, now: datetime) -> None:
    """Leave what is flagged as it is.

    Raises: Missing for anyone but the steward; Conflict where it is decided.
    """
    found = _waiting(actor, key, is_held=False)
    _decide(found, SETTLED, now, "")
    _record(actor, found, "left an object as it is", now)


def let_in_due(*, now: datetime) -> int:
    """Let in what was held until now, and say how much. For the hub's own job."""
    with transaction.atomic():
        enter.enter(None)
        receiving.lock()
        with connection.cursor() as cursor:
            cursor.execute("SELECT wm_sharing_due(%s)", [now])
            due = cursor.fetchone()[0]
        for key in due:
            _let_in(key, now)
    return len(due)


@transaction.atomic
def grade(*, actor: Actor, ref: str, grade: str, now: datetime) -> None:
    """Grade an object that the steward may read.

    Raises: Missing for anyone but the steward; Invalid.
    """
    permissions.check_may_steer(actor)
    found = models.Object.objects.filter(stix_id=ref).order_by("date_added").first()
    if found is None:
        raise Missing(permissions.ABSENT)
    written = str(grading.read(grade))
    models.Grading.objects.update_or_create(
        stix_id=ref, defaults={"grade": written, "at": now, "is_new": True}
    )
    change = {"object": ref, "grade": written}
    _say(actor, found.collection_id, "graded an object", now, change)


@transaction.atomic
def dispute(*, actor: Actor, ref: str, reason: str, now: datetime) -> None:
    """Say for one's organisation that an indicator finds what is harmless.

    The steward sees who says so; others read a figure, once enough say it.
    Raises: Missing, Forbidden, Invalid; Conflict where the organisation has said so.
    """
    found = (
        models.Object.objects.filter(stix_id=ref, type="indicator").order_by("date_added").first()
    )
    if found is None:
        raise Missing(permissions.ABSENT)
    senders = sorted(permissions.senders(actor))
    if not senders:
        raise Forbidden("Your role reads and changes nothing. Ask somebody who may.")
    _, is_new = models.Dispute.objects.get_or_create(
        organisation_id=senders[0],
        collection_id=found.collection_id,
        target=ref,
        defaults={"reason": _reason(reason), "at": now},
    )
    if not is_new:
        raise Conflict("Your organisation has said so already. The steward looks at it.")
    change = {"object": ref}
    _say(actor, found.collection_id, "reported a false hit", now, change, senders[0])


@transaction.atomic
def settle_disputes(*, actor: Actor, ref: str, now: datetime) -> int:
    """Set aside what was said against an indicator, and say how many said it.

    Raises: Missing for anyone but the steward, or where nothing was said.
    """
    permissions.check_may_steer(actor)
    waiting = list(models.Dispute.objects.filter(target=ref, settled_at=None))
    if not waiting:
        raise Missing(permissions.ABSENT)
    models.Dispute.objects.filter(pk__in=[each.pk for each in waiting]).update(
        settled_at=now, is_new=True
    )
    place = waiting[0].collection_id
    _say(actor, place, "set aside reports of false hits", now, {"object": ref})
    return len(waiting)


def _waiting(actor: Actor, key: UUID, *, is_held: bool) -> models.Review:
    permissions.check_may_steer(actor)
    found = models.Review.objects.select_for_update().filter(pk=key, is_held=is_held).first()
    if found is None:
        raise Missing(permissions.ABSENT)
    if found.decision:
        raise Conflict("This is decided already.")
    return found


def _decide(found: models.Review, decision: str, now: datetime, reason: str) -> None:
    found.decision, found.decided_at, found.reason = decision, now, reason
    found.save(update_fields=["decision", "decided_at", "reason"])


def _let_in(key: UUID, now: datetime) -> None:
    row = keys.new()
    with connection.cursor() as cursor:
        cursor.execute("SELECT wm_sharing_let_in(%s, %s, %s)", [key, row, now])
        body = cursor.fetchone()[0]
    indexing.note([row], [orjson.loads(body)])


def _reason(text: str) -> str:
    clean = " ".join(text.split())
    if not clean or len(clean) > LONGEST_REASON:
        raise Invalid(f"Say why, in {LONGEST_REASON} characters or fewer.", field="reason")
    return clean


def _record(actor: Actor, found: models.Review, verb: str, now: datetime, **change: Any) -> None:
    _say(actor, found.collection_id, verb, now, {"object": found.stix_id} | change)


def _say(
    actor: Actor,
    place: UUID,
    verb: str,
    now: datetime,
    change: dict[str, Any],
    organisation: UUID | None = None,
) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="collection",
        subject=place,
        organisation=organisation or permissions.stewardship(actor),
        change=change,
    )
