"""What OASIS asks of a TAXII 2.1 server, requirement by requirement, in our own words.

Source: OASIS TAXII 2.1 (June 2021); OASIS STIX and TAXII interoperability test documents.
"""

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is asked.

    Shape: `source` is a section; `test` is FILE::FUNCTION in `tests/server/sharing`, or empty.
    """

    source: str
    says: str
    test: str
    verdict: str
    note: str = ""


def read() -> list[Requirement]:
    """Read the requirements that ship with Wardmote, in the order of the standard."""
    path = resources.files("wardmote.data") / "taxii" / "conformance.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["requirement"]
    return [Requirement(row.pop("from"), **row) for row in rows]
