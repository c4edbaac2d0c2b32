"""Where objects are shared, with whom, what was sent, and what became of it."""

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
from wardmote.server.sharing.models.submissions import Submission

__all__ = [
    "Access",
    "ApiRoot",
    "Circle",
    "CircleMembership",
    "Collection",
    "Head",
    "Identity",
    "Object",
    "Reference",
    "Submission",
    "Value",
    "Visit",
]
