"""Puts together what two people said of the same outcome at the same time. Nothing is lost.

Each field is looked at alone. Where one side changed it, that change stands; where both changed
it to different things, a person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wardmote.rules.assess.answers import STATEMENT, Reply, Said
from wardmote.rules.assess.judging import Answer
from wardmote.rules.refusal import Conflict

JUDGEMENT = "judgement"
NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Field:
    """What one side holds in one field: a choice, a text that goes with it, or both.

    An answer goes with its explanation and a judgement with its reason, because a reason that
    was given for another judgement says something that nobody meant.
    """

    choice: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both sides changed, to different things."""

    name: str
    base: Field
    mine: Field
    theirs: Field

    @property
    def has_two_texts(self) -> bool:
        """Tell whether both sides wrote something, so that both texts could be kept.

        Source: design of conflict-safe editing: of two texts none need be given up.
        """
        return bool(self.mine.text and self.theirs.text) and self.mine.text != self.theirs.text


@dataclass(frozen=True, slots=True)
class Merge:
    """What two sides come to.

    Shape: `said` holds their side in each field that clashes, until someone decides; `mine` and
    `theirs` name the fields that this side alone changed.
    """

    said: Said
    clashes: tuple[Clash, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


def fields(said: Said) -> dict[str, Field]:
    """Lay out what was said field by field; a statement that is not answered is absent.

    Source: design of conflict-safe editing: an answer and its explanation change together.
    """
    laid = {
        f"{STATEMENT}{code}": Field(reply.answer.value, reply.how)
        for code, reply in sorted(said.statements.items())
    }
    laid[JUDGEMENT] = Field(said.judged, said.reason)
    laid[NOTES] = Field("", said.notes)
    return laid


def from_fields(laid: Mapping[str, Field]) -> Said:
    """Put what was said together again from its fields.

    Source: design of conflict-safe editing.
    """
    judgement = laid.get(JUDGEMENT, Field())
    return Said(
        statements={
            name.removeprefix(STATEMENT): Reply(Answer(value.choice), value.text)
            for name, value in laid.items()
            if name.startswith(STATEMENT) and value.choice
        },
        notes=laid.get(NOTES, Field()).text,
        judged=judgement.choice,
        reason=judgement.text,
    )


def changed(before: Said, after: Said) -> tuple[str, ...]:
    """Name the fields that differ, statements first.

    Source: design of conflict-safe editing.
    """
    old, new = fields(before), fields(after)
    return tuple(name for name in _names(old, new) if old.get(name) != new.get(name))


def merge(base: Said, mine: Said, theirs: Said) -> Merge:
    """Merge two sides that both began from `base`.

    Source: three-way merge by field; a field that both changed alike is no clash.
    """
    was, ours, other = fields(base), fields(mine), fields(theirs)
    my_changes, their_changes = set(changed(base, mine)), set(changed(base, theirs))
    laid, clashes = dict(other), []
    for name in _names(was, ours, other):
        if name in my_changes and name not in their_changes:
            laid[name] = ours.get(name, Field())
        elif name in my_changes and ours.get(name) != other.get(name):
            empty = Field()
            clashes.append(
                Clash(name, was.get(name, empty), ours.get(name, empty), other.get(name, empty))
            )
    order = _names(was, ours, other)
    return Merge(
        said=from_fields(laid),
        clashes=tuple(clashes),
        mine=tuple(name for name in order if name in my_changes - their_changes),
        theirs=tuple(name for name in order if name in their_changes - my_changes),
    )


def settle(merged: Merge, decided: Mapping[str, Field]) -> Said:
    """Put the decisions on the clashes into the merge.

    Raises: Conflict where a clash is left open.
    Source: design of conflict-safe editing: a person decides what both changed.
    """
    if any(clash.name not in decided for clash in merged.clashes):
        raise Conflict("Choose what to keep for each difference.")
    laid = fields(merged.said)
    return from_fields(laid | {clash.name: decided[clash.name] for clash in merged.clashes})


def _names(*laid: Mapping[str, Field]) -> list[str]:
    """Name the fields of all sides: statements by code, then the judgement, then the notes."""
    names = {name for each in laid for name in each}
    last = {JUDGEMENT: 1, NOTES: 2}
    return sorted(names, key=lambda name: (last.get(name, 0), name))
