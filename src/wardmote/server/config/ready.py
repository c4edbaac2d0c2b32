"""Checks the settings and starts Django, once a process."""

import os
from collections.abc import Mapping

import django
from django.apps import apps

from wardmote.rules.refusal import Invalid
from wardmote.server.config import environment


def check_settings(environ: Mapping[str, str], *, as_owner: bool) -> None:
    """Refuse settings that would not work, before anything is opened.

    Raises: Invalid, with the cure.
    """
    found = environment.read(environ)
    if as_owner and not found.owner_database_url:
        raise Invalid(
            "WARDMOTE_OWNER_DATABASE_URL is not set. This command changes tables or loads data "
            "for everyone, so it needs the database's owner."
        )


def start_django() -> None:
    """Start Django where it has not started yet."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "wardmote.server.config.settings"
    if not apps.ready:
        django.setup()
