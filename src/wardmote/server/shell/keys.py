"""Keys that do not tell how many there are."""

import uuid

import uuid6


def new() -> uuid.UUID:
    """Make a key: a version 7 UUID, so that rows made together lie together."""
    return uuid.UUID(int=uuid6.uuid7().int)
