"""England in the database, and people who knock."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import NOW, Cast
from tests.database import as_owner
from wardmote.formats.register import sheet
from wardmote.rules.people.actors import Actor
from wardmote.server.register import actions

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Visit = Callable[[str], Client]


@pytest.fixture
def england(cast: Cast) -> Cast:
    """Load England beside the cast."""
    with as_owner():
        actions.keep_register(
            actor=Actor(name="The operator"),
            incoming=sheet.england(),
            allow_large=False,
            now=NOW,
        )
    return cast


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """Give a browser to someone of the cast, or to a visitor."""

    def enter(name: str) -> Client:
        client = Client()
        if name != "visitor":
            client.force_login(getattr(cast, name), backend=BACKEND)
        return client

    return enter
