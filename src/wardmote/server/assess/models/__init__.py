"""The tables of assessments, by noun."""

from wardmote.server.assess.models.answer import Answer, AnswerVersion, Collaborator
from wardmote.server.assess.models.assessment import Assessment, Carried, Part
from wardmote.server.assess.models.comment import Comment, Mention
from wardmote.server.assess.models.evidence import Evidence, EvidenceUse
from wardmote.server.assess.models.noticing import CalendarFeed, Digest
from wardmote.server.assess.models.preparing import Milestone, Responsibility
from wardmote.server.assess.models.scope import Scope, ScopeSignOff, Service, Support, System

__all__ = [
    "Answer",
    "AnswerVersion",
    "Assessment",
    "CalendarFeed",
    "Carried",
    "Collaborator",
    "Comment",
    "Digest",
    "Evidence",
    "EvidenceUse",
    "Mention",
    "Milestone",
    "Part",
    "Responsibility",
    "Scope",
    "ScopeSignOff",
    "Service",
    "Support",
    "System",
]
