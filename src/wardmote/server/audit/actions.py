"""Writes an event as part of the change it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from wardmote.rules.people.actors import Actor
from wardmote.server.audit import models


def record(
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    subject_kind: str,
    subject: UUID,
    organisation: UUID | None = None,
    change: Mapping[str, Any] | None = None,
) -> None:
    """Keep that the actor did `verb` to a subject. Call it in the transaction of the change.

    Shape: `change` maps a field to [before, after], or to a detail; never a secret.
    """
    models.Event.objects.create(
        at=now,
        person_id=actor.person,
        person_name=actor.name,
        organisation_id=organisation,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=subject,
        change=dict(change or {}),
    )
