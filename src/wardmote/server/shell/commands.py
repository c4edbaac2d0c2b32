"""What every command that works on the service's database asks first."""

from django.db import DatabaseError, connection

from wardmote.rules.refusal import Invalid


def check_answers() -> None:
    """Make sure that the database answers.

    Raises: Invalid, saying what to do.
    """
    try:
        connection.ensure_connection()
    except DatabaseError as refused:
        raise Invalid(
            "The database does not answer. Check that it runs, and WARDMOTE_DATABASE_URL and "
            f"WARDMOTE_OWNER_DATABASE_URL. It said: {str(refused).strip()}"
        ) from None


def check_database() -> None:
    """Make sure that the database answers and was migrated.

    Raises: Invalid, saying what to do.
    """
    check_answers()
    if "django_migrations" not in connection.introspection.table_names():
        raise Invalid("The database has no tables yet. Run: wardmote migrate")
