"""Which media types a client takes, and which it sends.

Source: TAXII 2.1, section 1.6.8; RFC 9110, sections 8.3.1 and 12.5.1.
"""

import re
from typing import NamedTuple

TAXII = "application/taxii+json;version=2.1"
"""What every answer is."""

STIX = "application/stix+json;version=2.1"
"""What the objects in a collection are."""

OLDER_STIX = "application/stix+json;version=2.0"
"""What they may be too where they were laid out for a test."""

_SPECIFIC = {"*/*": 0, "application/*": 1, "application/taxii+json": 2}
_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?", re.ASCII)


class _Range(NamedTuple):
    """One media type of a header: how closely it names ours, and how much it is wanted."""

    specific: int
    quality: float


def takes_taxii(accept: str) -> bool:
    """Tell whether a client takes TAXII 2.1; one that does not say takes anything.

    The closest of its ranges counts: `*/*, application/taxii+json;q=0` takes all but ours.
    """
    if not accept.strip():
        return True
    ranges = [found for part in accept.split(",") if (found := _range(part))]
    return max(ranges, default=_Range(0, 0)).quality > 0


def sends_taxii(content_type: str) -> bool:
    """Tell whether a body is said to be TAXII 2.1, with or without its version."""
    found = _range(content_type)
    return found is not None and found.specific == _SPECIFIC["application/taxii+json"]


def _range(text: str) -> _Range | None:
    """Read one range; None where it cannot be TAXII 2.1."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    specific = _SPECIFIC.get(name)
    given = {
        key.strip(): value.strip().strip('"')
        for key, _, value in (each.partition("=") for each in parameters)
    }
    if specific is None or given.get("version", "2.1") != "2.1":
        return None
    quality = given.get("q", "1")
    return _Range(specific, float(quality) if _QUALITY.fullmatch(quality) else 1.0)
