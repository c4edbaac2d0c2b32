"""The one door from the command line to the server: nothing of it loads before a command asks."""

import importlib
import os
from types import ModuleType

from wardmote.rules.refusal import Invalid


def load(module: str, *, as_owner: bool = False) -> ModuleType:
    """Make the server ready and give one of its modules, such as `config.running`.

    Raises: Invalid, where the settings are wrong or the server's part is not installed.
    """
    try:
        ready = importlib.import_module("wardmote.server.config.ready")
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.startswith("wardmote"):
            raise
        raise Invalid(
            "The server's part of Wardmote is not installed here. "
            "Install it with: pip install 'wardmote[server]'."
        ) from None
    ready.check_settings(os.environ, as_owner=as_owner)
    if as_owner:
        os.environ["WARDMOTE_AS_OWNER"] = "yes"
    ready.start_django()
    return importlib.import_module(f"wardmote.server.{module}")
