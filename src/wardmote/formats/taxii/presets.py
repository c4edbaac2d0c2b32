"""A hub that is laid out before a conformance test: who may ask, and what is there, since when."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from wardmote.rules.refusal import Invalid


class Council(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An organisation, with its kind as the register has it."""

    code: str
    name: str
    kind: str = "district"


class User(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person and the key that acts for them. Shape: `key` is wm_PREFIX_SECRET, as it is sent."""

    email: str
    organisation: str
    key: str
    scopes: tuple[str, ...] = ("read", "write")


class Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An API root."""

    slug: str
    title: str
    description: str = ""
    is_default: bool = False


class Access(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an organisation may do in a collection."""

    organisation: str
    can_read: bool = True
    can_write: bool = True
    is_member: bool = True


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object that is there, and when it was added."""

    date_added: datetime
    object: dict[str, Any]


class Collection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A collection. Shape: `sender` is the organisation whose objects they are."""

    id: UUID
    root: str
    title: str
    description: str = ""
    alias: str = ""
    is_open: bool = False
    access: tuple[Access, ...] = ()
    sender: str = ""
    objects: tuple[Preset, ...] = ()


class Presets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is laid out."""

    organisations: tuple[Council, ...] = ()
    users: tuple[User, ...] = ()
    roots: tuple[Root, ...] = ()
    collections: tuple[Collection, ...] = ()


def read(text: bytes, source: str) -> Presets:
    """Read presets from JSON.

    Raises: Invalid, with the file and what is wrong in it.
    """
    try:
        return msgspec.json.decode(text, type=Presets)
    except msgspec.DecodeError as trouble:
        line = 1 + text[: getattr(trouble, "position", 0)].count(b"\n")
        raise Invalid(f"{trouble}.", source=source, line=line) from None
