"""What is assessed: essential services, and the critical systems that support them.

Source: CAF for local government, scoping: criticality of a system with its criteria and
rationale; three systems are prioritised with a rationale that an assurer can follow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Criticality(StrEnum):
    """How much depends on a system."""

    MISSION_CRITICAL = "mission_critical"
    BUSINESS_CRITICAL = "business_critical"
    BUSINESS_SUPPORTING = "business_supporting"
    NON_CRITICAL = "non_critical"


CRITICALITY_TITLES = {
    Criticality.MISSION_CRITICAL: "Mission critical",
    Criticality.BUSINESS_CRITICAL: "Business critical",
    Criticality.BUSINESS_SUPPORTING: "Business supporting",
    Criticality.NON_CRITICAL: "Non-critical",
}


class Criterion(StrEnum):
    """A reason why a system is critical."""

    STATUTORY = "statutory"
    NO_WORKAROUND = "no_workaround"
    SENSITIVE_DATA = "sensitive_data"
    HIGH_EXPOSURE = "high_exposure"
    KNOWN_INCIDENTS = "known_incidents"


CRITERION_TITLES = {
    Criterion.STATUTORY: "It supports a statutory or critical service",
    Criterion.NO_WORKAROUND: "There is no workaround when it fails",
    Criterion.SENSITIVE_DATA: "It holds sensitive data",
    Criterion.HIGH_EXPOSURE: "It is highly exposed to attack",
    Criterion.KNOWN_INCIDENTS: "It has had incidents before",
}

PRIORITISED_COUNT = 3
"""How many systems are prioritised.

Source: CAF for local government: three critical systems.
"""

CONTEXT_TITLES = {
    "mission": "Mission",
    "objectives": "Objectives",
    "priorities": "Priorities",
    "threat_landscape": "Threats",
    "risk_appetite": "Risk appetite",
}
"""The five texts that say what the council is about, in reading order."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the council is about, in its own words."""

    mission: str = ""
    objectives: str = ""
    priorities: str = ""
    threat_landscape: str = ""
    risk_appetite: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """An essential service as it is described."""

    name: str
    description: str = ""
    owner: str = ""
    in_scope: bool = True


@dataclass(frozen=True, slots=True)
class System:
    """A system as it is described. Shape: `services` are the ids of the services it supports."""

    name: str
    kind: str = ""
    supplier: str = ""
    description: str = ""
    criticality: str = ""
    criteria: tuple[str, ...] = ()
    rationale: str = ""
    services: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Scoped:
    """A whole scope: what was described, by id, and the reason why each system is prioritised."""

    context: Context
    services: Mapping[UUID, Service] = field(default_factory=dict)
    systems: Mapping[UUID, System] = field(default_factory=dict)
    prioritised: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def in_scope(self) -> frozenset[UUID]:
        """Give the ids of the services in scope."""
        return frozenset(key for key, one in self.services.items() if one.in_scope)


class Place(StrEnum):
    """Where in the scope something is mended."""

    CONTEXT = "context"
    SERVICES = "services"
    SERVICE = "service"
    SYSTEMS = "systems"
    SYSTEM = "system"
    PRIORITIES = "priorities"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing, what to do about it, and where."""

    message: str
    place: Place
    subject: UUID | None = None


def lacks(system: System, in_scope: frozenset[UUID]) -> tuple[str, ...]:
    """Say what a system still needs before it can be prioritised; empty when it is ready.

    Shape: `in_scope` are the ids of the services in scope.
    Source: CAF for local government, scoping: name, type, supplier, the services each supports
    (at least one), criticality with rationale; critical systems are prioritised.
    """
    needs = {
        "what type of system it is": bool(system.kind),
        "who supplies it": bool(system.supplier),
        "a service in scope that it supports": bool(system.services & in_scope),
        "how critical it is": bool(system.criticality),
        "why it is that critical": bool(system.rationale),
    }
    missing = [need for need, met in needs.items() if not met]
    if system.criticality == Criticality.NON_CRITICAL:
        missing.append("to be critical: it is marked non-critical")
    return tuple(missing)


def suggested(systems: Mapping[UUID, System]) -> tuple[UUID, ...]:
    """Order systems by how much speaks for prioritising them: a help, never a decision.

    The more critical first; then by how many criteria hold, then by how many services depend
    on it, then by name.
    Source: CAF for local government, scoping: criticality and its criteria.
    """
    ranks: Sequence[str] = [*Criticality, ""]

    def weight(key: UUID) -> tuple[int, int, int, str, UUID]:
        it = systems[key]
        return (
            ranks.index(it.criticality),
            -len(it.criteria),
            -len(it.services),
            it.name.casefold(),
            key,
        )

    return tuple(sorted(systems, key=weight))


def gaps(scope: Scoped) -> tuple[Gap, ...]:
    """List what must be mended before a scope can be signed off; empty when it is complete.

    Source: CAF for local government, scoping: context; essential services with description and
    owner; critical systems with criticality and rationale; prioritised with a rationale.
    """
    return (*_context_gaps(scope.context), *_service_gaps(scope), *_system_gaps(scope))


def _context_gaps(context: Context) -> Iterable[Gap]:
    for name, title in CONTEXT_TITLES.items():
        if not getattr(context, name):
            yield Gap(f"Context: write about {title.lower()}", Place.CONTEXT)


def _service_gaps(scope: Scoped) -> Iterable[Gap]:
    inside = {key: one for key, one in scope.services.items() if one.in_scope}
    if not inside:
        yield Gap("Add at least one essential service that is in scope", Place.SERVICES)
    for key, one in inside.items():
        if not one.description:
            yield Gap(f"{one.name}: describe the service", Place.SERVICE, key)
        if not one.owner:
            yield Gap(f"{one.name}: say who owns the service", Place.SERVICE, key)


def _system_gaps(scope: Scoped) -> Iterable[Gap]:
    if not scope.systems:
        yield Gap("Add at least one system", Place.SYSTEMS)
    for key, one in scope.systems.items():
        if not one.criticality:
            yield Gap(f"{one.name}: say how critical the system is", Place.SYSTEM, key)
        elif key in scope.prioritised:
            for need in lacks(one, scope.in_scope):
                yield Gap(f"{one.name} is prioritised, and needs {need}", Place.SYSTEM, key)
        elif not one.rationale:
            yield Gap(f"{one.name}: say why it is that critical", Place.SYSTEM, key)
    if scope.systems and not scope.prioritised:
        yield Gap("Prioritise at least one system", Place.PRIORITIES)
