"""Regular expressions of others, which may be hostile: RE2 alone, which cannot hang."""

from functools import lru_cache
from typing import Any

import re2

from wardmote.rules.refusal import Invalid


@lru_cache(1024)
def compiled(expression: str) -> Any:
    """Compile an expression. Raises: Invalid, where it is not one of RE2 or is too large."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except re2.error:
        raise Invalid(
            "This regular expression cannot be run. Write it without looking ahead or back, "
            "without \\1, and shorter."
        ) from None


def found(expression: str, text: str) -> bool:
    """Say whether an expression is found anywhere in a text."""
    return compiled(expression).search(text) is not None
