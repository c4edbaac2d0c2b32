"""The list of all addresses and who may knock there. Renew: python -m tests.house.addresses."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("addresses.txt")
HEAD = """\
# Every address of the service, its name, and who may knock. Read each new line before it is
# committed: is this the right audience? Renew with: make docs
"""


def found() -> str:
    """Write down all addresses as they are."""
    rows = sorted((path, name, _audience(view)) for path, name, view in addresses())
    return HEAD + "".join(
        f"{path or '(start)'}  {name or '-'}  {who}\n" for path, name, who in rows
    )


def addresses() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Give each address with its name and its view."""
    from django.urls import get_resolver

    yield from _below(get_resolver().url_patterns, "")


def _below(patterns: list[Any], before: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _below(pattern.url_patterns, path)
        else:
            yield path, pattern.name or "", pattern.callback


def _audience(view: Callable[..., Any]) -> str:
    return getattr(view, "audience", "NOBODY SAID WHO")


if __name__ == "__main__":
    import os

    import django

    from tests import database  # noqa: F401 (says where the database would be)

    os.environ["DJANGO_SETTINGS_MODULE"] = "wardmote.server.config.settings"
    django.setup()
    LIST.write_text(found(), encoding="utf-8")
