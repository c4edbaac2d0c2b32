"""A hunt as JSON, and back: the file that may be carried to a machine that can send it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from wardmote.rules.hunting.results import Hunt
from wardmote.rules.refusal import Invalid

FORMAT = "wardmote-hunt-1"
LARGEST = 500_000_000
"""Units: bytes; a hunt for a million indicators takes 60 million."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """What the file holds: nothing but the hunt, so that nothing else can be carried in it."""

    format: str
    hunt: Hunt


def as_json(hunt: Hunt) -> dict[str, Any]:
    """Give a hunt as values of JSON: times are RFC 3339 in UTC."""
    made: dict[str, Any] = msgspec.to_builtins(hunt)
    return {"format": FORMAT, "hunt": made}


def write(path: Path, hunt: Hunt) -> None:
    """Write a hunt to a file, whole or not at all.

    Raises: Invalid, where it cannot be written there.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps(as_json(hunt), ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise Invalid(f"The file cannot be written: {error.strerror}.", source=path.name) from None


def read(path: Path) -> Hunt:
    """Read a hunt that `write` wrote.

    Raises: Invalid, saying what is wrong with the file.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise Invalid(f"The file has more than {LARGEST:,} bytes.", source=path.name)
        data = path.read_bytes()
    except OSError as error:
        raise Invalid(f"The file cannot be read: {error.strerror}.", source=path.name) from None
    try:
        found = msgspec.json.decode(data, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as trouble:
        raise Invalid(
            f"This is no result of a hunt: {trouble}. "
            "Give the file that `wardmote hunt run --save FILE` wrote.",
            source=path.name,
        ) from None
    if found.format != FORMAT:
        raise Invalid(
            f"The file is of the format {found.format[:40]!r}. This version reads {FORMAT}.",
            source=path.name,
        )
    return found.hunt


def moment(at: datetime | None) -> str:
    """Write a time for people, to the second; empty where there is none."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def counts(of: Mapping[str, int]) -> str:
    """Write how many of each there are, such as `3 domain, 1,200 ip`."""
    return ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in of.items() if count)
