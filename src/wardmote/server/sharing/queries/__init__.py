"""What may be read of collections, circles and objects, by noun.

The database shows only what the person who entered may read; see the policies of this room.
"""

from wardmote.server.sharing.queries.circle import circles, members
from wardmote.server.sharing.queries.pages import (
    Page,
    bodies,
    holds,
    keys_of,
    manifest,
    texts,
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
from wardmote.server.sharing.queries.submission import status, submissions

__all__ = [
    "ABSENT",
    "Page",
    "Place",
    "Root",
    "bodies",
    "circles",
    "collection",
    "collections",
    "holds",
    "keys_of",
    "manifest",
    "members",
    "root",
    "roots",
    "status",
    "submissions",
    "texts",
    "versions",
]
