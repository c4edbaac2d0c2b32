"""What a person chose where two people changed the same things."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from wardmote.rules.assess import texts
from wardmote.rules.assess.answers import Problem
from wardmote.rules.assess.merging import Clash, Field

KEEP, TEXT = "keep-", "text-"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to settle a clash, and what it gives; `is_edited` where the text can be changed."""

    code: str
    words: str
    field: Field
    is_edited: bool = False


def ways(clash: Clash, who: str) -> list[Way]:
    """List how a clash may be settled: theirs, mine, and where both wrote, both texts."""
    found = [
        Way("theirs", f"Keep the one saved by {who}", clash.theirs),
        Way("mine", "Keep mine, not saved yet", clash.mine),
    ]
    if clash.has_two_texts:
        both = f"{clash.theirs.text}\n\n{clash.mine.text}"
        if clash.mine.choice == clash.theirs.choice:
            found.append(Way("both", "Keep both texts", Field(clash.mine.choice, both), True))
        else:
            choices = (
                ("theirs-both", f"Keep the choice of {who}, with both texts", clash.theirs),
                ("mine-both", "Keep my choice, with both texts", clash.mine),
            )
            found += [
                Way(code, words, Field(side.choice, both), True) for code, words, side in choices
            ]
    return found


def decided(sent: QueryDict, clashes: Sequence[Clash]) -> tuple[dict[str, Field], list[Problem]]:
    """Read what was chosen for each clash, and name those that are still open."""
    chosen: dict[str, Field] = {}
    problems = []
    for clash in clashes:
        way = next(
            (each for each in ways(clash, "") if each.code == sent.get(KEEP + clash.name)), None
        )
        if way is None:
            problems.append(Problem(KEEP + clash.name, "Choose what to keep."))
        elif way.is_edited:
            text = texts.text(sent.get(TEXT + clash.name, way.field.text))
            chosen[clash.name] = Field(way.field.choice, text)
        else:
            chosen[clash.name] = way.field
    return chosen, problems
