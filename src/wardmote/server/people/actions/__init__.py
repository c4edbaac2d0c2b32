"""Changes people and what is theirs."""

from wardmote.server.people.actions.account import (
    end_other_sessions,
    end_session,
    forget_session,
    keep_address,
    list_session,
    note_session,
    rename,
    want_digest,
)
from wardmote.server.people.actions.api_keys import actor_for_key, end_key, make_key
from wardmote.server.people.actions.assignments import assign, unassign
from wardmote.server.people.actions.held import hold, let_go
from wardmote.server.people.actions.invitations import (
    invite,
    invite_steward,
    join,
    join_anew,
    send_again,
    withdraw,
)
from wardmote.server.people.actions.memberships import change_roles, remove

__all__ = [
    "actor_for_key",
    "assign",
    "change_roles",
    "end_key",
    "end_other_sessions",
    "end_session",
    "forget_session",
    "hold",
    "invite",
    "invite_steward",
    "join",
    "join_anew",
    "keep_address",
    "let_go",
    "list_session",
    "make_key",
    "note_session",
    "remove",
    "rename",
    "send_again",
    "unassign",
    "want_digest",
    "withdraw",
]
