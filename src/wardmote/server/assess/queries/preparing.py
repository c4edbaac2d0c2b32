"""Reads who does what by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wardmote.rules.assess.preparing import Activity, Duty
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import TITLES, Role, named
from wardmote.rules.refusal import Missing
from wardmote.server.assess import models, permissions
from wardmote.server.people.queries import taking_part as people

NEEDED = (Role.CAF_LEAD, Role.APPROVER, Role.QUALITY_ASSURER)
Duties = Mapping[tuple[Activity, UUID], Duty]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person who takes part: their roles at the council, none where they left it."""

    key: UUID
    name: str
    roles: tuple[Role, ...]

    @property
    def titles(self) -> str:
        """Name the roles in reading order."""
        return named(self.roles) or "No longer at the council"


@dataclass(frozen=True, slots=True)
class Plan:
    """Who does what, and by when.

    Shape: `colleagues` are by name: those at the council, and those who still have a duty.
    """

    colleagues: tuple[Colleague, ...]
    duties: Duties
    dates: Mapping[Activity, date]
    assurers: tuple[Colleague, ...]
    """Those from outside who may read this assessment."""

    @property
    def absent(self) -> tuple[str, ...]:
        """Name the roles that an assessment needs and that nobody at the council holds."""
        held = {role for one in self.colleagues for role in one.roles}
        return tuple(TITLES[role] for role in NEEDED if role not in held)


def plan(actor: Actor, of: models.Assessment) -> Plan:
    """Read the plan of an assessment. Cost: 4 queries.

    Raises: Missing.
    """
    permissions.check_may_read(actor, of)
    rows = list(models.Responsibility.objects.filter(assessment=of).select_related("person"))
    known = {row.person_id: (row.person.name, ()) for row in rows} | people.roles_at(
        actor, of.organisation_id
    )
    colleagues = [Colleague(key, name, roles) for key, (name, roles) in known.items()]
    return Plan(
        colleagues=tuple(sorted(colleagues, key=lambda one: (one.name.casefold(), one.key))),
        duties=duties(rows),
        dates=dates(of),
        assurers=tuple(
            Colleague(one.pk, one.name, (Role.INDEPENDENT_ASSURER,))
            for one in people.assigned(actor, of.pk)
        ),
    )


def assurer(actor: Actor, of: models.Assessment, person: UUID) -> str:
    """Name an assurer to whom an assessment is assigned. Cost: 1 query.

    Raises: Missing.
    """
    for one in people.assigned(actor, of.pk):
        if one.pk == person:
            return one.name
    raise Missing("There is no such assurer of this assessment.")


def duties(rows: list[models.Responsibility]) -> Duties:
    """Lay out duties by activity and person."""
    return {(Activity(row.activity), row.person_id): Duty(row.duty) for row in rows}


def dates(of: models.Assessment) -> Mapping[Activity, date]:
    """Lay out the dates by activity. Cost: 1 query."""
    rows = models.Milestone.objects.filter(assessment=of).values_list("activity", "due_on")
    return {Activity(activity): due_on for activity, due_on in rows}
