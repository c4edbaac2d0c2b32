"""Keys with which a person's programs use the API.

Source: decision "Keys for the API": shown once, kept as a hash, scoped, and they expire.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wardmote.rules.refusal import Invalid


class Scope(StrEnum):
    """What a key may do on behalf of its person; the person's own rights bound it."""

    READ = "read"
    WRITE = "write"


MARK = "wm"
LIFETIMES_DAYS = (30, 90, 365)
NOTED_EVERY = timedelta(minutes=1)
MOST = 20
"""Keys that one person may have at a time."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A key as a program presents it: what finds it, and the hash of what proves it."""

    prefix: str
    hash: str


def written(prefix: str, secret: str) -> str:
    """Write a key as it is shown, once.

    Source: decision "Keys for the API".
    """
    return f"{MARK}_{prefix}_{secret}"


def hashed(prefix: str, secret: str) -> str:
    """Hash a key for keeping. The secret is random and long, so a plain hash is enough.

    Source: decision "Keys for the API".
    """
    return hashlib.sha256(f"{prefix}:{secret}".encode()).hexdigest()


def presented(header: str) -> Presented | None:
    """Read the header `Authorization: Bearer wm_PREFIX_SECRET`; None where it is no such thing.

    Source: RFC 6750, section 2.1.
    """
    found = re.fullmatch(
        rf"Bearer +{MARK}_([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})", header, re.IGNORECASE | re.ASCII
    )
    if found is None:
        return None
    return Presented(found[1].lower(), hashed(found[1].lower(), found[2]))


def check_scopes(scopes: Collection[str]) -> frozenset[Scope]:
    """Read what a key may do; one that may write may read too.

    Raises: Invalid.
    Source: decision "Keys for the API".
    """
    if not scopes or not set(scopes) <= {scope.value for scope in Scope}:
        raise Invalid("Choose what the key may do.", field="scopes")
    return frozenset({Scope.READ, *(Scope(scope) for scope in scopes)})


def is_to_note(used_at: datetime | None, now: datetime) -> bool:
    """Tell whether this use is worth a write: at most one a minute.

    Source: decision "Keys for the API".
    """
    return used_at is None or now - used_at >= NOTED_EVERY
