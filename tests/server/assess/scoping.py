"""Lays out a scope for tests: what a council would have written."""

from uuid import UUID

from tests.conftest import NOW, TODAY, Cast
from wardmote.rules.assess import scope
from wardmote.rules.people.actors import Actor
from wardmote.server.assess import models
from wardmote.server.assess.actions import (
    cycles,
    prioritising,
    scoping,
    signing,
    systems,
)
from wardmote.server.assess.queries import scope as reading

CONTEXT = scope.Context("Serve", "Build", "Benefits first", "Ransomware", "Low")


def begin(cast: Cast, who: str = "alice", council: str = "alderby") -> models.Assessment:
    return cycles.start_cycle(
        actor=cast.enter(who),
        organisation=getattr(cast, council).pk,
        framework="caf-4.0",
        profile="",
        title="CAF 2026",
        starts_on=TODAY,
        due_on=None,
        now=NOW,
    )


def add_service(actor: Actor, of: models.Assessment, name: str = "Housing") -> models.Service:
    described = scope.Service(name, "Homes for people", "Director of housing")
    return scoping.add_service(actor=actor, assessment=of.pk, service=described, now=NOW)


def system(
    name: str, *services: models.Service, criticality: str = "mission_critical"
) -> scope.System:
    return scope.System(
        name=name,
        kind="Finance",
        supplier="Brackenfold Ltd",
        criticality=criticality,
        criteria=("statutory",),
        rationale="Nobody is paid without it.",
        services=frozenset(one.pk for one in services),
    )


def add_system(
    actor: Actor, of: models.Assessment, name: str, *services: models.Service
) -> models.System:
    described = system(name, *services)
    return systems.add_system(actor=actor, assessment=of.pk, system=described, now=NOW)


def prioritise(actor: Actor, of: models.Assessment, key: UUID, reason: str = "All need it") -> None:
    prioritising.prioritise(actor=actor, assessment=of.pk, key=key, reason=reason, was="", now=NOW)


def complete(actor: Actor, of: models.Assessment) -> tuple[models.Service, models.System]:
    """Fill a scope so that it can be signed off."""
    scoping.save_context(actor=actor, assessment=of.pk, context=CONTEXT, version=0, now=NOW)
    service = add_service(actor, of)
    row = add_system(actor, of, "Ledger", service)
    prioritise(actor, of, row.pk)
    return service, row


def sign(actor: Actor, of: models.Assessment) -> None:
    seen = reading.scope_of(actor, of).fingerprint
    signing.sign_off(actor=actor, assessment=of.pk, seen=seen, now=NOW)
