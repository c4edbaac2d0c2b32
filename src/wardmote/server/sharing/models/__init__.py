"""Where objects are shared, with whom, what was sent, and what became of it."""

from wardmote.server.sharing.models.desk import Dispute, Grading, Review
from wardmote.server.sharing.models.finding import Value, Visit
from wardmote.server.sharing.models.objects import Identity, Object, Reference
from wardmote.server.sharing.models.places import (
    Access,
    ApiRoot,
    Circle,
    CircleMembership,
    Collection,
    Head,
)
from wardmote.server.sharing.models.sightings import Release, Report
from wardmote.server.sharing.models.submissions import Submission

__all__ = [
    "Access",
    "ApiRoot",
    "Circle",
    "CircleMembership",
    "Collection",
    "Dispute",
    "Grading",
    "Head",
    "Identity",
    "Object",
    "Reference",
    "Release",
    "Report",
    "Review",
    "Submission",
    "Value",
    "Visit",
]
