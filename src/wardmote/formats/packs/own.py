"""Our own form of a pack: JSON that keeps all that a pack says."""

from dataclasses import fields
from typing import Any

import msgspec

from wardmote.formats.packs import gathering as gatherings
from wardmote.formats.packs.gathering import Gathering
from wardmote.rules.hunting.packs import LeftOut, Pack, SigmaRule, StixPattern
from wardmote.rules.indicators.values import Kind

FORMAT = "wardmote-pack"
VERSION = 1


class _Stated(msgspec.Struct):
    kind: Kind
    value: str
    ref: str = ""
    name: str = ""
    valid_from: str = ""
    valid_until: str = ""


class _Whole(msgspec.Struct):
    version: int = VERSION
    made_at: str = ""
    indicators: list[msgspec.Raw] = []
    patterns: list[StixPattern] = []
    sigma: list[SigmaRule] = []
    left_out: list[LeftOut] = []


def read(data: bytes, gathering: Gathering) -> None:
    """Take all that a pack of ours holds.

    Raises: msgspec.MsgspecError, where it is none.
    """
    whole = msgspec.json.decode(data, type=_Whole)
    gathering.made(gatherings.moment(whole.made_at))
    for number, raw in enumerate(whole.indicators, start=1):
        try:
            each = msgspec.json.decode(raw, type=_Stated)
        except msgspec.MsgspecError as error:
            gathering.leave(f"Indicator {number} is broken: {error}.")
            continue
        gathering.add(
            each.kind,
            each.value,
            ref=each.ref,
            name=each.name,
            valid_from=gatherings.moment(each.valid_from),
            valid_until=gatherings.moment(each.valid_until),
        )
    gathering.patterns += whole.patterns
    gathering.sigma += whole.sigma
    gathering.left_out += whole.left_out


def written(pack: Pack) -> bytes:
    """Write a pack; reading it again gives the same."""
    record: dict[str, Any] = {"format": FORMAT, "version": VERSION, "source": pack.source}
    if pack.made_at:
        record["made_at"] = pack.made_at
    for name in ("indicators", "patterns", "sigma", "left_out"):
        record[name] = [_record(each) for each in getattr(pack, name)]
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def _record(each: Any) -> dict[str, object]:
    pairs = ((field.name, getattr(each, field.name)) for field in fields(each))
    return {name: value for name, value in pairs if value not in (None, "", 0)}
