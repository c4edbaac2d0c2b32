"""People, their memberships, and the single things assigned to them."""

from wardmote.server.people.models.membership import Assignment, Membership
from wardmote.server.people.models.person import Person

__all__ = ["Assignment", "Membership", "Person"]
