"""The database itself keeps every council's rows apart. Asked of the database, not of our code."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

OPEN = {
    "register_organisation": "the register is public knowledge; its permissions guard changes",
    "register_succession": "the register is public knowledge; its permissions guard changes",
    "frameworks_pack": "frameworks are the same for all; its permissions guard changes",
    "frameworks_storedprofile": "profiles are the same for all; its permissions guard changes",
    "people_person": "signing in reads it before anyone has entered; its queries guard it",
}
"""Our tables that are open to every person, each with the reason. Read a new one twice."""

LIBRARIES = {
    *("account", "auth", "axes", "django", "mfa", "procrastinate", "socialaccount"),
    "usersessions",
}
"""Tables of libraries: they hold a person's way to sign in, or jobs, and no council's rows."""

COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def test_every_table_of_ours_has_row_security_that_binds_its_owner_too() -> None:
    tables = _ask(
        "SELECT relname, relrowsecurity AND relforcerowsecurity, EXISTS ("
        "  SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'organisation_id')"
        " FROM pg_class AS c WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    ours = [row for row in tables if str(row[0]).partition("_")[0] not in LIBRARIES]
    assert {name for name, protected, _ in ours if not protected} == OPEN.keys()
    assert {name for name, protected, of_one in tables if of_one and not protected} == set()


def test_a_protected_table_answers_each_command_by_a_policy_that_asks_who() -> None:
    protected = {
        name for (name,) in _ask("SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY 1")
    }
    rows = _ask(
        "SELECT c.relname, p.polcmd, coalesce(pg_get_expr(p.polqual, p.polrelid), 'true'),"
        " coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'true')"
        " FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid"
        " WHERE 'wm_app'::regrole = ANY (p.polroles) OR 0 = ANY (p.polroles)"
    )
    careless = {
        f"{table}: {COMMANDS.get(str(command), 'ALL')}"
        for table, command, qualifies, check in rows
        if "true" == qualifies == check
    }
    assert careless == set()
    assert {table for table, *_ in rows} == protected


def test_the_application_is_bound_by_row_security() -> None:
    assert _ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit"
        " FROM pg_roles WHERE rolname = 'wm_app'"
    ) == [(False, False, False, False, False)]
    assert _ask("SELECT relname FROM pg_class WHERE relowner = 'wm_app'::regrole") == []
    assert _ask("SELECT roleid FROM pg_auth_members WHERE member = 'wm_app'::regrole") == []


def test_not_even_the_owner_passes_row_security_unasked() -> None:
    assert _ask("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'wm_owner'") == [
        (False, False)
    ]


def test_tests_run_as_the_application() -> None:
    assert _ask("SELECT current_user") == [("wm_app",)]


def _ask(question: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
