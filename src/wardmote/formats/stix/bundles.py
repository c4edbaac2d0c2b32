"""Reads indicators out of STIX bundles and TAXII envelopes.

Source: STIX 2.1 sections 3.6 (versions), 4.7 (indicator) and 8 (bundle); TAXII 2.1 section 3.7.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from wardmote.rules.hunting.packs import LeftOut, SigmaRule, StixPattern
from wardmote.rules.indicators.values import Indicator
from wardmote.rules.patterns import reading, simple
from wardmote.rules.refusal import Invalid

Part = Indicator | StixPattern | SigmaRule | LeftOut


class _Sort(msgspec.Struct):
    type: str = ""


class _Stated(msgspec.Struct):
    """What an indicator of STIX says, as far as hunting goes."""

    id: str
    pattern: str = ""
    pattern_type: str = "stix"
    name: str = ""
    modified: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked: bool = False


class _Holder(msgspec.Struct):
    objects: list[msgspec.Raw] = []


@dataclass(frozen=True, slots=True)
class _Kept:
    stated: _Stated
    source: str


_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_HOLDER = msgspec.json.Decoder(_Holder)
_SORT = msgspec.json.Decoder(_Sort)
_STATED = msgspec.json.Decoder(_Stated)


class Newest:
    """The indicators of many files, each in its newest version."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._broken: list[LeftOut] = []
        self._others: dict[tuple[str, str], int] = {}
        self.made_at: datetime | None = None

    def read(self, data: bytes, source: str) -> None:
        """Take the objects of a bundle or of an envelope.

        Raises: Invalid, where the file as a whole cannot be read.
        """
        try:
            objects = _HOLDER.decode(data).objects
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise Invalid(f"This is no STIX bundle: {error}.", source=source) from None
        for number, raw in enumerate(objects, start=1):
            self.take(raw, number, source)

    def take(self, raw: msgspec.Raw | bytes, number: int, source: str) -> None:
        """Take one object; one that is broken is left out, and said."""
        try:
            sort = _SORT.decode(raw).type
            if sort != "indicator":
                self._others[sort, source] = self._others.get((sort, source), 0) + 1
                return
            stated = _STATED.decode(raw)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            self._broken.append(
                LeftOut(f"Object {number} is not as STIX says: {error}.", source=source)
            )
            return
        modified = _aware(stated.modified) or _EARLIEST
        before = self._kept.get(stated.id)
        if before is None or modified >= (_aware(before.stated.modified) or _EARLIEST):
            self._kept[stated.id] = _Kept(stated, source)
        if stated.modified and (self.made_at is None or modified > self.made_at):
            self.made_at = modified

    def parts(self, now: datetime | None) -> Iterator[Part]:
        """Give what the newest versions say; `now` leaves out what has expired by then."""
        for kept in self._kept.values():
            yield from _parts(kept.stated, kept.source, now)
        yield from self._broken
        for (sort, source), count in self._others.items():
            yield LeftOut(
                f"{count:,} of the type {sort[:60] or 'unknown'}: only indicators are looked for.",
                source=source,
            )


def _parts(stated: _Stated, source: str, now: datetime | None) -> Iterator[Part]:
    until = _aware(stated.valid_until)
    if stated.revoked:
        yield LeftOut("Its maker has revoked it.", stated.id, source=source)
    elif now is not None and until is not None and until <= now:
        yield LeftOut(f"It expired on {until.date()}.", stated.id, source=source)
    elif stated.pattern_type == "sigma":
        yield SigmaRule(stated.pattern, stated.id)
    elif stated.pattern_type != "stix":
        yield LeftOut(
            f"It is a {stated.pattern_type[:40]} rule, which is not for logs.",
            stated.id,
            source=source,
        )
    else:
        yield from _looked_for(stated, source)


def _looked_for(stated: _Stated, source: str) -> Iterator[Part]:
    since, until = _aware(stated.valid_from), _aware(stated.valid_until)
    try:
        found = simple.indicators(reading.parse(stated.pattern), stated.id, stated.name)
    except (Invalid, RecursionError) as refused:
        said = refused.message if isinstance(refused, Invalid) else "It is too deep."
        yield LeftOut(f"Its pattern cannot be read. {said}", stated.id, source=source)
        return
    if found is None:
        yield StixPattern(stated.id, stated.pattern, stated.name, since, until)
        return
    for each in found:
        yield replace(each, valid_from=since, valid_until=until)


def _aware(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
