"""Starts Django for a command that works on the service's database as its owner."""

import os
import secrets

import django

from wardmote.rules.refusal import Invalid


def as_owner() -> None:
    """Connect as the database's owner. Call it before any room of the server is imported.

    Raises: Invalid, where no database is named.
    """
    url = os.environ.get("WARDMOTE_OWNER_DATABASE_URL", "")
    if not url:
        raise Invalid(
            "This command works on the service's database. Set WARDMOTE_OWNER_DATABASE_URL to "
            "the database as its owner, such as postgresql://wm_owner:PASSWORD@HOST/wardmote."
        )
    os.environ["WARDMOTE_AS_OWNER"] = "yes"
    os.environ.setdefault("WARDMOTE_DATABASE_URL", url)
    os.environ.setdefault("WARDMOTE_LOG_LEVEL", "WARNING")
    os.environ.setdefault("WARDMOTE_SECRET_KEY", secrets.token_urlsafe(50))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.server.config.settings")
    django.setup()
