"""How markings are written for a client that knows only the first traffic light protocol.

Objects are kept as they were sent. MISP and OpenCTI do not know the labels of TLP 2.0 and would
take such an object for unmarked, so a client may ask for the labels of TLP 1.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Tlp


class Rendering(StrEnum):
    """Which labels a client is given."""

    AS_SENT = "as_sent"
    TLP_1 = "tlp_1"


NARROWED: Mapping[Tlp, Tlp] = MappingProxyType(
    {tlp: tlp for tlp in Tlp} | {Tlp.AMBER_STRICT: Tlp.RED}
)
"""What each label is written as in TLP 1.

AMBER+STRICT has no like there. AMBER of TLP 1 would let its reader pass it on to suppliers, which
STRICT forbids; RED lets nobody pass it on. The narrower is taken, because what is wrongly held
back can be asked for, and what is wrongly passed on cannot be called back.
"""

ESCAPED = b"\\u00"
OLD_CREATED = "2017-01-20T00:00:00.000Z"


def rendered(ref: str, body: bytes, rendering: Rendering) -> bytes:
    """Write an object as a client wants its markings; all else stays byte for byte.

    Shape: `ref` is the object's id. A definition of TLP 2.0 becomes that of TLP 1 as a whole.
    Source: FIRST TLP 2.0 against 1.0; STIX 2.1, 7.2.1.4; CLEAR was WHITE.
    """
    if rendering is Rendering.AS_SENT:
        return body
    if ref in _NEW_REFS:
        return _DEFINITIONS[_NEW_REFS[ref]]
    for sent, spelled, written in _REPLACED:
        body = body.replace(sent, written)
        if ESCAPED in body:  # JSON may write any sign of an id by its number
            body = spelled.sub(written, body)
    return body


def written_ref(ref: str, rendering: Rendering) -> str:
    """Give the id under which a client sees an object.

    Source: FIRST TLP 2.0 against 1.0.
    """
    return _NEW_REFS.get(ref, ref) if rendering is Rendering.TLP_1 else ref


def written_version(ref: str, version: str, rendering: Rendering) -> str:
    """Give the version in which a client sees an object: a definition's is when it was created.

    Source: STIX 2.1, 7.2.1.4; TAXII 2.1, section 5.3.
    """
    return OLD_CREATED if rendering is Rendering.TLP_1 and ref in _NEW_REFS else version


def refs_behind(ref: str, rendering: Rendering) -> tuple[str, ...]:
    """Give the ids of all that a client sees under one id, that id first.

    Source: FIRST TLP 2.0 against 1.0.
    """
    if rendering is Rendering.AS_SENT:
        return (ref,)
    return (ref, *(new for new, old in _NEW_REFS.items() if old == ref))


def definition(tlp: Tlp, rendering: Rendering = Rendering.AS_SENT) -> bytes:
    """Write the marking-definition object of a label, as OASIS and FIRST give it.

    Source: STIX 2.1, section 7.2.1.4; OASIS common objects, extension definition for TLP 2.0.
    """
    return _DEFINITIONS[_written_as(tlp) if rendering is Rendering.TLP_1 else markings.TLP_2[tlp]]


def _written_as(tlp: Tlp) -> str:
    return markings.TLP_1[NARROWED[tlp]]


def _tlp_1(tlp: Tlp, ref: str) -> dict[str, object]:
    word = "white" if tlp is Tlp.CLEAR else tlp.name.lower()
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": ref,
        "created": OLD_CREATED,
        "definition_type": "tlp",
        "name": f"TLP:{word.upper()}",
        "definition": {"tlp": word},
    }


def _tlp_2(tlp: Tlp, ref: str) -> dict[str, object]:
    word = tlp.label.removeprefix("TLP:").lower()
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": ref,
        "created": "2022-10-01T00:00:00.000Z",
        "name": tlp.label,
        "extensions": {
            markings.EXTENSION: {"extension_type": "property-extension", "tlp_2_0": word}
        },
    }


def _spelled(ref: str) -> re.Pattern[bytes]:
    r"""Find an id in whichever way JSON may write it: `-` is `\u002d` too."""
    each = (rf"(?:{re.escape(sign)}|\\u00(?i:{ord(sign):02x}))" for sign in ref)
    return re.compile(f'"{"".join(each)}"'.encode())


_DEFINITIONS = {
    ref: json.dumps(written(tlp, ref), separators=(",", ":")).encode()
    for refs, written in ((markings.TLP_1, _tlp_1), (markings.TLP_2, _tlp_2))
    for tlp, ref in refs.items()
}
_NEW_REFS = {ref: _written_as(tlp) for tlp, ref in markings.TLP_2.items()}
_REPLACED = [
    (f'"{new}"'.encode(), _spelled(new), f'"{old}"'.encode()) for new, old in _NEW_REFS.items()
]
