"""What was sent of a hunt, to whom and when: a file beside the result of the hunt."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from wardmote.rules.refusal import Conflict, Invalid

FORMAT = "wardmote-receipt-1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One sending.

    Shape: `result` is a digest of the result that was shared; `body` of what was sent, byte for
    byte; `failures` map the id of an object that the hub did not take to its reason; `pending`
    are those of which the hub has not said yet what became of them.
    """

    result: str
    url: str
    collection: str
    sent_at: datetime
    seen: int
    not_seen: int
    body: str
    taken: int
    pending: int
    failures: dict[str, str]


class _File(msgspec.Struct):
    format: str
    sent: list[Receipt]


def beside(result: Path) -> Path:
    """Name the file of receipts of a result."""
    return result.with_name(f"{result.name}.receipt.json")


def read(path: Path) -> list[Receipt]:
    """Read the receipts so far, the first first; none where there is no file.

    Raises: Invalid.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        raise Invalid(
            "The receipts cannot be read. Move the file away.", source=path.name
        ) from None
    if found.format != FORMAT:
        raise Invalid("These are no receipts. Move the file away.", source=path.name)
    return found.sent


def check_room(path: Path) -> None:
    """Make sure that a receipt can be written, before anything is sent.

    Raises: Conflict.
    """
    try:
        part = path.with_suffix(".part")
        part.touch()
        part.unlink()
    except OSError as error:
        raise Conflict(
            f"The receipt {path.name} cannot be written there: {error.strerror}. "
            "Name another file with --receipt."
        ) from None


def add(path: Path, receipt: Receipt) -> None:
    """Write one more receipt, whole or not at all."""
    part = path.with_suffix(".part")
    whole = msgspec.json.encode(_File(FORMAT, [*read(path), receipt]))
    with part.open("wb") as file:
        file.write(msgspec.json.format(whole, indent=1) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
