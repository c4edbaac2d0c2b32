"""Reads people and what is theirs."""

from wardmote.server.people.queries.accounts import (
    account,
    api_key,
    api_keys,
    live_sessions,
)
from wardmote.server.people.queries.held_texts import Held, held
from wardmote.server.people.queries.invitations import (
    has_account,
    invitation,
    sent_since,
    shown,
    waiting,
)
from wardmote.server.people.queries.memberships import (
    has_lead,
    history,
    member,
    members,
    places,
)
from wardmote.server.people.queries.organisations import organisation
from wardmote.server.people.queries.ready import ready_account, ready_accounts

__all__ = [
    "Held",
    "account",
    "api_key",
    "api_keys",
    "has_account",
    "has_lead",
    "held",
    "history",
    "invitation",
    "live_sessions",
    "member",
    "members",
    "organisation",
    "places",
    "ready_account",
    "ready_accounts",
    "sent_since",
    "shown",
    "waiting",
]
