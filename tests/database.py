"""Gives tests a real PostgreSQL of their own, in which row security holds: each worker has one.

Tests connect as a superuser who has put on the application's role, so that the policies apply,
and `as_owner` can take the role off where a test lays out what belongs to several organisations.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from wardmote.clients.postgres import cluster, provision

ROOT = Path(__file__).parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
CLUSTER = cluster.Cluster(ROOT / ".wardmote" / f"tests{WORKER}", durable=False)
NAME = "wardmote_test"


def _say_where() -> None:
    """Say where the database will be, before Django reads its settings."""
    url = CLUSTER.url(NAME, cluster.SUPERUSER)
    joint = "&" if "?" in url else "?"
    os.environ["WARDMOTE_DATABASE_URL"] = f"{url}{joint}options=-c%20role%3Dwm_app"
    os.environ["WARDMOTE_SECRET_KEY"] = "tests-only-" * 6
    os.environ["WARDMOTE_BASE_URL"] = "http://127.0.0.1"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ.pop("WARDMOTE_DEMO", None)


_say_where()


@pytest.fixture(scope="session")
def postgres() -> Iterator[cluster.Cluster]:
    """Run the tests' PostgreSQL for the session."""
    with CLUSTER:
        yield CLUSTER


def fingerprint() -> str:
    """Name the migrations as they stand, so that a migrated database can be used again."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "src").rglob("migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((ROOT / "src/wardmote/server/shell/row_security.py").read_bytes())
    return f"wm_{digest.hexdigest()[:12]}"


@pytest.fixture(scope="session")
def django_db_setup(postgres: cluster.Cluster, django_db_blocker: object) -> None:
    """Make the test database: migrated once per set of migrations, then cloned."""
    admin = postgres.url("postgres", cluster.SUPERUSER)
    template = fingerprint()
    with psycopg.connect(admin, autocommit=True) as connection:
        names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if template not in names:
            provision.drop(admin, NAME)
            provision.ensure(admin, NAME)
            with django_db_blocker.unblock():  # type: ignore[attr-defined]
                migrate()
            connection.execute(f'ALTER DATABASE "{NAME}" RENAME TO "{template}"')
        provision.drop(admin, NAME)
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{template}" OWNER wm_owner')


def migrate() -> None:
    """Migrate as the owner, and let tests empty the tables between them."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE wm_owner")
        call_command("migrate", verbosity=0)
        cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO wm_app")
    connection.close()


@contextmanager
def as_owner() -> Iterator[None]:
    """Lay out rows of any organisation: the owner's policies let all through."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE wm_owner")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE wm_app")
