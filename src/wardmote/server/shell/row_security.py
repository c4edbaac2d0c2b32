"""Row-level security as migration operations: a table that holds a council's rows is protected.

Each request runs in one transaction that says who asks (`wm_enter`, in the room of people).
The policies compare a row's organisation with what that person may read or write. A query that
forgets to filter finds nothing foreign; one that runs before anyone has entered finds nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.operations import RunSQL

READS = "organisation_id = ANY ((SELECT wm_reads())::uuid[])"
WRITES = "organisation_id = ANY ((SELECT wm_writes())::uuid[])"
STEWARD = "(SELECT wm_steward())"


def subject(column: str) -> str:
    """Say that a row belongs to an assessment that was assigned to, or opened for, the person."""
    return f"{column} = ANY ((SELECT wm_subjects())::uuid[])"


def protect(table: str, *, read: str = READS, write: str = WRITES) -> RunSQL:
    """Protect a table: rows are read where `read` holds and written where `write` holds.

    The owner, who migrates and imports, passes; the application's role never does.
    """
    return RunSQL(
        sql=f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_owner ON {table} TO wm_owner USING (true) WITH CHECK (true);
        CREATE POLICY {table}_read ON {table} FOR SELECT TO wm_app USING ({read});
        CREATE POLICY {table}_insert ON {table} FOR INSERT TO wm_app WITH CHECK ({write});
        CREATE POLICY {table}_update ON {table} FOR UPDATE TO wm_app
            USING ({write}) WITH CHECK ({write});
        CREATE POLICY {table}_delete ON {table} FOR DELETE TO wm_app USING ({write});
        """,
        reverse_sql=f"""
        DROP POLICY {table}_owner ON {table};
        DROP POLICY {table}_read ON {table};
        DROP POLICY {table}_insert ON {table};
        DROP POLICY {table}_update ON {table};
        DROP POLICY {table}_delete ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def append_only(table: str) -> RunSQL:
    """Let the application's role add and read rows of a table, but never change or remove one."""
    return RunSQL(
        sql=f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM wm_app;",
        reverse_sql=f"GRANT UPDATE, DELETE ON {table} TO wm_app;",
    )


@contextmanager
def unforced() -> Iterator[None]:
    """Let the owner alone past row security, so that it may COPY, until the block ends.

    Must run as the owner in a transaction, which holds the tables for itself: nobody else reads
    or writes meanwhile, and if anything fails row security is forced as it was before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity ORDER BY relname")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
