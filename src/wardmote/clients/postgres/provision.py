"""Prepares a database: two roles, of which the application's can never see around the rules.

`wm_owner` owns the database and migrates it; `wm_app` serves pages and jobs. Neither is a
superuser nor may bypass row-level security.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from wardmote.rules import refusal

OWNER = "wm_owner"
APP = "wm_app"

TIMEOUTS = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
"""How long a session of the application may run, wait and idle before PostgreSQL ends it."""

LOCK = 0x77617264
"""Number of the lock that a preparation holds."""

NO_POWERS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"


@dataclass(frozen=True, slots=True)
class Script:
    """The statements in order; each may be run again without harm.

    Shape: `roles` and `grants` run on any database, `inside` on the new one.
    """

    roles: tuple[str, ...]
    create: str
    grants: tuple[str, ...]
    inside: tuple[str, ...]


def script(database: str) -> Script:
    """Give the statements that prepare a database of this name.

    Raises: Invalid where the name would need quotes somewhere.
    """
    name = _name(database)
    return Script(
        roles=(
            *(_role(role) for role in (OWNER, APP)),
            f"ALTER ROLE {OWNER} {NO_POWERS}",
            f"ALTER ROLE {APP} {NO_POWERS} NOINHERIT",
            *(f"ALTER ROLE {APP} SET {key} = '{value}'" for key, value in TIMEOUTS.items()),
        ),
        create=f"CREATE DATABASE {name} OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0",
        grants=(
            f"ALTER DATABASE {name} OWNER TO {OWNER}",
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {name} TO {APP}",
        ),
        inside=(
            f"ALTER SCHEMA public OWNER TO {OWNER}",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {APP}",
            *(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT {what} TO {APP}"
                for what in (
                    "SELECT, INSERT, UPDATE, DELETE ON TABLES",
                    "USAGE, SELECT ON SEQUENCES",
                    "EXECUTE ON FUNCTIONS",
                )
            ),
        ),
    )


def text(database: str) -> str:
    """Write the statements for psql, with places to fill in for the passwords."""
    found = script(database)
    lines = [
        "-- Run as a superuser, with psql, on the database postgres. It may be run again.",
        "-- Put a long random password in each place marked CHANGE-ME.",
        *(f"{statement};" for statement in found.roles),
        *(f"ALTER ROLE {role} PASSWORD 'CHANGE-ME-{role}';" for role in (OWNER, APP)),
        f"SELECT {sql.Literal(found.create).as_string()}",
        f"  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}')\\gexec",
        *(f"{statement};" for statement in found.grants),
        f"\\connect {_name(database)}",
        *(f"{statement};" for statement in found.inside),
    ]
    return "\n".join(lines) + "\n"


def ensure(admin: str, database: str, passwords: Mapping[str, str] | None = None) -> None:
    """Make a database and its roles, or bring them to the state they should have.

    Shape: `admin` is the address of any database for a superuser; `passwords` by role.
    """
    found = script(database)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))  # two at once would collide
        _run(connection, found.roles)
        for role, password in (passwords or {}).items():
            _set_password(connection, role, password)
        if not _exists(connection, database):
            _run(connection, (found.create,))
        _run(connection, found.grants)
        with psycopg.connect(admin, dbname=database, autocommit=True) as inside:
            _run(inside, found.inside)


def drop(admin: str, database: str) -> None:
    """Remove a database, whoever is connected to it; the roles stay."""
    with psycopg.connect(admin, autocommit=True) as connection:
        _run(connection, (f"DROP DATABASE IF EXISTS {_name(database)} WITH (FORCE)",))


def _run(connection: psycopg.Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.execute(statement.encode())


def _exists(connection: psycopg.Connection, database: str) -> bool:
    query = "SELECT FROM pg_database WHERE datname = %s"
    return connection.execute(query, (database,)).fetchone() is not None


def _set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    # Hashed here, so that the password itself is never in a statement, nor in the server's log.
    hashed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(hashed.decode())))


def _role(role: str) -> str:
    return (
        f"DO $$ BEGIN CREATE ROLE {role}; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _name(database: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", database):
        raise refusal.Invalid(
            f"{database!r} is not a name for a database. Use up to 63 small letters, digits and _, "
            "and no digit first."
        )
    return database
