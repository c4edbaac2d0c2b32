"""Reads MISP events: the attributes that their makers marked for detection.

Source: MISP core format (RFC draft draft-dulaunoy-misp-core-format).
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from wardmote.formats.packs import gathering as gatherings
from wardmote.formats.packs import kinds
from wardmote.formats.packs.gathering import Gathering
from wardmote.rules.hunting.packs import SigmaRule
from wardmote.rules.indicators.values import Kind

NOT_MARKED = "Its maker did not mark it for detection (to_ids)."
MANIFEST = "This is the table of contents of a MISP feed. Give the folder with its events."


class _Attribute(msgspec.Struct):
    type: str = ""
    value: str = ""
    to_ids: bool = False
    deleted: bool = False
    uuid: str = ""
    comment: str = ""


class _Object(msgspec.Struct):
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute", default_factory=list)


class _Event(msgspec.Struct):
    info: str = ""
    timestamp: Any = None
    publish_timestamp: Any = None
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute", default_factory=list)
    objects: list[_Object] = msgspec.field(name="Object", default_factory=list)


class _Holder(msgspec.Struct):
    event: msgspec.Raw = msgspec.field(name="Event", default_factory=msgspec.Raw)
    response: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute", default_factory=list)


def read(data: bytes | msgspec.Raw, gathering: Gathering) -> None:
    """Take the attributes of an event, of a list of events, or of the answer to a search.

    Raises: msgspec.MsgspecError, where it is none of these.
    """
    if bytes(data).lstrip()[:1] == b"[":
        for each in msgspec.json.decode(data, type=list[msgspec.Raw]):
            read(each, gathering)
        return
    holder = msgspec.json.decode(data, type=_Holder)
    if bytes(holder.response):
        read(holder.response, gathering)
    if bytes(holder.event):
        _event(holder.event, gathering)
    _attributes(holder.attributes, "", gathering)


def is_manifest(fields: Iterable[str]) -> bool:
    """Say whether the names of a JSON object are those of a feed's table of contents."""
    names = list(fields)
    return bool(names) and all(len(name) == 36 and name.count("-") == 4 for name in names)


def _event(raw: msgspec.Raw, gathering: Gathering) -> None:
    try:
        event = msgspec.json.decode(raw, type=_Event)
    except msgspec.MsgspecError as error:
        gathering.leave(f"The event is not as MISP writes it: {error}.")
        return
    gathering.made(gatherings.moment(event.publish_timestamp) or gatherings.moment(event.timestamp))
    _attributes(event.attributes, event.info, gathering)
    for each in event.objects:
        _attributes(each.attributes, event.info, gathering)


def _attributes(raws: list[msgspec.Raw], info: str, gathering: Gathering) -> None:
    for number, raw in enumerate(raws, start=1):
        try:
            attribute = msgspec.json.decode(raw, type=_Attribute, strict=False)
        except (msgspec.MsgspecError, RecursionError) as error:
            gathering.leave(f"Attribute {number} is not as MISP writes it: {error}.")
            continue
        if attribute.deleted:
            gathering.leave("Its maker has deleted it.", attribute.uuid)
        elif not attribute.to_ids:
            gathering.leave(NOT_MARKED, attribute.value)
        elif attribute.type == "sigma":
            gathering.sigma.append(SigmaRule(attribute.value, attribute.uuid))
        else:
            _take(attribute, info, gathering)


def _take(attribute: _Attribute, info: str, gathering: Gathering) -> None:
    found = [
        (kind, value)
        for sort, value in zip(attribute.type.split("|"), attribute.value.split("|"), strict=False)
        if (kind := kinds.MISP.get(sort)) is not None
    ]
    if any(kind is Kind.HASH for kind, _ in found):
        found = [pair for pair in found if pair[0] is Kind.HASH]  # the name adds nothing to it
    if not found:
        reason = f"Logs do not show what MISP calls {attribute.type[:40]}."
        gathering.leave(reason, attribute.value)
    ref = f"indicator--{attribute.uuid}" if len(attribute.uuid) == 36 else ""
    for kind, value in found:
        gathering.add(kind, value, ref=ref, name=attribute.comment or info)
