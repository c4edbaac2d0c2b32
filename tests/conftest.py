"""The fixed cast: who works where, for every test of the server."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.test import override_settings
from hypothesis import settings

from tests.database import as_owner, django_db_setup, postgres  # noqa: F401 (fixtures)
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role

# What is started in the background may be deaf to Ctrl-C, and so would be all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A slow machine is no failure. CI draws the same examples each time, so that what it says of a
# change is about that change; everyone else draws new ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
TODAY = NOW.date()

PEOPLE = {
    "alice": ("Alice Ferrow", "ALDERBY", Role.CAF_LEAD),
    "bob": ("Bob Tansley", "ALDERBY", Role.COLLABORATOR),
    "erin": ("Erin Maddock", "ALDERBY", Role.APPROVER),
    "frank": ("Frank Oduya", "ALDERBY", Role.QUALITY_ASSURER),
    "carol": ("Carol Whin", "ASSURER", Role.INDEPENDENT_ASSURER),
    "dave": ("Dave Larkin", "STEWARD", Role.STEWARD),
    "grace": ("Grace Pell", "STEWARD", Role.ANALYST),
    "mallory": ("Mallory Stroud", "MERROWDOWN", Role.CAF_LEAD),
}
ORGANISATIONS = {
    "ALDERBY": ("Alderby District Council", "district"),
    "MERROWDOWN": ("Merrowdown District Council", "district"),
    "ASSURER": ("Quillgate Assurance", "assurer"),
    "STEWARD": ("Sector Steward", "steward"),
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the walks in the browser, which take longest; workers share what is left."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/journeys/"))


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests() -> Iterator[None]:
    """Count tries in memory: each test's own transaction is the one connection it may use.

    `tests/server/people/test_limits.py` looks at them as they are. Passwords are made quickly;
    the walks sign in to a service whose passwords are made slowly, as they should be.
    """
    memory = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(CACHES=memory, PASSWORD_HASHERS=quick):
        yield


@dataclass
class Cast:
    """The people and organisations of the tests, by name."""

    people: dict[str, object]
    organisations: dict[str, object]

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
        """Give a person by name, or an organisation by its code in small letters."""
        for found in (self.people.get(name), self.organisations.get(name.upper())):
            if found is not None:
                return found
        raise AttributeError(name)

    def enter(self, name: str) -> Actor:
        """Make row security see a person, within the test's transaction."""
        from wardmote.server.people import enter

        return enter.enter(getattr(self, name).pk)


def gather() -> Cast:
    """Put the cast into the database."""
    from wardmote.server.people.models import Membership, Person
    from wardmote.server.register.models import Organisation

    with as_owner():
        organisations = {
            code: Organisation.objects.create(
                code=code, name=name, short_name=name.split(" District")[0], kind=kind
            )
            for code, (name, kind) in ORGANISATIONS.items()
        }
        people = {}
        for key, (name, code, role) in PEOPLE.items():
            people[key] = Person.objects.create(name=name, email=f"{key}@{code.lower()}.example")
            Membership.objects.create(
                organisation=organisations[code], person=people[key], role=role, since=NOW
            )
    return Cast(dict(people), dict(organisations))


@pytest.fixture
def cast(db: None) -> Cast:
    """Gather the cast for a test whose work is undone at its end."""
    return gather()


@pytest.fixture
def committed_cast(transactional_db: None) -> Cast:
    """Gather the cast for a test that commits, such as a race."""
    return gather()
