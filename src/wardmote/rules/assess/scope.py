"""What is assessed: essential services, and the critical systems that support them.

Source: CAF for local government, scoping: criticality of a system with its criteria and
rationale; three systems are prioritised with a rationale that an assurer can follow.
"""

from enum import StrEnum


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
