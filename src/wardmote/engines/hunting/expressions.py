"""Regular expressions of others, which may be hostile: RE2 alone, which cannot hang."""

from functools import cache, lru_cache
from typing import Any

import duckdb
import re2

from wardmote.rules.refusal import Invalid


@lru_cache(1024)
def compiled(expression: str) -> Any:
    """Compile an expression, which DuckDB can run too.

    Raises: Invalid, where it is not one of RE2 or is too large.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        with _trial().cursor() as trial:
            trial.execute("SELECT regexp_matches('', ?)", [expression])
        return re2.compile(expression, options)
    except (re2.error, duckdb.Error):
        raise Invalid(
            "This regular expression cannot be run. Write it without looking ahead or back, "
            "without \\1, and shorter."
        ) from None


@cache
def _trial() -> duckdb.DuckDBPyConnection:
    """Open one empty database, in which expressions are tried."""
    return duckdb.connect(config={"threads": 1})


def found(expression: str, text: str) -> bool:
    """Say whether an expression is found anywhere in a text."""
    return compiled(expression).search(text) is not None
