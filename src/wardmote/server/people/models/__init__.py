"""People, their memberships, and the single things assigned to them."""

from wardmote.server.people.models.api_key import ApiKey
from wardmote.server.people.models.held_text import HeldText
from wardmote.server.people.models.invitation import Invitation
from wardmote.server.people.models.membership import Assignment, Membership
from wardmote.server.people.models.person import Person

__all__ = ["ApiKey", "Assignment", "HeldText", "Invitation", "Membership", "Person"]
