"""Says what became of what was sent: the receipt for good, the TAXII status for a day."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from wardmote.formats.stix.envelope import Failure
from wardmote.formats.taxii import resources, times
from wardmote.rules.people.actors import Actor
from wardmote.server.sharing import models, queries
from wardmote.server.sharing.queries.submission import STATUS_LASTS


def record(
    *,
    actor: Actor,
    place: queries.Place,
    sender: UUID,
    done: Sequence[tuple[str, str | datetime]],
    failures: Sequence[Failure],
    now: datetime,
) -> bytes:
    """Keep a receipt, and give the status resource. Cost: 1 query."""
    key = uuid.uuid4()
    resource = resources.status(
        str(key),
        now,
        [resources.StatusDetail(id=ref, version=_version(version)) for ref, version in done],
        [
            resources.StatusDetail(
                id=one.id or f"object number {one.index + 1}",
                version=one.version or times.written(now),
                message=one.reason,
            )
            for one in failures
        ],
    )
    status = resources.written(resource)
    models.Submission.objects.create(
        id=key,
        collection_id=place.key,
        organisation_id=sender,
        person_id=actor.known,
        at=now,
        objects_count=resource.total_count,
        failures_count=resource.failure_count,
        status=status.decode(),
    )
    return status


def forget(*, now: datetime) -> int:
    """Take away the statuses that are a day old, and say how many. Cost: 1 query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wm_sharing_forget(%s)", [now - STATUS_LASTS])
        return int(cursor.fetchone()[0])


def _version(version: str | datetime) -> str:
    return version if isinstance(version, str) else times.written(version)
