"""Reads the scope of an assessment."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from wardmote.rules.assess import scope
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models, permissions
from wardmote.server.audit import queries as audit

NO_SERVICE = "There is no such service in this scope. Someone may have removed it."
NO_SYSTEM = "There is no such system in this scope. Someone may have removed it."


@dataclass(frozen=True)
class Whole:
    """A scope with all that is in it.

    Shape: `supports` maps a system's id to the ids of the services it supports; `sign_offs` go
    from the newest to the oldest.
    """

    context: models.Scope
    services: tuple[models.Service, ...]
    systems: tuple[models.System, ...]
    supports: dict[UUID, frozenset[UUID]]
    sign_offs: tuple[models.ScopeSignOff, ...]

    @cached_property
    def scoped(self) -> scope.Scoped:
        """Give what the rules look at."""
        return scope.Scoped(
            context=scope.Context(
                **{name: getattr(self.context, name) for name in scope.CONTEXT_TITLES}
            ),
            services={one.pk: described_service(one) for one in self.services},
            systems={
                one.pk: described_system(one, self.supports.get(one.pk, frozenset()))
                for one in self.systems
            },
            prioritised={one.pk: one.priority_reason for one in self.systems if one.is_prioritised},
        )

    @property
    def signed_off(self) -> models.ScopeSignOff | None:
        """Give the sign-off that stands, if one does."""
        newest = self.sign_offs[0] if self.sign_offs else None
        return newest if newest and newest.cleared_at is None else None

    @property
    def cleared(self) -> models.ScopeSignOff | None:
        """Give the newest sign-off where it was cleared and none has taken its place."""
        newest = self.sign_offs[0] if self.sign_offs else None
        return newest if newest and newest.cleared_at is not None else None

    @property
    def prioritised(self) -> tuple[models.System, ...]:
        """Give the prioritised systems."""
        return tuple(one for one in self.systems if one.is_prioritised)

    @cached_property
    def fingerprint(self) -> str:
        """Name the scope as it stands: another text gives another fingerprint."""
        whole = self.scoped
        said = (
            whole.context,
            sorted(whole.services.items()),
            [
                (key, replace(one, services=frozenset()), sorted(one.services))
                for key, one in sorted(whole.systems.items())
            ],
            sorted(whole.prioritised.items()),
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()


def scope_of(actor: Actor, of: models.Assessment) -> Whole:
    """Read the whole scope. Cost: 5 queries.

    Raises: Missing.
    """
    permissions.check_may_read(actor, of)
    supports: dict[UUID, set[UUID]] = {}
    pairs = models.Support.objects.filter(assessment=of).values_list("system_id", "service_id")
    for system, service in pairs:
        supports.setdefault(system, set()).add(service)
    sign_offs = models.ScopeSignOff.objects.filter(assessment=of)
    return Whole(
        context=models.Scope.objects.get(assessment=of),
        services=tuple(models.Service.objects.filter(assessment=of).order_by("name", "pk")),
        systems=tuple(models.System.objects.filter(assessment=of).order_by("name", "pk")),
        supports={key: frozenset(value) for key, value in supports.items()},
        sign_offs=tuple(
            sign_offs.select_related("signed_by", "cleared_by").order_by("-signed_at", "-pk")
        ),
    )


def find_service(whole: Whole, key: UUID) -> models.Service:
    """Find one service of a scope.

    Raises: Missing.
    """
    for one in whole.services:
        if one.pk == key:
            return one
    raise Missing(NO_SERVICE)


def find_system(whole: Whole, key: UUID) -> models.System:
    """Find one system of a scope.

    Raises: Missing.
    """
    for one in whole.systems:
        if one.pk == key:
            return one
    raise Missing(NO_SYSTEM)


def described_service(row: models.Service) -> scope.Service:
    """Give a service as the rules see it."""
    return scope.Service(
        name=row.name, description=row.description, owner=row.owner, in_scope=row.in_scope
    )


def described_system(row: models.System, services: frozenset[UUID]) -> scope.System:
    """Give a system as the rules see it."""
    return scope.System(
        name=row.name,
        kind=row.kind,
        supplier=row.supplier,
        description=row.description,
        criticality=row.criticality,
        criteria=tuple(row.criteria),
        rationale=row.rationale,
        services=services,
    )


def changed_last_by(actor: Actor, subject: UUID) -> str:
    """Name who changed something last; empty where nobody did. Cost: 1 query."""
    events = audit.of_subject(actor, subject, limit=1)
    return events[0].person_name if events else ""
