"""A prepared database gives the application no way around the rules."""

import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from tests.clients.postgres.conftest import BASE, ask
from wardmote.clients.postgres import binaries, cluster, provision
from wardmote.rules import refusal

STATE = """
SELECT array_agg(line ORDER BY line)::text FROM (
  SELECT format('role %s %s %s %s %s %s %s %s', rolname, rolsuper, rolbypassrls, rolcanlogin,
                rolinherit, rolcreatedb, rolcreaterole, rolconfig) AS line
    FROM pg_roles WHERE rolname LIKE 'wm\\_%'
  UNION ALL SELECT format('database %s %s', datdba::regrole, datacl)
    FROM pg_database WHERE datname = current_database()
  UNION ALL SELECT format('schema %s %s', nspowner::regrole, nspacl)
    FROM pg_namespace WHERE nspname = 'public'
  UNION ALL SELECT format('default %s %s %s', defaclrole::regrole, defaclobjtype, defaclacl)
    FROM pg_default_acl
) AS lines
"""


@pytest.fixture(scope="module")
def running() -> Iterator[cluster.Cluster]:
    with tempfile.TemporaryDirectory(prefix="wardmote-test-", dir=BASE) as folder:
        Path(folder).chmod(0o755)
        with cluster.Cluster(Path(folder) / "pg", durable=False) as found:
            yield found


@pytest.fixture
def prepared(running: cluster.Cluster) -> Iterator[cluster.Cluster]:
    admin = running.url("postgres", cluster.SUPERUSER)
    provision.ensure(admin, "wardmote")
    yield running
    provision.drop(admin, "wardmote")


def test_to_prepare_twice_is_to_prepare_once(prepared: cluster.Cluster) -> None:
    once = ask(prepared, STATE, database="wardmote")
    provision.ensure(prepared.url("postgres", cluster.SUPERUSER), "wardmote")
    assert ask(prepared, STATE, database="wardmote") == once


def test_drift_is_put_right(prepared: cluster.Cluster) -> None:
    once = ask(prepared, STATE, database="wardmote")
    ask(prepared, "ALTER ROLE wm_app SUPERUSER BYPASSRLS CREATEDB INHERIT")
    ask(prepared, "GRANT CONNECT ON DATABASE wardmote TO PUBLIC")
    assert ask(prepared, STATE, database="wardmote") != once
    provision.ensure(prepared.url("postgres", cluster.SUPERUSER), "wardmote")
    assert ask(prepared, STATE, database="wardmote") == once


def test_the_printed_sql_does_the_same(prepared: cluster.Cluster) -> None:
    once = ask(prepared, STATE, database="wardmote")
    admin = prepared.url("postgres", cluster.SUPERUSER)
    provision.drop(admin, "wardmote")
    ask(prepared, "DROP ROLE wm_owner, wm_app")
    psql = binaries.find().folder / "psql"
    for _ in range(2):
        command = [str(psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", admin]
        subprocess.run(command, input=provision.text("wardmote"), text=True, check=True)
        assert ask(prepared, STATE, database="wardmote") == once


def test_two_preparations_at_once_both_succeed(running: cluster.Cluster) -> None:
    admin = running.url("postgres", cluster.SUPERUSER)
    names = ["one", "one", "two", "two"]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(provision.ensure, [admin] * 4, names)) == [None] * 4
    for name in ("one", "two"):
        assert ask(running, "SELECT current_user", database=name, user="wm_app") == "wm_app"
        provision.drop(admin, name)


def test_the_application_reads_and_writes_but_changes_no_table(prepared: cluster.Cluster) -> None:
    owner = {"database": "wardmote", "user": "wm_owner"}
    app = {"database": "wardmote", "user": "wm_app"}
    ask(prepared, "CREATE TABLE note (id serial, text text)", **owner)
    ask(prepared, "CREATE FUNCTION three() RETURNS int LANGUAGE sql RETURN 3", **owner)
    ask(prepared, "INSERT INTO note (text) VALUES ('a'), ('b')", **app)
    ask(prepared, "UPDATE note SET text = 'c' WHERE id = 1", **app)
    ask(prepared, "DELETE FROM note WHERE id = 2", **app)
    assert ask(prepared, "SELECT text || three() FROM note", **app) == "c3"
    for query in (
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "DROP TABLE note",
        "TRUNCATE note",
        "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
        "CREATE EXTENSION pg_trgm",
        "CREATE ROLE other",
        "SET ROLE wm_owner",
        "SELECT pg_read_file('/etc/passwd')",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            ask(prepared, query, **app)
    ask(prepared, "CREATE EXTENSION pg_trgm", **owner)


def test_row_level_security_binds_owner_and_application(prepared: cluster.Cluster) -> None:
    owner = {"database": "wardmote", "user": "wm_owner"}
    ask(prepared, "CREATE TABLE note (council text)", **owner)
    ask(prepared, "INSERT INTO note VALUES ('alderby'), ('brackwell'), ('coldmere')", **owner)
    ask(prepared, "CREATE POLICY own ON note USING (council = 'alderby')", **owner)
    ask(prepared, "ALTER TABLE note ENABLE ROW LEVEL SECURITY", **owner)
    ask(prepared, "ALTER TABLE note FORCE ROW LEVEL SECURITY", **owner)
    seen = {
        user: ask(prepared, "SELECT count(*) FROM note", database="wardmote", user=user)
        for user in ("wm_owner", "wm_app", cluster.SUPERUSER)
    }
    assert seen == {"wm_owner": 1, "wm_app": 1, cluster.SUPERUSER: 3}


def test_a_role_from_elsewhere_cannot_connect(prepared: cluster.Cluster) -> None:
    ask(prepared, "CREATE ROLE stranger LOGIN")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            ask(prepared, "SELECT 1", database="wardmote", user="stranger")
    finally:
        ask(prepared, "DROP ROLE stranger")


def test_only_the_applications_sessions_are_timed(prepared: cluster.Cluster) -> None:
    query = (
        "SELECT concat_ws(' ', current_setting('statement_timeout'), "
        "current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'))"
    )
    said = [ask(prepared, query, database="wardmote", user=user) for user in ("wm_app", "wm_owner")]
    assert said == ["30s 5s 1min", "0 0 0"]


@pytest.mark.parametrize(
    "name", ["", "a b", "A", '"', "a'; DROP ROLE x", "1st", "a" * 64, "é", "a\n", "a\\gexec", "a-b"]
)
def test_a_name_that_needs_quotes_is_refused(name: str) -> None:
    with pytest.raises(refusal.Invalid, match="is not a name for a database"):
        provision.text(name)
