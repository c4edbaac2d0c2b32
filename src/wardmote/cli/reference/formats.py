"""The list of formats: what is read and written, by which function, from whose standard."""

from collections.abc import Iterable
from pathlib import Path

import wardmote.formats
from wardmote.cli.reference import docstrings

PACKAGE = Path(wardmote.formats.__file__).parent


def markdown() -> Iterable[str]:
    """Write the formats as a page, in paragraphs."""
    yield "# Formats"
    yield (
        "What Wardmote reads from files and writes to them. "
        "Readers refuse with the file and line of each thing that is wrong."
    )
    for module in docstrings.modules(PACKAGE):
        functions = [one for one in module.public if one.is_function and "." not in one.name]
        if not functions:
            continue
        yield f"## {module.name}"
        yield module.said.meaning
        if module.said.source:
            yield f"Source: {module.said.source}"
        yield "\n".join(f"- `{one.name}`: {one.said.meaning}" for one in functions)
