"""What every command that works on the service's database asks first."""

from django.db import DatabaseError, connection

from wardmote.rules.refusal import Invalid


def check_database() -> None:
    """Make sure that the database answers and was migrated.

    Raises: Invalid, saying what to do.
    """
    try:
        connection.ensure_connection()
        ready = "django_migrations" in connection.introspection.table_names()
    except DatabaseError:
        raise Invalid(
            "The database does not answer. Check WARDMOTE_OWNER_DATABASE_URL, and that it runs."
        ) from None
    if not ready:
        raise Invalid("The database has no tables yet. Run: wardmote migrate")
