"""Makes objects of STIX of whatever a file holds, so that they can be sent to a hub.

Objects of STIX go byte for byte as they are. Values become indicators of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from wardmote.formats.packs import reading
from wardmote.formats.packs.gathering import Gathering
from wardmote.formats.stix import making
from wardmote.formats.stix.making import Maker
from wardmote.rules.hunting.packs import LeftOut, Pack
from wardmote.rules.indicators import defanging
from wardmote.rules.indicators.values import Kind
from wardmote.rules.sharing.markings import Tlp


@dataclass(frozen=True, slots=True)
class Piece:
    """One object that can be sent. Shape: `shown` is safe to print; `body` are its bytes."""

    ref: str
    type: str
    shown: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Offer:
    """What of a file can be sent, and what cannot."""

    pieces: tuple[Piece, ...]
    left_out: tuple[LeftOut, ...]


class _Named(msgspec.Struct):
    id: str
    type: str
    name: str = ""


class _Holder(msgspec.Struct):
    objects: list[msgspec.Raw] = []


def offer(data: bytes, source: str, *, tlp: Tlp, now: datetime, identity: str = "") -> Offer:
    """Say what can be sent of a file.

    Shape: `tlp` and `identity`, in whose name, are for what is made here, not for objects of STIX.
    Raises: Invalid, where it cannot be read as a whole.
    """
    raws = _objects(data)
    if raws is not None:
        return Offer(tuple(_as_it_is(each) for each in raws), ())
    gathering = Gathering(source)
    reading.take(data, gathering)
    pack = gathering.pack(source, now)
    return Offer(tuple(_made(pack, Maker(identity, tlp, now))), pack.left_out)


def _objects(data: bytes) -> list[msgspec.Raw] | None:
    """Give the objects of STIX as they are written; None where it is something else."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if start[:1] == b"{":
            raws = msgspec.json.decode(start, type=_Holder).objects
        else:
            raws = msgspec.json.decode(start, type=list[msgspec.Raw])
        for each in raws:
            msgspec.json.decode(each, type=_Named)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    return raws or None


def _as_it_is(raw: msgspec.Raw) -> Piece:
    named = msgspec.json.decode(raw, type=_Named)
    return Piece(named.id, named.type, _plain(named.name or named.id), bytes(raw))


def _made(pack: Pack, maker: Maker) -> Iterator[Piece]:
    names: dict[tuple[Kind, str], str] = {}
    for each in pack.indicators:
        names.setdefault((each.kind, each.value), each.name)
    for (kind, value), name in names.items():
        shown = defanging.defanged(kind, value)
        yield _written(making.indicator(maker, kind, value, name or shown), shown)
    for pattern in pack.patterns:
        made = making.indicator(maker, Kind.FILE_NAME, "any", pattern.name or "A pattern")
        yield _written(made | {"pattern": pattern.text}, _plain(pattern.text))


def _written(made: dict[str, Any], shown: str) -> Piece:
    if not made["created_by_ref"]:
        del made["created_by_ref"]
    return Piece(made["id"], made["type"], shown, msgspec.json.encode(made))


def _plain(text: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in text)[:200]
