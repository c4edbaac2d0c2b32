"""Reads a pack from a file, a folder or an archive, whatever is in it.

Shape: STIX bundle or TAXII pages, MISP events, OpenIOC, CSV, lists, prose, emails, Sigma rules,
our own JSON. The content decides, not the name.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from wardmote.formats.csaf import advisories
from wardmote.formats.packs import archives, letters, misp, openioc, own, plain, tables
from wardmote.formats.packs.gathering import Gathering
from wardmote.rules.hunting.packs import Pack, SigmaRule
from wardmote.rules.refusal import Invalid

_SIGMA = re.compile(r"^detection[ \t]*:", re.M)
_SOURCE = re.compile(r"^logsource[ \t]*:", re.M)
_NEXT_RULE = re.compile(r"^---[ \t]*\r?\n", re.M)


class _Shape(msgspec.Struct):
    """What tells one format of JSON from another."""

    type: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    format: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    objects: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    pattern: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    document: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    event: msgspec.Raw = msgspec.field(name="Event", default_factory=msgspec.Raw)
    response: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    attributes: msgspec.Raw = msgspec.field(name="Attribute", default_factory=msgspec.Raw)


def read(path: Path, *, now: datetime | None = None) -> Pack:
    """Read all that a file, a folder or a zip holds to look for.

    What cannot be read is in `left_out` with the reason. With `now`, what has expired is too.
    Raises: Invalid, where one file was given and cannot be read as a whole.
    """
    gathering = Gathering(path.name)
    parts = archives.parts(path, gathering)
    if parts is None:
        take(archives.contents(path), gathering)
    else:
        for name, data in parts:
            gathering.source = name
            try:
                take(data, gathering)
            except Invalid as refused:
                gathering.leave(refused.message, line=refused.line)
    return gathering.pack(path.name, now)


def take(data: bytes, gathering: Gathering) -> None:
    """Take what one file holds, by its content.

    Raises: Invalid.
    """
    start = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"[") and _is_json(start):
        _json(data.removeprefix(b"\xef\xbb\xbf"), gathering)
    elif start[:1] == b"<" and (start.startswith(b"<?xml") or b"ioc" in start.lower()):
        _xml(data, gathering)
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _utf_16(data, gathering)
    elif letters.is_letter(data):
        letters.read(data, gathering)
    elif b"\0" in data[:1_000]:
        raise Invalid("This is no text, and no format that is known.", source=gathering.source)
    else:
        _text(data.decode("utf-8-sig", "replace"), gathering)


def _is_json(start: bytes) -> bool:
    """Tell JSON from prose that starts with a bracket, such as `[.]` or an address of IPv6."""
    second = start[1:].lstrip()[:1]
    return second in (b'"', b"}") if start[:1] == b"{" else second in (b"{", b'"', b"]")


def _json(data: bytes, gathering: Gathering) -> None:
    try:
        if data.lstrip()[:1] == b"[":
            _json_list(msgspec.json.decode(data, type=list[msgspec.Raw]), data, gathering)
        else:
            _json_object(data, gathering)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Invalid(f"This JSON cannot be read: {error}.", source=gathering.source) from None


def _json_object(data: bytes, gathering: Gathering) -> None:
    shape = msgspec.json.decode(data, type=_Shape)
    if bytes(shape.format) == json.dumps(own.FORMAT).encode():
        own.read(data, gathering)
    elif bytes(shape.document):
        advisory = advisories.read(data, gathering.source)
        gathering.made(advisory.changed_at)
        about = ", ".join(advisory.cves[:5]) or "no vulnerability"
        gathering.leave(f"This is an advisory ({about}): it holds no indicators.", advisory.ref)
    elif bytes(shape.event) or bytes(shape.response) or bytes(shape.attributes):
        misp.read(data, gathering)
    elif bytes(shape.objects) or bytes(shape.type) == b'"bundle"':
        gathering.stix.read(data, gathering.source)
    elif bytes(shape.type):
        gathering.stix.take(data, 1, gathering.source)
    else:
        _other_json(data, gathering)


def _other_json(data: bytes, gathering: Gathering) -> None:
    names = msgspec.json.decode(data, type=dict[str, msgspec.Raw]).keys()
    if misp.is_manifest(names):
        gathering.leave(misp.MANIFEST)
    elif names:  # an empty envelope of TAXII is {}
        raise Invalid("This JSON is of no format that is known.", source=gathering.source)


def _json_list(items: list[msgspec.Raw], data: bytes, gathering: Gathering) -> None:
    """Take a list of values, of objects of STIX or of events of MISP."""
    if items and all(bytes(each).startswith(b'"') for each in items):
        _text("\n".join(msgspec.json.decode(data, type=list[str])), gathering)
        return
    for number, each in enumerate(items, start=1):
        try:
            shape = msgspec.json.decode(each, type=_Shape)
        except msgspec.MsgspecError as error:
            gathering.leave(f"Element {number} is of no form that is known: {error}.")
            continue
        if bytes(shape.event) or bytes(shape.attributes):
            misp.read(each, gathering)
        else:
            gathering.stix.take(each, number, gathering.source)


def _xml(data: bytes, gathering: Gathering) -> None:
    root = openioc.tree(data, gathering.source)
    if root.tag.rpartition("}")[2].lower() not in ("ioc", "openioc"):
        raise Invalid("This XML is no OpenIOC.", source=gathering.source)
    openioc.read(root, gathering)


def _utf_16(data: bytes, gathering: Gathering) -> None:
    text = data.decode("utf-16", "replace")
    known: Callable[[bytes, Gathering], None] = _xml if text.lstrip().startswith("<?xml") else take
    known(data if known is _xml else text.encode("utf-8", "replace"), gathering)


def _text(text: str, gathering: Gathering) -> None:
    if _SIGMA.search(text) and _SOURCE.search(text):
        rules = [each for each in _NEXT_RULE.split(text) if _SIGMA.search(each)]
        gathering.sigma += [SigmaRule(each, gathering.source) for each in rules]
        return
    header = tables.header(text)
    if header and (len(header.words) > 1 or plain.is_list(text)):
        tables.read(text, header, gathering)
    else:
        plain.read(text, gathering)
