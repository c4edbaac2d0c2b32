"""The index of rules: each rule, its meaning, its source and its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import wardmote.rules
from wardmote.cli.reference import docstrings
from wardmote.rules.refusal import Missing

PACKAGE = Path(wardmote.rules.__file__).parent


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what decides, or a value that is decided.

    Shape: `place` is file:line.
    """

    name: str
    meaning: str
    source: str
    place: str


def rules() -> Iterator[Rule]:
    """List all rules that cite a source, by module and line."""
    for module in docstrings.modules(PACKAGE):
        for one in module.public:
            if one.source:
                yield Rule(
                    f"{module.name}.{one.name}",
                    one.said.meaning,
                    one.source,
                    f"{module.place}:{one.line}",
                )


def find(word: str) -> list[Rule]:
    """Find the rules whose name, meaning or source has a word; those so named come first.

    Raises: Missing.
    """
    wanted = word.casefold()
    found = [
        one for one in rules() if wanted in f"{one.name} {one.meaning} {one.source}".casefold()
    ]
    if not found:
        raise Missing(f"No rule speaks of {word!r}. List all with: wardmote rules")
    return sorted(found, key=lambda one: wanted not in one.name.casefold())


def markdown() -> Iterable[str]:
    """Write the index as a page, in paragraphs."""
    yield "# Rules"
    yield (
        "Each decision stands in one place, as a function with its source. "
        "`wardmote rules WORD` finds one, with file and line."
    )
    for module in docstrings.modules(PACKAGE):
        cited = [one for one in module.public if one.source]
        if not cited:
            continue
        yield f"## {module.name}"
        yield module.said.meaning
        if module.said.source:
            yield f"Source: {module.said.source}"
        yield "\n".join(_lines(module.said.source, cited))
        yield f"In `src/{module.place}`."


def _lines(of_module: str, cited: list[docstrings.Public]) -> Iterator[str]:
    for one in cited:
        source = "" if one.source == of_module else f" Source: {one.source}"
        yield f"- `{one.name}`: {one.said.meaning}{source}"
