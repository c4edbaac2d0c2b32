"""The list of settings: each variable, its meaning and its default."""

import dataclasses
from collections.abc import Iterable
from typing import Any


def fields() -> "tuple[dataclasses.Field[Any], ...]":
    """Give the settings as the server declares them; values alone, so Django is not needed."""
    from wardmote.server.config import environment

    return dataclasses.fields(environment.Environment)


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
    for one in fields():
        yield f"## {variable(one.name)}"
        yield one.metadata["meaning"]
        if one.default:
            yield f"If you do not set it: `{one.default}`."
