"""How the list that is asked for is narrowed, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from wardmote.rules.indicators.values import Kind
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing.markings import Tlp

WORDS = {tlp.name.lower().replace("_", "+"): tlp for tlp in Tlp}
KNOWN = ("tlp", "score", "kind")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted. Shape: `most` is the narrowest label; no `kinds` means all."""

    most: Tlp = Tlp.RED
    least_score: int = 0
    kinds: tuple[Kind, ...] = ()


def read(given: Mapping[str, str]) -> Asked:
    """Read what is wanted.

    Raises: Invalid.
    """
    unknown = sorted(set(given) - set(KNOWN))
    if unknown:
        raise Invalid(f"{unknown[0][:40]!r} is none of: {', '.join(KNOWN)}.")
    label = given.get("tlp", "").lower().replace(" ", "+")
    if label and label not in WORDS:
        raise Invalid(f"tlp must be one of: {', '.join(WORDS)}.", field="tlp")
    score = given.get("score", "") or "0"
    if not (score.isascii() and score.isdigit() and len(score) <= 3 and int(score) <= 100):
        raise Invalid("score must be a number from 0 to 100.", field="score")
    words = [each.strip() for each in given.get("kind", "").split(",") if each.strip()]
    known = {str(kind): kind for kind in Kind}
    if not set(words) <= known.keys():
        raise Invalid(f"kind must be of: {', '.join(known)}.", field="kind")
    return Asked(WORDS.get(label, Tlp.RED), int(score), tuple(known[each] for each in words))
