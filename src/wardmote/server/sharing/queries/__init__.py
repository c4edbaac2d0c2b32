"""What may be read of collections, circles and objects, by noun.

The database shows only what the person who entered may read; see the policies of this room.
"""

from wardmote.server.sharing.queries.circles import circles, members
from wardmote.server.sharing.queries.pages import (
    Page,
    holds,
    keys_of,
    manifest,
    objects,
    versions,
)
from wardmote.server.sharing.queries.places import (
    ABSENT,
    Place,
    Root,
    collection,
    collections,
    root,
    roots,
)
from wardmote.server.sharing.queries.submissions import status, submissions

__all__ = [
    "ABSENT",
    "Page",
    "Place",
    "Root",
    "circles",
    "collection",
    "collections",
    "holds",
    "keys_of",
    "manifest",
    "members",
    "objects",
    "root",
    "roots",
    "status",
    "submissions",
    "versions",
]
