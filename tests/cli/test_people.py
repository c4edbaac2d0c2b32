"""`wardmote people`, as an operator uses it on a new service."""

import os
import subprocess
import sys

import pytest

from tests.database import CLUSTER, NAME
from wardmote.clients.postgres import cluster

URL = CLUSTER.url(NAME, cluster.SUPERUSER)
JOINT = "&" if "?" in URL else "?"
OWNER = f"{URL}{JOINT}options=-c%20role%3Dwm_owner"


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wardmote.cli", "people", *arguments],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_steward_gets_a_link(transactional_db: None) -> None:
    from django.db import transaction

    from tests.conftest import NOW
    from wardmote.server.people.models import Invitation
    from wardmote.server.people.queries import shown

    ended = run(
        "add-steward", "ada@example.org", "--name", "Ada Prior", WARDMOTE_OWNER_DATABASE_URL=OWNER
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    link = ended.stdout.strip()
    assert link.startswith("http://127.0.0.1/account/invitation/")
    with transaction.atomic():
        found: Invitation = shown(link.split("/")[-2], NOW)
        assert (found.email, found.name, found.roles) == (
            "ada@example.org",
            "Ada Prior",
            ["steward"],
        )
        assert found.organisation.kind == "steward"
    again = run(
        "add-steward", "ADA@example.org", "--name", "Ada Prior", WARDMOTE_OWNER_DATABASE_URL=OWNER
    )
    assert (again.returncode, again.stdout) == (2, "")
    assert "There is an open invitation for this address" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add-steward", "nobody", "--name", "Ada"), "Enter an email address"),
        (("add-steward", "a@example.org", "--name", " "), "Enter your full name"),
        (
            ("add-steward", "a@example.org", "--name", "A", "--organisation", "NOWHERE"),
            "There is no such organisation",
        ),
    ],
)
def test_what_is_wrong_is_said(
    transactional_db: None, arguments: tuple[str, ...], message: str
) -> None:
    ended = run(*arguments, WARDMOTE_OWNER_DATABASE_URL=OWNER)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_the_owners_address_it_says_what_to_set() -> None:
    ended = run("add-steward", "a@example.org", "--name", "A", WARDMOTE_OWNER_DATABASE_URL="")
    assert ended.returncode == 2
    assert "WARDMOTE_OWNER_DATABASE_URL" in ended.stderr
