"""Identifiers and versions of STIX objects.

Source: OASIS STIX 2.1, sections 2.9 (identifiers), 3.2 (common properties), 3.6 (versioning).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from wardmote.rules.refusal import Conflict, Forbidden, Invalid

CONTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "artifact": ("hashes", "payload_bin"),
        "autonomous-system": ("number",),
        "directory": ("path",),
        "domain-name": ("value",),
        "email-addr": ("value",),
        "email-message": ("from_ref", "subject", "body"),
        "file": ("hashes", "name", "parent_directory_ref", "extensions"),
        "ipv4-addr": ("value",),
        "ipv6-addr": ("value",),
        "mac-addr": ("value",),
        "mutex": ("name",),
        "network-traffic": (
            *("start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols"),
            "extensions",
        ),
        "process": (),
        "software": ("name", "cpe", "swid", "vendor", "version"),
        "url": ("value",),
        "user-account": ("account_type", "user_id", "account_login"),
        "windows-registry-key": ("key", "values"),
        "x509-certificate": ("hashes", "serial_number"),
    }
)
"""The observables of STIX 2.1, and what of each makes its identifier. A process has none."""

_TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?Z", re.ASCII
)
_ID = re.compile(
    r"([a-z0-9](?:[a-z0-9-]{0,248}[a-z0-9])?)"
    r"--([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){2}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object, as far as it matters who may follow it.

    Shape: times are texts as they were sent.
    """

    created_by: str | None
    created: str
    modified: str
    revoked: bool = False


def instant(text: str) -> str:
    """Write a STIX time so that texts compare as the instants do, whatever digits were sent.

    Shape: the time without its Z, with a point and no zeros at the end. It sorts by bytes (in
    SQL: COLLATE "C").
    Raises: Invalid, where it is no time, or a day that does not exist.
    Source: STIX 2.1, section 2.16: RFC 3339, UTC, Z, any number of digits of a second.
    """
    found = _TIMESTAMP.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        date.fromisoformat(found[1])
    except ValueError:
        raise Invalid(
            f"“{text[:40]}” is no time. Write it in UTC, such as 2026-01-31T09:30:00.000Z."
        ) from None
    return f"{text[:19]}.{(found[5] or '').rstrip('0')}"


def check_id(ref: str, kind: str = "") -> str:
    """Refuse what is no identifier, or is one of another type; give its type.

    Raises: Invalid.
    Source: STIX 2.1, section 2.9.
    """
    found = _ID.fullmatch(ref)
    if found is None:
        raise Invalid("An id is a type, two dashes and a UUID, such as indicator--….", field="id")
    if kind and found[1] != kind:
        raise Invalid(f"The id must begin with {kind}--, as the type says.", field="id")
    return found[1]


def check_may_version(
    existing: Version, incoming: Version, submitter_identities: Collection[str]
) -> None:
    """Refuse a version of an object unless its creator sends it and it may follow.

    An earlier version may come late, and is kept as the history that it is. An object that names
    no creator can have no second version, since nobody can show that it is theirs.

    Shape: `existing` is the newest version that is kept, of another modified than `incoming`;
    `submitter_identities` are the STIX identities that the submitter speaks for.
    Raises: Forbidden, Conflict, Invalid.
    Source: STIX 2.1, section 3.6.2: only the creator versions or revokes; created and
    created_by_ref stay; nothing follows a revoked version.
    """
    if existing.created_by != incoming.created_by:
        raise Forbidden("A new version must keep created_by_ref as it was.")
    if existing.created_by is None:
        raise Forbidden("This object names no creator, so it can have no new version.")
    if existing.created_by not in submitter_identities:
        raise Forbidden("Only who created an object may send a new version or revoke it.")
    if instant(existing.created) != instant(incoming.created):
        raise Invalid("A new version must keep created as it was.", field="created")
    later = instant(incoming.modified) > instant(existing.modified)
    if instant(incoming.modified) == instant(existing.modified):
        raise Conflict("This version is kept already, with other content. Set a later modified.")
    if existing.revoked and later:
        raise Conflict("The object was revoked, which is for ever. Make a new one.")
    if incoming.revoked and not later:
        raise Conflict("There is a later version. Revoke the object with a later modified.")


def check_may_say_otherwise(created_by: str | None, submitter_identities: Collection[str]) -> None:
    """Refuse other content for a version that stands in another collection, but for its creator.

    Whoever passes an object on leaves it as it is, or its readers could not tell who says what.
    Raises: Forbidden.
    Source: STIX 2.1, section 3.6.2: only the creator changes an object.
    """
    if created_by not in submitter_identities:
        raise Forbidden("Another collection has this version with other content. Send it as it is.")
