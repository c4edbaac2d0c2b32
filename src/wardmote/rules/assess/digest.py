"""The words of an email digest.

Source: programme: a digest, not a storm: counts and where to look, never what an answer says,
because mail is not a safe place for how a council is protected.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """Things that wait for the same reason. Shape: `examples` pair a text with an address."""

    title: str
    count: int
    examples: tuple[tuple[str, str], ...]


MOST_EXAMPLES = 5


def subject(sections: Sequence[Section]) -> str:
    """Give the subject: how many things wait.

    Source: as the module.
    """
    total = sum(section.count for section in sections)
    return f"Wardmote: {total} {'thing waits' if total == 1 else 'things wait'} for you"


def words(name: str, sections: Sequence[Section], *, home: str, settings: str) -> str:
    """Write the digest as plain text. Shape: `home` and `settings` are addresses.

    Source: as the module.
    """
    lines = [f"Hello {' '.join(name.split())},", ""]
    for section in sections:
        lines += [f"{section.title}: {section.count}"]
        for text, address in section.examples[:MOST_EXAMPLES]:
            lines += [f"- {' '.join(text.split())}", f"  {address}"]
        rest = section.count - min(len(section.examples), MOST_EXAMPLES)
        lines += [f"- and {rest} more"] if rest > 0 else []
        lines += [""]
    return "\n".join([*lines, f"See all: {home}", f"To stop these emails: {settings}", ""])
