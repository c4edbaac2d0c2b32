"""Browsers of the cast, and letters as they left."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests.conftest import Cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "three random words"
Visit = Callable[[str], Client]


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Forget how often earlier tests knocked."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """Give a browser in which one of the cast is signed in."""

    def visit(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name), backend=BACKEND)
        return client

    return visit


def with_password(cast: Cast, name: str) -> str:
    """Give one of the cast a password, and say their address."""
    person = getattr(cast, name)
    person.set_password(PASSWORD)
    person.save()
    return str(person.email)
