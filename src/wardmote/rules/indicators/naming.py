"""Names indicators that came without an id of their own."""

import hashlib
import uuid

from wardmote.rules.indicators.values import Kind

_SPACE = uuid.UUID("6c1c4d39-7a0c-5b0e-9a55-5f0f6f0a2f61").bytes
"""Ours alone; it never changes, so that the same value has the same id everywhere."""


def ref(kind: Kind, value: str) -> str:
    """Make the STIX id of an indicator from its kind and its value; the same always.

    Source: RFC 9562 section 5.5 (UUID version 5), written out because it is made a million times.
    """
    name = f"{kind}:{value}".encode("utf-8", "surrogatepass")
    made = hashlib.sha1(_SPACE + name, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(made[16], 16) & 3]
    return f"indicator--{made[:8]}-{made[8:12]}-5{made[13:16]}-{variant}{made[17:20]}-{made[20:32]}"
