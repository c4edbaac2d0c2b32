"""Changes to what is shared and with whom, by noun."""

from wardmote.server.sharing.actions.circles import create_circle, end_circle, join, leave, show
from wardmote.server.sharing.actions.collections import (
    create_collection,
    create_root,
    end_collection,
    grant,
    revoke,
    speak_for,
)
from wardmote.server.sharing.actions.deciding import dispute
from wardmote.server.sharing.actions.deleting import delete
from wardmote.server.sharing.actions.offering import identity, share, take_back
from wardmote.server.sharing.actions.receiving import receive
from wardmote.server.sharing.actions.releasing import release as release_sightings
from wardmote.server.sharing.actions.statuses import forget
from wardmote.server.sharing.actions.teams import join_team, leave_team

__all__ = [
    "create_circle",
    "create_collection",
    "create_root",
    "delete",
    "dispute",
    "end_circle",
    "end_collection",
    "forget",
    "grant",
    "identity",
    "join",
    "join_team",
    "leave",
    "leave_team",
    "receive",
    "release_sightings",
    "revoke",
    "share",
    "show",
    "speak_for",
    "take_back",
]
