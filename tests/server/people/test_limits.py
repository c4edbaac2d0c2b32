"""Tries are counted for all processes together: real ones, on a database of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.database import ROOT, fingerprint
from wardmote.clients.postgres import cluster, provision

NAME = "wardmote_limits"
TRIES = 4
ALLOWED = 5
"""How often one address may be sent a link for a new password in a minute."""

TRYING = """
import sys
import django
django.setup()
from django.db import connections
from django.test import Client
visitor = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
print(visitor.get("/account/sign-in/").status_code, connections["limits"].connection)
for _ in range(int(sys.argv[1])):
    print(visitor.post("/account/new-password/", {"email": "a@b.example"}).status_code)
"""
"""Opens a page, which must not connect to where tries are counted; then tries."""


@pytest.fixture
def limits(postgres: cluster.Cluster, django_db_setup: None) -> Iterator[str]:
    """Make a database in which what is committed troubles nobody else."""
    admin = postgres.url("postgres", cluster.SUPERUSER)
    with psycopg.connect(admin, autocommit=True) as connection:
        provision.drop(admin, NAME)
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{fingerprint()}" OWNER wm_owner')
    yield postgres.url(NAME, provision.APP)
    provision.drop(admin, NAME)


def started(url: str, tries: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", TRYING, str(tries)],
        env=os.environ
        | {
            "WARDMOTE_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "wardmote.server.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answers(of: subprocess.Popen[str]) -> list[str]:
    said, faults = of.communicate(timeout=120)
    assert of.returncode == 0, faults
    return [line for line in said.splitlines() if line[:3].isdigit()]


def test_two_processes_together_allow_what_one_may(limits: str) -> None:
    both = [started(limits, TRIES), started(limits, TRIES)]
    first, second = (answers(one) for one in both)
    assert [first[0], second[0]] == ["200 None"] * 2
    assert sorted(first[1:] + second[1:]) == ["302"] * ALLOWED + ["429"] * (2 * TRIES - ALLOWED)


def test_where_tries_cannot_be_counted_none_is_allowed(
    limits: str, postgres: cluster.Cluster
) -> None:
    with psycopg.connect(postgres.url(NAME, provision.OWNER), autocommit=True) as connection:
        connection.execute("REVOKE INSERT ON django_limits FROM wm_app")
    assert answers(started(limits, 1)) == ["200 None", "429"]


def test_the_counts_are_in_no_log_of_the_database(limits: str) -> None:
    with psycopg.connect(limits) as connection:
        row = connection.execute(
            "SELECT relpersistence FROM pg_class WHERE relname = 'django_limits'"
        ).fetchone()
    assert row == ("u",)
