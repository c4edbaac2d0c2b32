"""Writes down what was done to an assessment or to one of its answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wardmote.rules.people.actors import Actor
from wardmote.server.assess import models
from wardmote.server.audit import actions as audit


def of_assessment(
    actor: Actor, of: models.Assessment, verb: str, now: datetime, change: Mapping[str, Any]
) -> None:
    """Keep that the actor did `verb` to an assessment. Cost: 1 query."""
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="assessment",
        subject=of.pk,
        organisation=of.organisation_id,
        change=change,
    )


def of_answer(
    actor: Actor, row: models.Answer, verb: str, now: datetime, change: Mapping[str, Any]
) -> None:
    """Keep that the actor did `verb` to an answer. Cost: 1 query."""
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="answer",
        subject=row.pk,
        organisation=row.organisation_id,
        change={"outcome": row.outcome, "part": row.part.number, **change},
    )
