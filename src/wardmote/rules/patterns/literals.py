"""Reads and writes the constants of patterns.

Source: STIX 2.1, section 9.2.
"""

import base64
import math
from datetime import UTC, datetime
from decimal import Decimal

from wardmote.rules.patterns import values
from wardmote.rules.patterns.tokens import Token
from wardmote.rules.refusal import Invalid

MOST_DIGITS = 18
"""Digits of a whole number: more than STIX allows, and few enough for any machine."""


def text_of(word: str) -> str:
    """Give what stands between quotes, with its escapes undone."""
    pieces = word[1:-1].split("\\\\")
    return "\\".join(piece.replace("\\'", "'") for piece in pieces)


def quoted(text: str) -> str:
    """Write a text between quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def read(token: Token) -> values.Literal:
    """Read a constant. Raises: Invalid where there is no such time or number."""
    body = token.text[2:-1]
    if token.kind == "text":
        return text_of(token.text)
    if token.kind in ("true", "false"):
        return token.kind == "true"
    if token.kind == "hex":
        return bytes.fromhex(body)
    if token.kind == "binary":
        return base64.b64decode(body)
    if token.kind == "time":
        return _time(body, token.column)
    return _number(token)


def written(literal: values.Literal) -> str:
    """Write a constant so that it reads back as the same."""
    if isinstance(literal, str):
        return quoted(literal)
    if isinstance(literal, bool):
        return "true" if literal else "false"
    if isinstance(literal, bytes):
        return f"h'{literal.hex()}'"
    if isinstance(literal, datetime):
        return written_time(literal)
    if isinstance(literal, int):
        return str(literal)
    digits = format(Decimal(repr(literal)), "f")
    return digits if "." in digits else f"{digits}.0"


def written_time(time: datetime) -> str:
    """Write a time, with microseconds only where it has some."""
    fraction = f".{time.microsecond:06d}" if time.microsecond else ""
    return f"t'{time.year:04d}-{time:%m-%dT%H:%M:%S}{fraction}Z'"


def time_of(text: str) -> datetime | None:
    """Read a time as STIX writes it in objects; None where it is none."""
    whole, dot, fraction = text.removesuffix("Z").partition(".")
    if not text.endswith("Z") or (dot and not fraction.isdecimal()) or len(whole) != 19:
        return None
    try:
        time = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return time.replace(microsecond=int(fraction[:6].ljust(6, "0")) if dot else 0)


def stored(key: str, value: object) -> object:
    """Give a property's value as it is meant: bytes, where its name ends in _hex or _bin."""
    if not isinstance(value, str) or not key.endswith(("_hex", "_bin")):
        return value
    try:
        if key.endswith("_hex"):
            return bytes.fromhex(value)
        return base64.b64decode(value, validate=True)
    except ValueError:
        return value


def _time(body: str, column: int) -> datetime:
    time = time_of(body)
    if time is None:
        raise Invalid(f"Column {column}: there is no such time as {body}.")
    return time


def _number(token: Token) -> int | float:
    if token.kind == "int":
        if len(token.text) > MOST_DIGITS:
            raise Invalid(
                f"Column {token.column}: a whole number has {MOST_DIGITS} digits at most."
            )
        return int(token.text)
    number = float(token.text)
    if not math.isfinite(number):
        raise Invalid(f"Column {token.column}: this number is too large.")
    return number
