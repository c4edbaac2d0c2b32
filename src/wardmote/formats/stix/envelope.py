"""Take apart what is submitted: every object with its own bytes, exactly as they were sent.

The hub stores and gives back these bytes. It never writes an object of others anew.
"""

import json
import re
from dataclasses import dataclass
from typing import NoReturn

import msgspec

from wardmote.rules.refusal import Invalid, Refusal
from wardmote.rules.sharing import markings, versions

SPEC_VERSION = "2.1"
"""The STIX that is taken in."""

OLDER = "2.0"
"""The STIX before it, whose objects do not say theirs."""

_NOT_CONTENT = frozenset({"created_by_ref", "object_marking_refs", "marking_ref"})
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken at once.

    Units: bytes, commas, objects, levels of brackets in one object, digits of one number, markings
    of one object, objects that one object refers to. Commas bound the memory that a body of
    nothing but small values would take before its objects are counted.
    """

    body_bytes: int = 10_000_000
    commas: int = 1_000_000
    objects: int = 10_000
    object_bytes: int = 1_000_000
    depth: int = 20
    digits: int = 40
    markings: int = 100
    refs: int = 5_000


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One object as it was sent, with what the hub must know of it.

    Shape: `version` is modified, or created, as sent; empty where it has neither, as an
    observable. `refs` are the objects that it refers to, but for its creator and its markings.
    `body` are its bytes; `content` is what they say.
    """

    index: int
    id: str
    type: str
    version: str
    created: str
    spec_version: str
    created_by_ref: str | None
    object_marking_refs: tuple[str, ...]
    granular_marking_refs: tuple[str, ...]
    refs: tuple[str, ...]
    revoked: bool
    body: bytes
    content: dict[str, object]


class Failure(msgspec.Struct, frozen=True):
    """One object that was not taken, and why.

    Shape: `index` is its place in the envelope, from 0; `id` and `version` are empty where it has
    none that can be read.
    """

    index: int
    id: str
    version: str
    reason: str


class Envelope(msgspec.Struct, frozen=True):
    """What was taken of an envelope, and what was not; together all of it."""

    objects: list[Sent]
    failures: list[Failure]


class _Holder(msgspec.Struct):
    objects: msgspec.Raw = msgspec.Raw(b"")


DEFAULT_LIMITS = Limits()
MOST_AROUND = 10_000
"""How much may stand around the objects. Units: bytes."""


def read(body: bytes, limits: Limits = DEFAULT_LIMITS) -> Envelope:
    """Take an envelope or a bundle apart.

    Raises: Invalid, where it cannot be read at all; else each bad object fails by itself.
    Cost: about 40 microseconds for an indicator.
    Source: TAXII 2.1, sections 3.7 and 5.4; RFC 8259; STIX 2.1, section 3.2.
    """
    objects: list[Sent] = []
    failures: list[Failure] = []
    for index, raw in enumerate(_raws(body, limits)):
        try:
            objects.append(_sent(index, bytes(raw), limits))
        except _Unreadable as error:
            failures.append(Failure(index, error.id, error.version, error.message))
    return Envelope(objects, failures)


class _Unreadable(Exception):
    def __init__(self, message: str, content: object = None) -> None:
        found = content if isinstance(content, dict) else {}
        self.message = message
        self.id = _text(found, "id")
        self.version = _text(found, "modified")


def _raws(body: bytes, limits: Limits) -> list[msgspec.Raw]:
    if len(body) > limits.body_bytes:
        raise Invalid(f"Send at most {limits.body_bytes:,} bytes at once.")
    if body.count(b",") > limits.commas:
        raise Invalid("Send fewer objects at once.")
    try:
        objects = bytes(msgspec.json.decode(body, type=_Holder).objects)
        before, _, after = body.partition(objects) if objects else (body, b"", b"")
        if len(before) + len(after) > MOST_AROUND:
            raise _Unreadable("It holds more than objects.")
        _parsed(before + (objects and b"[]") + after, limits)
        raws = msgspec.json.decode(objects or b"[]", type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise Invalid(f"This is no TAXII envelope. {_plain(error)}") from None
    except _Unreadable as error:
        raise Invalid(f"This is no TAXII envelope. {error.message}") from None
    if len(raws) > limits.objects:
        raise Invalid(f"Send at most {limits.objects:,} objects at once.")
    return raws


def _sent(index: int, body: bytes, limits: Limits) -> Sent:
    if len(body) > limits.object_bytes:
        raise _Unreadable(f"An object may have at most {limits.object_bytes:,} bytes.")
    content = _parsed(body, limits)
    if not isinstance(content, dict):
        raise _Unreadable("Each of the objects must be an object.")
    refs = _walk(content, limits)
    try:
        kind = versions.check_id(_needed(content, "id"), _needed(content, "type"))
        whole = markings.read_object_refs(content)
        parts = markings.read_granular_refs(content)
    except Refusal as error:
        raise _Unreadable(error.message, content) from None
    if len(whole) + len(parts) > limits.markings:
        raise _Unreadable(f"An object may have at most {limits.markings} markings.", content)
    if any(ref.encode() not in body for ref in (*whole, *parts)):
        raise _Unreadable("Write markings without escapes, so that they can be replaced.", content)
    created = _text(content, "created")
    return Sent(
        index=index,
        id=content["id"],
        type=kind,
        version=_text(content, "modified") or created,
        created=created,
        spec_version=_spec_version(content, created),
        created_by_ref=_text(content, "created_by_ref") or None,
        object_marking_refs=whole,
        granular_marking_refs=parts,
        refs=refs,
        revoked=content.get("revoked") is True,
        body=body,
        content=content,
    )


def _spec_version(content: dict[str, object], created: str) -> str:
    """Say which STIX an object is of: only observables of 2.1 and objects of 2.0 need not say."""
    return _text(content, "spec_version") or (OLDER if created else SPEC_VERSION)


def _parsed(body: bytes, limits: Limits) -> object:
    """Read strict JSON: UTF-8, no name twice, no NaN, no number without measure."""

    def number(text: str) -> float:
        if len(text) > limits.digits:
            raise _Unreadable(f"A number may have at most {limits.digits} digits.")
        value = float(text) if set(text) & set(".eE") else int(text)
        if value in (float("inf"), float("-inf")):
            raise _Unreadable("A number is too large.")
        return value

    try:
        content: object = json.loads(
            body.decode(),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_int=number,
            parse_float=number,
        )
    except UnicodeDecodeError:
        raise _Unreadable("Write it in UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise _Unreadable(f"It is no JSON. {_plain(error)}") from None
    if b"\\u0000" in body and _NUL.search(body):
        raise _Unreadable("It holds a NUL character. Leave it out.", content)
    return content


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Unreadable(f"The name {twice[:60]!a} stands there twice.", found)
    return found


def _no_number(text: str) -> NoReturn:
    raise _Unreadable(f"{text} is no number in JSON.")


def _walk(content: dict[str, object], limits: Limits) -> tuple[str, ...]:
    """Measure an object's depth, and gather what it refers to."""
    refs: dict[str, None] = {}
    level: list[dict[str, object] | list[object]] = [content]
    for _ in range(limits.depth):
        inner: list[dict[str, object] | list[object]] = []
        for each in level:
            if isinstance(each, dict):
                _gather(each, refs)
            values = each.values() if isinstance(each, dict) else each
            inner += [value for value in values if isinstance(value, dict | list)]
        if not inner:
            break
        level = inner
    else:
        raise _Unreadable(f"It is nested more than {limits.depth} deep.", content)
    if len(refs) > limits.refs:
        raise _Unreadable(f"It may refer to at most {limits.refs:,} objects.", content)
    return tuple(refs)


def _gather(found: dict[str, object], refs: dict[str, None]) -> None:
    for name, value in found.items():
        if name.endswith("_ref") and name not in _NOT_CONTENT and isinstance(value, str):
            refs[value] = None
        elif name.endswith("_refs") and name not in _NOT_CONTENT and isinstance(value, list):
            refs.update((ref, None) for ref in value if isinstance(ref, str))


def _needed(content: dict[str, object], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise Invalid(f"It needs {name}.", field=name)
    return value


def _text(content: dict[str, object], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""


def _plain(error: Exception) -> str:
    text = "It is nested too deep" if isinstance(error, RecursionError) else str(error)
    return text[:200].rstrip(".") + "."
