"""An assessment that Alderby answers, with a foreign one beside it, for tests of its pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import NOW, TODAY, Cast
from tests.database import as_owner
from wardmote.rules.people.actors import Actor
from wardmote.server.assess import models
from wardmote.server.assess.actions import cycles

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Visit = Callable[[str], Client]


def start(actor: Actor, organisation: object, title: str) -> models.Assessment:
    return cycles.start_cycle(
        actor=actor,
        organisation=organisation.pk,  # type: ignore[attr-defined]
        framework="caf-4.0",
        profile="caf-4.0:baseline",
        title=title,
        starts_on=TODAY,
        due_on=None,
        now=NOW,
    )


def assign(cast: Cast, person: str, begun: models.Assessment) -> None:
    """Let someone from outside read one assessment."""
    from wardmote.server.people.models import Assignment

    with as_owner():
        Assignment.objects.create(
            organisation_id=begun.organisation_id,
            person=getattr(cast, person),
            subject=begun.pk,
            granted_by=cast.alice,
            granted_at=NOW,
        )


def begin(cast: Cast) -> models.Assessment:
    """Start Merrowdown's assessment and then Alderby's, which Carol may read."""
    start(cast.enter("mallory"), cast.merrowdown, "Merrowdown's own")
    begun = start(cast.enter("alice"), cast.alderby, "CAF 2026")
    assign(cast, "carol", begun)
    return begun


@pytest.fixture
def begun(cast: Cast) -> models.Assessment:
    return begin(cast)


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """Give a browser in which a person of the cast is signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name), backend=BACKEND)
        return client

    return sign_in
