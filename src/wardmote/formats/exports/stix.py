"""Writes a STIX bundle of indicators.

Source: STIX 2.1 sections 4.7 (indicator) and 8 (bundle).
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from wardmote.formats.stix import patterns
from wardmote.rules.indicators.values import Indicator


def bundle(indicators: Iterable[Indicator], *, made_at: datetime) -> Iterator[bytes]:
    """Write a bundle; the same indicators made at the same time give the same bytes.

    Values that came under one id are one pattern again, if they stand one after the other.
    """
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"wardmote bundle {made_at.isoformat()}"))
    yield f'{{"type": "bundle", "id": "bundle--{name}", "objects": [\n'.encode()
    mark = b""
    together: list[Indicator] = []
    for each in indicators:
        if together and each.ref != together[0].ref:
            yield mark + _object(together, made_at)
            mark, together = b",\n", []
        together.append(each)
    if together:
        yield mark + _object(together, made_at)
    yield b"\n]}\n"


def _object(together: list[Indicator], made_at: datetime) -> bytes:
    first = together[0]
    tests = " OR ".join(patterns.pattern(each.kind, each.value) for each in together)
    record = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": first.ref,
        "created": _time(made_at),
        "modified": _time(made_at),
        "pattern": tests,
        "pattern_type": "stix",
        "valid_from": _time(first.valid_from or made_at),
    }
    if first.name:
        record["name"] = first.name
    if first.valid_until:
        record["valid_until"] = _time(first.valid_until)
    return msgspec.json.encode(record)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
