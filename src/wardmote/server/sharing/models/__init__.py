"""Where objects are shared, with whom, what was sent, and what became of it."""

from wardmote.server.sharing.models.changes import Change
from wardmote.server.sharing.models.desk import Dispute, Grading, Review
from wardmote.server.sharing.models.feeds import Feed, Origin
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
from wardmote.server.sharing.models.teams import TeamMember

__all__ = [
    "Access",
    "ApiRoot",
    "Change",
    "Circle",
    "CircleMembership",
    "Collection",
    "Dispute",
    "Feed",
    "Grading",
    "Head",
    "Identity",
    "Object",
    "Origin",
    "Reference",
    "Release",
    "Report",
    "Review",
    "Submission",
    "TeamMember",
    "Value",
    "Visit",
]
