"""Changes to what is shared and with whom, by noun."""

from wardmote.server.sharing.actions.circles import create_circle, end_circle, join, leave, show
from wardmote.server.sharing.actions.collections import (
    create_collection,
    create_root,
    end_collection,
    grant,
    revoke,
)

__all__ = [
    "create_circle",
    "create_collection",
    "create_root",
    "end_circle",
    "end_collection",
    "grant",
    "join",
    "leave",
    "revoke",
    "show",
]
