"""How far a source and what it says are trusted, in the grades of the Admiralty.

Source: UK MOD JDP 2-00, the Admiralty code; STIX 2.1, appendix A, Admiralty credibility.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wardmote.rules.refusal import Invalid


class Reliability(StrEnum):
    """How reliable a source is."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Credibility(StrEnum):
    """How credible what it says is."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"


RELIABILITY_TITLES: Mapping[Reliability, str] = MappingProxyType(
    {
        Reliability.A: "Has always been right",
        Reliability.B: "Has mostly been right",
        Reliability.C: "Has often been right",
        Reliability.D: "Has often been wrong",
        Reliability.E: "Has mostly been wrong",
        Reliability.F: "Not known well enough to say",
    }
)
CREDIBILITY_TITLES: Mapping[Credibility, str] = MappingProxyType(
    {
        Credibility.ONE: "Confirmed by others",
        Credibility.TWO: "Probably true",
        Credibility.THREE: "Possibly true",
        Credibility.FOUR: "Doubtful",
        Credibility.FIVE: "Improbable",
        Credibility.SIX: "Nobody can tell yet",
    }
)

_TRUST_PERCENT = MappingProxyType(dict(zip(Reliability, (100, 90, 75, 50, 25, 50), strict=True)))
_CONFIDENCE = MappingProxyType(dict(zip(Credibility, (90, 70, 50, 30, 10, 50), strict=True)))


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade such as B2: the source is mostly right, and this is probably true."""

    reliability: Reliability = Reliability.F
    credibility: Credibility = Credibility.SIX

    def __str__(self) -> str:
        """Write it as two signs."""
        return f"{self.reliability}{self.credibility}"


UNGRADED = Grade()


def read(text: str) -> Grade:
    """Read a grade such as B2, b2 or B-2.

    Raises: Invalid.
    Source: the Admiralty code: a letter from A to F and a figure from 1 to 6.
    """
    found = re.fullmatch(r"([A-F])[ -]?([1-6])", text.strip().upper(), re.ASCII)
    if found is None:
        raise Invalid("Write the grade as a letter from A to F and a figure from 1 to 6: B2.")
    return Grade(Reliability(found[1]), Credibility(found[2]))


def meaning(grade: Grade) -> str:
    """Say in plain words what a grade means.

    Source: the Admiralty code.
    """
    source = RELIABILITY_TITLES[grade.reliability].lower()
    said = CREDIBILITY_TITLES[grade.credibility].lower()
    return f"The source: {source}. What it says: {said}."


def worth(grade: Grade) -> int:
    """Give what a grade is worth at first sight, from 0 to 100.

    What nobody can judge counts as the middle: it is neither believed nor thrown away.
    Source: STIX 2.1, appendix A: credibility 1 to 5 are 90, 70, 50, 30, 10; the share by which a
    source's reliability lowers it is this project's choice.
    """
    return _CONFIDENCE[grade.credibility] * _TRUST_PERCENT[grade.reliability] // 100
