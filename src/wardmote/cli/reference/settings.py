"""The list of settings: each variable, its meaning and its default."""

import dataclasses
from collections.abc import Iterable

from wardmote.server.config import environment


def names() -> tuple[str, ...]:
    """Name the variables, in the order in which they are declared."""
    return tuple(variable(one.name) for one in dataclasses.fields(environment.Environment))


def variable(name: str) -> str:
    """Give the variable that sets a field."""
    return f"WARDMOTE_{name.upper()}"


def markdown() -> Iterable[str]:
    """Write the settings as a page, in paragraphs."""
    yield "# Settings"
    yield (
        "The service reads its settings from the environment when it starts. "
        "It refuses combinations that would not work, and says the cure."
    )
    for one in dataclasses.fields(environment.Environment):
        yield f"## {variable(one.name)}"
        yield one.metadata["meaning"]
        if one.default:
            yield f"If you do not set it: `{one.default}`."
